"""Group coaching: a coach opens a time to two to six learners of a cohort; each books a seat."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.coaching.availability import meets
from cohorts.coaching.diaries import diary_of, settings_of
from cohorts.coaching.hours import free_term, hours_of, policy_of
from cohorts.coaching.lifecycle import State, minutes_counted
from cohorts.coaching.models import Booking, FreedTimeWatch, GroupMeeting
from cohorts.coaching.services import letters
from cohorts.coaching.services.bookings import cancel, link_of
from cohorts.coaching.services.hours import count
from cohorts.coaching.services.locks import hold
from cohorts.coaching.services.refusals import (
    LearnerIsBusy,
    NoHoursLeft,
    NotYourCoach,
    SlotTaken,
    TooLate,
)
from cohorts.coaching.wallclock import Interval
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb


@transaction.atomic
def open_group(
    *,
    coach: User,
    cohort: Cohort,
    title: str,
    seats: int,
    starts_at: datetime,
    minutes: int,
    place: str = "",
    at: datetime | None = None,
) -> GroupMeeting:
    """Keep a time of the coach for a group, whatever hours they publish.

    The same meeting opened again is the one that is there.
    """
    at = at or timezone.now()
    coach = hold(coach)[coach.pk]
    same = GroupMeeting.objects.standing().filter(coach=coach, cohort=cohort, starts_at=starts_at)
    if found := same.first():
        return found
    if starts_at <= at:
        raise TooLate(_("This time has passed."))
    chosen = settings_of(coach)
    group = GroupMeeting(
        coach=coach,
        cohort=cohort,
        title=title.strip(),
        seats=seats,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes),
        place=place,
        link="" if place else link_of(chosen),
        opened_at=at,
    )
    group.kept_from = group.starts_at - timedelta(minutes=chosen.pause_before)
    group.kept_until = group.ends_at + timedelta(minutes=chosen.pause_after)
    diary = diary_of(coach=coach, now=at)
    if meets(Interval(group.kept_from, group.kept_until), diary.coach_away):
        raise SlotTaken(_("You already have an appointment at that time."))
    group.save()
    record(Verb.GROUP_MEETING_OPENED, actor=coach, at=at, cohort_id=cohort.pk, object_id=group.pk)
    letters.tell_group(group, news="opened", at=at)
    return group


@transaction.atomic
def join(*, group: GroupMeeting, enrolment: Enrolment, at: datetime | None = None) -> Booking:
    """Give the learner a seat. Joining twice is joining once."""
    at = at or timezone.now()
    hold(group.coach, enrolment.learner)
    group.refresh_from_db()
    enrolment.refresh_from_db(fields=["state", "coach"])
    belongs = (enrolment.coach_id, enrolment.cohort_id) == (group.coach_id, group.cohort_id)
    if not enrolment.is_seated or not belongs:
        raise NotYourCoach(_("This meeting is for the people this coach follows."))
    standing = group.bookings.active()
    if mine := standing.filter(enrolment=enrolment).first():
        return mine
    if group.cancelled_at or group.starts_at <= at:
        raise TooLate(_("This meeting has begun, or will not take place."))
    if standing.count() >= group.seats:
        raise SlotTaken(_("The last seat has just been taken."))
    booking = Booking(
        coach=group.coach,
        learner=enrolment.learner,
        enrolment=enrolment,
        group=group,
        topic=group.title,
        place=group.place,
        link=group.link,
        booked_at=at,
        starts_at=group.starts_at,
        ends_at=group.ends_at,
        kept_from=group.kept_from,
        kept_until=group.kept_until,
        free_until=group.starts_at - free_term(policy_of(enrolment)),
    )
    left = hours_of(enrolment).left
    if left is not None and booking.minutes > left:
        raise NoHoursLeft(_("This appointment is longer than the hours of coaching you have left."))
    diary = diary_of(coach=group.coach, now=at, enrolment=enrolment)
    if meets(Interval(group.starts_at, group.ends_at), diary.learner_away):
        raise LearnerIsBusy(_("You already have an appointment at that time."))
    booking.save()
    minutes = minutes_counted(State.BOOKED, booking.minutes)
    count(booking=booking, minutes=minutes, by=enrolment.learner, at=at)
    booking.save()
    record(
        Verb.BOOKING_MADE,
        actor=enrolment.learner,
        at=at,
        course_id=enrolment.cohort.course_id,
        cohort_id=enrolment.cohort_id,
        enrolment_id=enrolment.pk,
        object_id=booking.pk,
    )
    FreedTimeWatch.objects.filter(enrolment=enrolment).delete()
    letters.tell_both(booking, news="made", at=at)
    return booking


@transaction.atomic
def cancel_group(*, group: GroupMeeting, at: datetime | None = None) -> GroupMeeting:
    """Give up the meeting and every seat in it. Cancelling twice is cancelling once."""
    at = at or timezone.now()
    seats = group.bookings.filter(state=State.BOOKED).select_related(
        "coach", "learner", "enrolment__cohort__course"
    )
    hold(group.coach, *(booking.learner for booking in seats))
    group.refresh_from_db()
    if group.cancelled_at:
        return group
    if group.starts_at <= at:
        raise TooLate(_("This appointment has begun: it can no longer be changed."))
    for booking in seats.all():
        cancel(booking=booking, by=group.coach, at=at)
    group.cancelled_at = at
    group.save(update_fields=["cancelled_at"])
    record(
        Verb.GROUP_MEETING_CANCELLED,
        actor=group.coach,
        at=at,
        cohort_id=group.cohort_id,
        object_id=group.pk,
    )
    letters.tell_group(group, news="cancelled", at=at)
    return group
