"""Sessions: the dated live events of a cohort, made from the plan and moved when life asks."""

from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort
from cohorts.models.enrolments import Enrolment
from courses.choices import StepKind
from lms.accounts.models import Role, User


class SessionQuerySet(models.QuerySet["Session"]):
    def standing(self) -> "SessionQuerySet":
        return self.filter(cancelled_at=None)

    def upcoming(self, *, now: datetime) -> "SessionQuerySet":
        """Standing sessions that are not over yet, the next one first."""
        return self.standing().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def concerning(self, person: User) -> "SessionQuerySet":
        """Sessions that this person attends or leads."""
        seats = Enrolment.objects.seated().filter(learner=person).values("cohort")
        led = SessionLeader.objects.filter(person=person).values("session")
        return self.filter(Q(cohort__in=seats) | Q(pk__in=led))

    def visible_to(self, person: User) -> "SessionQuerySet":
        """Sessions whose page this person may open: their own, and those of teams they are in."""
        if person.has_role(Role.MANAGER):
            return self
        teams = person.staffed_cohorts.values("cohort")
        return self.concerning(person) | self.filter(cohort__in=teams)

    def for_listing(self) -> "SessionQuerySet":
        return self.select_related("cohort__course")

    def overlapping(self, *, starts_at: datetime, ends_at: datetime) -> "SessionQuerySet":
        """Standing sessions that share an instant with the half-open interval."""
        return self.standing().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def of_learner(self, person: User) -> "SessionQuerySet":
        """Sessions of the cohorts in which this person holds a seat."""
        return self.filter(
            cohort__enrolments__learner=person,
            cohort__enrolments__state__in=("active", "completed"),
        )

    def led_by(self, person: User) -> "SessionQuerySet":
        return self.filter(leaders__person=person)


class Session(models.Model):
    """One dated live event. ``plan_item_id`` is a plain number: the plan may change afterwards."""

    class Mode(models.TextChoices):
        ON_SITE = "on_site", _("on site")
        REMOTE = "remote", _("remote")
        HYBRID = "hybrid", _("on site and remote")

    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="sessions")
    plan_item_id = models.BigIntegerField(null=True)
    kind = models.CharField(_("kind"), max_length=20, choices=StepKind.choices)
    title = models.CharField(_("title"), max_length=200)
    detail = models.TextField(_("detail"), blank=True)
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    mode = models.CharField(_("mode"), max_length=10, choices=Mode.choices, default=Mode.ON_SITE)
    place = models.CharField(_("place"), max_length=200, blank=True)
    map_url = models.URLField(_("map"), blank=True)
    room_url = models.URLField(_("room address"), blank=True)
    is_required = models.BooleanField(_("required"), default=True)
    follows = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="followers",
        verbose_name=_("comes after"),
    )
    sequence = models.PositiveSmallIntegerField(_("version of the invitation"), default=0)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_because = models.CharField(_("reason"), max_length=300, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_session_ends_after_it_starts"
            )
        ]
        indexes = [
            models.Index(fields=["cohort", "starts_at"], name="session_of_cohort"),
            models.Index(fields=["starts_at"], name="session_by_time"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:session", args=[self.cohort_id, self.pk])

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def is_remote(self) -> bool:
        """Whether nobody needs the place."""
        return self.mode == self.Mode.REMOTE


class SessionLeader(models.Model):
    """One person who leads a session."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="leaders")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="led_sessions"
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.TRAINER, Role.COACH)],
        default=Role.TRAINER,
    )

    class Meta:
        verbose_name = _("session leader")
        verbose_name_plural = _("session leaders")
        constraints = [
            models.UniqueConstraint(
                fields=["session", "person"], name="one_place_per_leader_of_a_session"
            )
        ]

    def __str__(self) -> str:
        return f"{self.session_id}: {self.person_id}"


def kept_in(material: "SessionMaterial", name: str) -> str:
    """Return where a file is kept: apart from what is public, at a name that nobody guesses."""
    return f"private/materials/{material.session_id}/{uuid4().hex}{Path(name).suffix.lower()[:10]}"


class MaterialQuerySet(models.QuerySet["SessionMaterial"]):
    def standing(self) -> "MaterialQuerySet":
        return self.filter(removed_at=None)

    def given(self, *, now: datetime) -> "MaterialQuerySet":
        """What learners see: what comes after a session is theirs once it has begun."""
        begun = Q(moment=SessionMaterial.Moment.BEFORE) | Q(session__starts_at__lte=now)
        return self.standing().filter(begun)

    def in_order(self) -> "MaterialQuerySet":
        """What comes before the session first, each in the order it was added."""
        return self.order_by(Case(When(moment="before", then=0), default=1), "pk")


class SessionMaterial(models.Model):
    """A file or a link given before or after a session. A removed one can be put back for a time.

    ``content_type`` is what the file holds, whatever its name says.
    """

    class Moment(models.TextChoices):
        BEFORE = "before", _("before the session")
        AFTER = "after", _("after the session")

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(_("title"), max_length=160)
    url = models.URLField(_("address"), blank=True)
    file = models.FileField(_("file"), upload_to=kept_in, blank=True, max_length=200)
    name = models.CharField(_("name of the file"), max_length=160, blank=True)
    content_type = models.CharField(_("type"), max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size"), default=0)
    moment = models.CharField(
        _("moment"), max_length=10, choices=Moment.choices, default=Moment.BEFORE
    )
    removed_at = models.DateTimeField(_("removed at"), null=True, blank=True)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.CheckConstraint(
                condition=(Q(url="") & ~Q(file="")) | (~Q(url="") & Q(file="")),
                name="a_material_is_a_file_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return where it is: elsewhere, or behind the door of its session."""
        return self.url or reverse(
            "cohorts:material", args=[self.session.cohort_id, self.session_id, self.pk]
        )

    @property
    def is_shown(self) -> bool:
        """Whether browsers show the file themselves, with nothing in it that could run."""
        return self.content_type == "application/pdf" or self.content_type.startswith(
            ("image/", "audio/", "video/")
        )
