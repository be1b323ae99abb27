"""When a coach receives, how, and for whom; all of it in the wall clock of the coach's zone."""

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrolment

MIDNIGHT = time(0)
LENGTHS = (30, 45, 60, 90)


def default_lengths() -> list[int]:
    return [60]


class CoachSettings(models.Model):
    """How one coach receives; a coach who has chosen nothing has these defaults, unsaved."""

    class Way(models.TextChoices):
        VIDEO = "video", _("my own video link")
        ROOM = "room", _("a video room made for each appointment")
        PHONE = "phone", _("by phone")

    coach = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coach_settings"
    )
    lengths = models.JSONField(_("lengths offered"), default=default_lengths)
    pause_before = models.PositiveSmallIntegerField(
        _("pause before, in minutes"), default=0, validators=[MaxValueValidator(120)]
    )
    pause_after = models.PositiveSmallIntegerField(
        _("pause after, in minutes"), default=0, validators=[MaxValueValidator(120)]
    )
    # A coach who reads mail once a day has heard of every appointment before it starts.
    notice_hours = models.PositiveSmallIntegerField(
        _("booked at the latest, in hours ahead"), default=24, validators=[MaxValueValidator(720)]
    )
    # Days ahead, in the coach's calendar: a monthly rhythm can be kept, plans change beyond it.
    horizon_days = models.PositiveSmallIntegerField(
        _("booked at the earliest, in days ahead"),
        default=28,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    most_per_day = models.PositiveSmallIntegerField(
        _("most appointments per day"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    most_per_week = models.PositiveSmallIntegerField(
        _("most appointments per week"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    works_on_holidays = models.BooleanField(_("I receive on public holidays"), default=False)
    way = models.CharField(
        _("at a distance"), max_length=10, choices=Way.choices, default=Way.VIDEO
    )
    video_link = models.URLField(_("my video link"), blank=True)
    room_template = models.CharField(
        _("address of the rooms"),
        max_length=200,
        blank=True,
        help_text=_("{code} becomes a word nobody can guess: https://visio.example.org/{code}"),
    )
    phone = models.CharField(_("my phone number"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("coach’s settings")
        verbose_name_plural = _("coaches’ settings")

    def __str__(self) -> str:
        return f"{self.coach_id}"


class ForWhomQuerySet(models.QuerySet):
    def open_to(self, enrolment: Enrolment | None) -> "ForWhomQuerySet":
        """Hours that this learner may book; without one, all of them."""
        if enrolment is None:
            return self
        return self.filter(
            Q(cohort=None) | Q(cohort=enrolment.cohort_id),
            Q(learner=None) | Q(learner=enrolment.learner_id),
        )


class ForWhom(models.Model):
    """Hours are for everybody the coach follows, or kept for one cohort or one learner."""

    cohort = models.ForeignKey(
        Cohort, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    place = models.CharField(
        _("place"), max_length=200, blank=True, help_text=_("Leave empty for a distance.")
    )

    objects = ForWhomQuerySet.as_manager()

    class Meta:
        abstract = True


class WeeklyHours(ForWhom):
    """A block of one weekday in which a coach receives.

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
                "coach",
                "weekday",
                "starts",
                "place",
                Coalesce("cohort", 0),
                Coalesce("learner", 0),
                name="one_block_per_start_place_and_public",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.coach_id}: {self.weekday} {self.starts}–{self.ends}"


class SpecialHours(ForWhom):
    """Some days on which a coach receives otherwise: other hours, none, or all but a blocked time.

    An end of blocked time that is not after its start falls on the next day.
    """

    class Kind(models.TextChoices):
        OPEN = "open", _("I receive at other hours")
        AWAY = "away", _("I do not receive")
        BLOCKED = "blocked", _("this time is blocked")

    coach = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="special_hours"
    )
    kind = models.CharField(_("what changes"), max_length=10, choices=Kind.choices)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    starts = models.TimeField(_("from"), null=True, blank=True)
    ends = models.TimeField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("exception")
        verbose_name_plural = _("exceptions")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="an_exception_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(kind="away", starts=None, ends=None)
                | Q(kind__in=("open", "blocked"), starts__isnull=False, ends__isnull=False),
                name="an_exception_has_both_times_but_for_days_away",
            ),
        ]
        indexes = [models.Index(fields=["coach", "last_day"], name="special_hours_of_coach")]

    def __str__(self) -> str:
        return f"{self.coach_id}: {self.first_day}–{self.last_day}"
