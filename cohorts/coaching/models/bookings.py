"""The appointments, alone or in a group, whatever became of them, and their reminders."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cohorts.coaching import lifecycle
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import User

MOVE_SALT = "coaching.move"
STATES = {
    lifecycle.State.REQUESTED: pgettext_lazy("appointment", "asked for"),
    lifecycle.State.BOOKED: _("booked"),
    lifecycle.State.HELD: pgettext_lazy("appointment", "held"),
    lifecycle.State.MISSED: pgettext_lazy("appointment", "missed"),
    lifecycle.State.CANCELLED: _("cancelled"),
    lifecycle.State.LATE: pgettext_lazy("appointment", "cancelled late"),
    lifecycle.State.DECLINED: pgettext_lazy("appointment", "declined"),
}


class GroupMeetingQuerySet(models.QuerySet["GroupMeeting"]):
    def standing(self) -> "GroupMeetingQuerySet":
        return self.filter(cancelled_at=None)

    def overlapping(self, *, starts_at: datetime, ends_at: datetime) -> "GroupMeetingQuerySet":
        return self.standing().filter(kept_from__lt=ends_at, kept_until__gt=starts_at)

    def with_seats(self) -> "GroupMeetingQuerySet":
        taken = Count("bookings", filter=Q(bookings__state__in=lifecycle.STANDING))
        return self.annotate(taken=taken, seats_left=F("seats") - taken)

    def joinable_by(self, enrolment: Enrolment, *, now: datetime) -> "GroupMeetingQuerySet":
        """Meetings to come of this learner's coach and cohort, the next one first."""
        return (
            self.standing()
            .filter(coach=enrolment.coach_id, cohort=enrolment.cohort_id, starts_at__gt=now)
            .with_seats()
            .order_by("starts_at", "pk")
        )


class GroupMeeting(models.Model):
    """A time that a coach opens to two to six learners of a cohort; each books a seat in it."""

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="group_meetings"
    )
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="group_meetings")
    title = models.CharField(_("subject"), max_length=200)
    seats = models.PositiveSmallIntegerField(
        _("seats"), validators=[MinValueValidator(2), MaxValueValidator(6)]
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    kept_from = models.DateTimeField(_("kept from"))
    kept_until = models.DateTimeField(_("kept until"))
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.CharField(_("video address or phone number"), max_length=300, blank=True)
    opened_at = models.DateTimeField(_("opened at"))
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)

    objects = GroupMeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("group meeting")
        verbose_name_plural = _("group meetings")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=2, seats__lte=6), name="a_group_is_of_two_to_six"
            ),
            models.CheckConstraint(
                condition=Q(
                    ends_at__gt=F("starts_at"),
                    kept_from__lte=F("starts_at"),
                    kept_until__gte=F("ends_at"),
                ),
                name="a_group_meeting_keeps_all_its_time",
            ),
        ]
        indexes = [models.Index(fields=["coach", "ends_at"], name="group_meeting_of_coach")]

    def __str__(self) -> str:
        return self.title


class BookingQuerySet(models.QuerySet["Booking"]):
    def active(self) -> "BookingQuerySet":
        """Appointments that keep their time to themselves."""
        return self.filter(state__in=lifecycle.STANDING)

    def requested(self) -> "BookingQuerySet":
        """Times asked for that the coach has not answered, the oldest question first."""
        return self.filter(state=Booking.State.REQUESTED).order_by("booked_at", "pk")

    def overlapping(self, *, starts_at: datetime, ends_at: datetime) -> "BookingQuerySet":
        """Active appointments that share an instant with the half-open interval."""
        return self.active().filter(starts_at__lt=ends_at, ends_at__gt=starts_at)

    def of(self, person: User) -> "BookingQuerySet":
        """Appointments that concern this person, whichever side of the table they sit."""
        return self.filter(Q(coach=person) | Q(learner=person))

    def expected(self, *, now: datetime) -> "BookingQuerySet":
        """Appointments to come, and times asked for: what a person looks forward to."""
        states = (Booking.State.BOOKED, Booking.State.REQUESTED)
        return self.filter(state__in=states, ends_at__gt=now).order_by("starts_at", "pk")

    def upcoming(self, *, now: datetime) -> "BookingQuerySet":
        """Active appointments that are not over yet, the next one first."""
        return self.active().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def past(self, *, now: datetime) -> "BookingQuerySet":
        """Active appointments that are over, the last one first."""
        return self.active().filter(ends_at__lte=now).order_by("-starts_at", "-pk")

    def given(self, *, now: datetime) -> "BookingQuerySet":
        """Appointments that are over and were not missed, as far as the coach has said."""
        return self.past(now=now).exclude(state=Booking.State.MISSED)

    def unanswered(self, *, now: datetime) -> "BookingQuerySet":
        """Appointments that have begun, and of which the coach has not said what became."""
        return self.filter(state=Booking.State.BOOKED, starts_at__lte=now)

    def for_listing(self) -> "BookingQuerySet":
        return self.select_related("coach", "learner", "enrolment__cohort__course")


class Booking(models.Model):
    """One coaching appointment.

    It names its coach and its learner itself: it stays with the coach who gave it when the
    learner gets another, and the database can refuse that either sits in two places at once.
    """

    State = lifecycle.State

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="coaching_bookings"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="booked_coachings"
    )
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="bookings")
    group = models.ForeignKey(
        GroupMeeting, on_delete=models.PROTECT, null=True, related_name="bookings"
    )
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    # The coach's time, with the pauses that were theirs when it was booked.
    kept_from = models.DateTimeField(_("kept from"))
    kept_until = models.DateTimeField(_("kept until"))
    state = models.CharField(
        _("state"),
        max_length=20,
        choices=[(state.value, label) for state, label in STATES.items()],
        default=State.BOOKED.value,
    )
    topic = models.CharField(_("what I would like to work on"), max_length=300, blank=True)
    place = models.CharField(_("place"), max_length=200, blank=True)
    link = models.CharField(_("video address or phone number"), max_length=300, blank=True)
    booked_at = models.DateTimeField(_("booked at"))
    moved_at = models.DateTimeField(_("moved at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("held or missed, said at"), null=True)
    # The learner's terms, as they were when the time was agreed.
    free_until = models.DateTimeField(_("moved and cancelled freely until"))
    minutes_counted = models.PositiveSmallIntegerField(_("minutes counted"), default=0)
    sequence = models.PositiveSmallIntegerField(_("version of the invitation"), default=0)
    request_key = models.UUIDField(_("key of the request"), null=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="a_booking_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(kept_from__lte=F("starts_at"), kept_until__gte=F("ends_at")),
                name="a_booking_keeps_all_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("requested", "cancelled", "declined"))
                | Q(minutes_counted=0),
                name="what_does_not_take_place_costs_nothing",
            ),
            models.UniqueConstraint(
                fields=["enrolment", "request_key"], name="one_appointment_per_request"
            ),
            # The last guard: the service locks both people first and sees any overlap.
            # PostgreSQL also refuses overlaps that start at different times (migration 0004).
            models.UniqueConstraint(
                fields=["coach", "starts_at"],
                condition=Q(state__in=("booked", "held", "missed"), group=None),
                name="a_coach_starts_one_appointment_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["learner", "starts_at"],
                condition=Q(state__in=("booked", "held", "missed")),
                name="a_learner_starts_one_appointment_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["coach", "ends_at"], name="booking_of_coach"),
            models.Index(fields=["learner", "ends_at"], name="booking_of_learner"),
            models.Index(fields=["starts_at"], name="booking_ahead", condition=Q(state="booked")),
        ]

    def __str__(self) -> str:
        return f"{self.coach_id} – {self.enrolment_id} ({self.starts_at:%Y-%m-%d %H:%M})"

    @property
    def length(self) -> timedelta:
        return self.ends_at - self.starts_at

    @property
    def minutes(self) -> int:
        return self.length // timedelta(minutes=1)

    @property
    def is_cancelled(self) -> bool:
        return self.state in lifecycle.GONE

    @property
    def is_video(self) -> bool:
        """Whether ``link`` leads somewhere; otherwise it is a phone number."""
        return self.link.startswith(("https://", "http://"))

    def may_be_moved(self, *, by_coach: bool, now: datetime) -> bool:
        """Until it begins for the coach; for the learner, within the terms they agreed to."""
        until = self.starts_at if by_coach else min(self.free_until, self.starts_at)
        return self.state == self.State.BOOKED and self.group_id is None and now <= until

    def move_address(self, person: User) -> str:
        """Where this person moves this very version without signing in: the address is signed."""
        token = signing.dumps([self.pk, person.pk, self.sequence], salt=MOVE_SALT)
        return reverse("coaching:move_by_link", args=[token])


class BookingReminder(models.Model):
    """One reminder that has been written. An appointment that moved is announced anew."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="reminders")
    moment = models.CharField(_("moment"), max_length=20)
    starts_at = models.DateTimeField(_("starts at"))

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [
            models.UniqueConstraint(
                fields=["booking", "moment", "starts_at"],
                name="one_reminder_per_appointment_and_moment",
            )
        ]

    def __str__(self) -> str:
        return f"{self.booking_id}, {self.moment}"
