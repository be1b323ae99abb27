"""An enrolment: one learner in one cohort, and where they stopped."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.models.cohorts import Cohort

OFFER_SALT = "cohorts.offer"


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def seated(self) -> "EnrolmentQuerySet":
        """Learners who hold a seat: still learning or finished."""
        return self.filter(state__in=Enrolment.SEATED)

    def holding(self) -> "EnrolmentQuerySet":
        """People who take a seat, or for whom one is kept until they have answered."""
        return self.filter(state__in=(*Enrolment.SEATED, Enrolment.State.OFFERED))

    def offers_over(self, *, now: datetime) -> "EnrolmentQuerySet":
        """Offers whose time to answer has passed."""
        return self.filter(state=Enrolment.State.OFFERED, offer_expires_at__lte=now)

    def overlapping(self, cohort: Cohort) -> "EnrolmentQuerySet":
        """Enrolments in other cohorts whose dates meet this one's; permanent ones have none."""
        if cohort.starts_on is None:
            return self.none()
        return self.exclude(cohort=cohort).filter(
            cohort__starts_on__lte=cohort.ends_on, cohort__ends_on__gte=cohort.starts_on
        )

    def waiting(self) -> "EnrolmentQuerySet":
        """The waiting list, in order."""
        return self.filter(state=Enrolment.State.WAITING).order_by("requested_at", "pk")

    def with_queue_place(self) -> "EnrolmentQuerySet":
        """Annotate ``queue_place``: for people who wait, 1 is the next to be seated."""
        earlier = Q(requested_at__lt=OuterRef("requested_at")) | Q(
            requested_at=OuterRef("requested_at"), pk__lte=OuterRef("pk")
        )
        ahead = (
            Enrolment.objects.filter(earlier, cohort=OuterRef("cohort"), state="waiting")
            .order_by()
            .values("cohort")
            .annotate(count=Count("pk"))
        )
        return self.annotate(queue_place=Subquery(ahead.values("count")))


class Enrolment(models.Model):
    """One learner in one cohort. It is never deleted: its state says what became of it."""

    class State(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("enrolment", "active")
        REQUESTED = "requested", _("waits for the team’s answer")
        DECLINED = "declined", pgettext_lazy("enrolment", "request declined")
        WAITING = "waiting", _("on the waiting list")
        OFFERED = "offered", _("seat offered")
        COMPLETED = "completed", pgettext_lazy("enrolment", "finished")
        WITHDRAWN = "withdrawn", pgettext_lazy("enrolment", "withdrawn")

    SEATED = (State.ACTIVE, State.COMPLETED)
    # They may ask anew, or be enrolled again.
    GONE = (State.WITHDRAWN, State.DECLINED)

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="enrolments"
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    requested_at = models.DateTimeField(_("asked at"))
    motivation = models.TextField(_("word of motivation"), blank=True, max_length=1000)
    decline_reason = models.TextField(_("reason of the refusal"), blank=True, max_length=500)
    offer_expires_at = models.DateTimeField(_("answer until"), null=True)
    missed_offers = models.PositiveSmallIntegerField(_("offers without an answer"), default=0)
    confirmed_at = models.DateTimeField(_("seated at"), null=True)
    completed_at = models.DateTimeField(_("finished at"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="coached_enrolments",
        verbose_name=_("coach"),
    )
    last_activity = models.ForeignKey(
        "modules.Activity",
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("last activity"),
    )
    last_position = models.FloatField(
        _("place on the page"), default=0, help_text=_("From 0, the top, to 1, the end.")
    )
    last_seen_at = models.DateTimeField(_("last seen at"), null=True)

    # What `with_queue_place` tells of those who wait.
    queue_place: int | None = None

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "learner"], name="one_enrolment_per_cohort"),
            models.CheckConstraint(
                condition=Q(last_position__gte=0, last_position__lte=1),
                name="a_place_on_the_page_is_from_0_to_1",
            ),
            models.CheckConstraint(
                condition=Q(state="offered", offer_expires_at__isnull=False)
                | (~Q(state="offered") & Q(offer_expires_at=None)),
                name="an_offer_and_only_an_offer_has_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "state"], name="enrolment_of_learner"),
            models.Index(
                fields=["offer_expires_at"],
                name="enrolment_offered",
                condition=Q(state="offered"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} → {self.cohort_id}"

    @property
    def is_seated(self) -> bool:
        return self.state in self.SEATED

    @property
    def certificate(self) -> Any:
        """The attestation that stands, if any: a list of enrolments prefetches ``certificates``."""
        papers = self.certificates.all()
        return next(
            (one for one in papers if one.kind == "attestation" and not one.revoked_at), None
        )

    @property
    def offer_address(self) -> str:
        """Where the person answers this very offer, signed in or not: the address is signed."""
        until = int(self.offer_expires_at.timestamp()) if self.offer_expires_at else 0
        return reverse("cohorts:offer", args=[signing.dumps([self.pk, until], salt=OFFER_SALT)])
