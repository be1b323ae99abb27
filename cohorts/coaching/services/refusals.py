"""Why an appointment cannot be had, in words for people, with the times that can."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cohorts.coaching.availability import Diary, Refusal, Slot, free_slots, nearest

SUGGESTIONS = 3


class BookingRefused(Exception):
    """The learner cannot have this time; ``nearest`` are the free ones closest to it."""

    def __init__(self, message: str, nearest: Iterable[Slot] = ()) -> None:
        super().__init__(message)
        self.nearest = list(nearest)


class SlotTaken(BookingRefused):
    """Somebody else was faster."""


class NotOffered(BookingRefused):
    """The coach does not offer this time, or not any more."""


class TooLate(BookingRefused):
    """The appointment is too close, or has begun."""


class LearnerIsBusy(BookingRefused):
    """The learner sits in another appointment then."""


class NoHoursLeft(BookingRefused):
    """The learner has used the hours of the programme."""


class NotYourCoach(BookingRefused):
    """No coach follows this learner in this cohort."""


class Outdated(BookingRefused):
    """The appointment has changed since the person looked at it."""


class Impossible(BookingRefused):
    """What became of the appointment does not allow this."""


def refused(reason: Refusal, starts_at: datetime, diary: Diary) -> BookingRefused:
    hours = diary.notice // timedelta(hours=1)
    too_soon = ngettext(
        "Appointments are booked at least %(hours)d hour ahead.",
        "Appointments are booked at least %(hours)d hours ahead.",
        hours,
    )
    error, message = {
        Refusal.TOO_SOON: (TooLate, too_soon % {"hours": hours}),
        Refusal.TOO_FAR: (NotOffered, _("This time is not open for booking yet.")),
        Refusal.OUTSIDE_HOURS: (NotOffered, _("This time is no longer offered.")),
        Refusal.TAKEN: (SlotTaken, _("This time has just been taken.")),
        Refusal.DAY_IS_FULL: (SlotTaken, _("Your coach takes no more appointments on that day.")),
        Refusal.WEEK_IS_FULL: (SlotTaken, _("Your coach takes no more appointments that week.")),
        Refusal.LEARNER_IS_BUSY: (
            LearnerIsBusy,
            _("You already have an appointment at that time."),
        ),
        Refusal.NO_HOURS_LEFT: (
            NoHoursLeft,
            _("This appointment is longer than the hours of coaching you have left."),
        ),
    }[reason]
    return error(message, nearest(free_slots(diary), starts_at, most=SUGGESTIONS))
