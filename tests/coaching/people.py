"""A coach who receives on Tuesday mornings, and learners whom they follow."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from cohorts.coaching.services.availability import publish_hours
from cohorts.coaching.wallclock import Block
from cohorts.models import Enrolment
from lms.accounts.models import Role
from tests.factories import EnrolmentFactory, MembershipFactory, UserFactory

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)  # a Monday
TUESDAY = 1


def tuesday(hour, minute=0):
    """Tuesday of the week after NOW."""
    return datetime(2026, 12, 1, hour, minute, tzinfo=PARIS)


def coach_on_tuesdays(starts=9, ends=12, **fields):
    coach = UserFactory(first_name="Dominique", last_name="Leroy", **fields)
    MembershipFactory(person=coach, role=Role.COACH)
    publish_hours(coach=coach, blocks=[Block(TUESDAY, time(starts), time(ends))], at=NOW)
    return coach


def learner_of(coach, **fields) -> Enrolment:
    return EnrolmentFactory(coach=coach, **fields)
