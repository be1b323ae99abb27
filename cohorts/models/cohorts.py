"""A cohort: one run of a course, with its dates, its seats and its team."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count, F, Q
from django.db.models.functions import Greatest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import Organisation, Role, User, validate_time_zone


class CohortQuerySet(models.QuerySet["Cohort"]):
    def with_seats(self) -> "CohortQuerySet":
        """Annotate people by state (``seated``, ``offered``, …), and ``seats_left``.

        Offered seats are taken until their time to answer is over; no limit leaves null.
        """
        seated = Count("enrolments", filter=Q(enrolments__state__in=("active", "completed")))
        states = {
            state: Count("enrolments", filter=Q(enrolments__state=state))
            for state in ("offered", "waiting", "requested")
        }
        return self.annotate(seated=seated, **states).annotate(
            seats_left=Greatest(F("capacity") - F("seated") - F("offered"), 0)
        )

    def visible_to(self, person: User) -> "CohortQuerySet":
        """Cohorts that this person follows as a member of Le RAMEAU's team or of the cohort's."""
        if person.has_role(Role.MANAGER):
            return self
        return self.filter(staff__person=person).distinct()

    def running_on(self, day: date) -> "CohortQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


class Cohort(models.Model):
    """One run of a course. A permanent cohort has no dates: it is the door of an open course."""

    class Entry(models.TextChoices):
        OPEN = "open", _("anybody may enrol")
        REQUEST = "request", _("people ask, the team answers")
        INVITATION = "invitation", _("by invitation link")
        CODE = "code", _("by code")
        MANAGED = "managed", _("the team enrols")

    course = models.ForeignKey(
        "courses.CoursePage",
        on_delete=models.PROTECT,
        related_name="cohorts",
        verbose_name=_("course"),
    )
    title = models.CharField(_("title"), max_length=200)
    starts_on = models.DateField(_("starts on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    capacity = models.PositiveIntegerField(
        _("seats"), null=True, blank=True, help_text=_("Leave empty for no limit.")
    )
    entry = models.CharField(
        _("entry"), max_length=20, choices=Entry.choices, default=Entry.MANAGED
    )
    answer_hours = models.PositiveSmallIntegerField(
        _("hours to answer"),
        default=0,
        help_text=_(
            "How long a freed seat is kept for the first person waiting. 0: it is theirs at once."
        ),
    )
    is_permanent = models.BooleanField(_("permanent"), default=False)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Paris", validators=[validate_time_zone]
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cohorts",
        verbose_name=_("organisation"),
    )
    closed_periods = models.TextField(
        _("periods without sessions"),
        blank=True,
        help_text=_("Dates or ranges of dates, one a line: 24/12/2026 or 21/12/2026 - 3/1/2027."),
    )
    opened_at = models.DateTimeField(_("opened at"))

    objects = CohortQuerySet.as_manager()

    class Meta:
        verbose_name = _("cohort")
        verbose_name_plural = _("cohorts")
        constraints = [
            models.CheckConstraint(
                condition=Q(is_permanent=True, starts_on=None, ends_on=None)
                | Q(is_permanent=False, ends_on__gte=F("starts_on")),
                name="a_dated_cohort_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(is_permanent=True),
                name="one_permanent_cohort_per_course",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("cohorts:classroom", args=[self.pk])

    def is_over(self, *, on: date) -> bool:
        return self.ends_on is not None and self.ends_on < on


class CohortStaff(models.Model):
    """One person of a cohort's team, and what they do there."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="staff")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staffed_cohorts"
    )
    role = models.CharField(
        _("role"),
        max_length=20,
        choices=[(role.value, role.label) for role in (Role.MANAGER, Role.TRAINER, Role.COACH)],
    )

    class Meta:
        verbose_name = _("team member")
        verbose_name_plural = _("team members")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "person", "role"], name="one_role_once_per_cohort"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id}, {self.get_role_display()}"
