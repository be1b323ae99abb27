"""The hours of coaching of a learner: what the programme gives, and each movement of minutes."""

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.coaching.models.bookings import Booking
from cohorts.models import Enrolment
from courses.models import CoursePage


class CoachingPolicy(models.Model):
    """Until when the learners of a course move and cancel freely, and what counts afterwards."""

    course = models.OneToOneField(
        CoursePage,
        on_delete=models.CASCADE,
        related_name="coaching_policy",
        verbose_name=_("course"),
    )
    free_until_hours = models.PositiveSmallIntegerField(
        _("moved and cancelled freely until, in hours before"),
        default=24,
        validators=[MaxValueValidator(336)],
    )
    late_counts = models.BooleanField(_("an appointment cancelled later counts"), default=True)
    missed_counts = models.BooleanField(_("a missed appointment counts"), default=True)

    class Meta:
        verbose_name = _("rules of coaching")
        verbose_name_plural = _("rules of coaching")

    def __str__(self) -> str:
        return str(self.course)


class HoursLine(models.Model):
    """One movement of the minutes that a learner may book. What is left is their sum."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("the programme’s hours")
        ADDED = "added", _("added by the team")
        TAKEN = "taken", _("booked")
        RETURNED = "returned", _("given back")

    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="hours_lines")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    minutes = models.IntegerField(_("minutes"))
    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, null=True, related_name="hours_lines"
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    written_at = models.DateTimeField(_("written at"))

    class Meta:
        verbose_name = _("movement of hours")
        verbose_name_plural = _("movements of hours")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment"],
                condition=Q(kind="opened"),
                name="the_hours_of_an_enrolment_open_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="taken", minutes__lt=0, booking__isnull=False)
                | Q(kind="returned", minutes__gt=0, booking__isnull=False)
                | Q(kind__in=("opened", "added"), booking=None),
                name="hours_are_taken_and_given_back_for_a_booking",
            ),
            models.CheckConstraint(
                condition=~Q(kind="added", reason=""), name="added_hours_have_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.minutes:+d}"
