"""Coaching: when coaches receive, the appointments, the hours they take."""

from cohorts.coaching.models.availability import CoachSettings, SpecialHours, WeeklyHours
from cohorts.coaching.models.bookings import Booking, BookingReminder, GroupMeeting
from cohorts.coaching.models.busy import BusyCalendar, BusyTime
from cohorts.coaching.models.hours import CoachingPolicy, HoursLine
from cohorts.coaching.models.waiting import FreedTimeWatch

__all__ = [
    "Booking",
    "BookingReminder",
    "BusyCalendar",
    "BusyTime",
    "CoachSettings",
    "CoachingPolicy",
    "FreedTimeWatch",
    "GroupMeeting",
    "HoursLine",
    "SpecialHours",
    "WeeklyHours",
]
