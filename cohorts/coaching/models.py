"""Coaching: a coach's weekly hours and the appointments that learners book in them."""

from datetime import datetime, time

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.enrolments import Enrolment
from lms.accounts.models import User

MIDNIGHT = time(0)


class WeeklyHours(models.Model):
    """A block of one weekday in which a coach receives, in the wall clock of the coach's zone.

    It ends on the same day; 00:00 is the end of the day.
    """

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="weekly_hours"
    )
    weekday = models.PositiveSmallIntegerField(
        _("weekday"), validators=[MaxValueValidator(6)], help_text=_("0 is Monday.")
    )
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("to"))

    class Meta:
        verbose_name = _("weekly hours")
        verbose_name_plural = _("weekly hours")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")) | Q(ends=MIDNIGHT),
                name="weekly_hours_end_after_they_start",
            ),
            models.UniqueConstraint(
                fields=["coach", "weekday", "starts"], name="one_block_per_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coach_id}: {self.weekday} {self.starts}–{self.ends}"


class BookingQuerySet(models.QuerySet["Booking"]):
    def active(self) -> "BookingQuerySet":
        return self.filter(state=Booking.State.BOOKED)

    def overlapping(self, *, starts_at: datetime, ends_at: datetime) -> "BookingQuerySet":
        """Active appointments that share an instant with the half-open interval."""
        return self.active().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def of(self, person: User) -> "BookingQuerySet":
        """Appointments that concern this person, whichever side of the table they sit."""
        return self.filter(Q(coach=person) | Q(learner=person))

    def upcoming(self, *, now: datetime) -> "BookingQuerySet":
        """Active appointments that are not over yet, the next one first."""
        return self.active().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, *, now: datetime) -> "BookingQuerySet":
        """Active appointments that are over, the last one first."""
        return self.active().filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def for_listing(self) -> "BookingQuerySet":
        return self.select_related("coach", "learner", "enrolment__cohort__course")


class Booking(models.Model):
    """One coaching appointment.

    It names its coach and its learner itself: it stays with the coach who gave it when the
    learner gets another, and the database can refuse that either sits in two places at once.
    """

    class State(models.TextChoices):
        BOOKED = "booked", _("booked")
        CANCELLED = "cancelled", _("cancelled")

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coaching_bookings"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="booked_coachings"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.BOOKED)
    topic = models.CharField(_("what I would like to work on"), max_length=300, blank=True)
    booked_at = models.DateTimeField(_("booked at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    sequence = models.PositiveSmallIntegerField(_("version of the invitation"), default=0)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_booking_ends_after_it_starts"
            ),
            # The last guard: the service locks both people first and sees any overlap.
            # PostgreSQL also refuses overlaps that start at different times (migration 0005).
            models.UniqueConstraint(
                fields=["coach", "starts_at"],
                condition=Q(state="booked"),
                name="a_coach_starts_one_appointment_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["learner", "starts_at"],
                condition=Q(state="booked"),
                name="a_learner_starts_one_appointment_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["coach", "ends_at"], name="booking_of_coach"),
            models.Index(fields=["learner", "ends_at"], name="booking_of_learner"),
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} – {self.enrolment_id} ({self.starts_at:%Y-%m-%d %H:%M})"
