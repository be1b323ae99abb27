"""A session to sign for: two half-days in Paris, a trainer of the team, seated learners."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cohorts.models import CohortStaff
from cohorts.services.attendance import sign
from tests.factories import CohortFactory, EnrolmentFactory, SessionFactory, UserFactory

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2027, 1, 12)
MORNING = {"day": DAY, "half_day": "morning"}
AFTERNOON = {"day": DAY, "half_day": "afternoon"}
STROKE = "M10 10" + "".join(f"L{x} {x}" for x in range(11, 30))


def local(hour, minute=0, *, day=DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


NINE = local(9, 4)


def session_of(cohort=None, *, day=DAY, **fields):
    """A whole day, 9:00 to 17:30 in Paris."""
    times = {"starts_at": local(9, day=day), "ends_at": local(17, 30, day=day)}
    return SessionFactory(cohort=cohort or CohortFactory(), **times | fields)


def trainer_of(cohort, **fields):
    person = UserFactory(**fields)
    CohortStaff.objects.create(cohort=cohort, person=person, role="trainer")
    return person


def learners_of(cohort, count):
    return EnrolmentFactory.create_batch(count, cohort=cohort)


def signed(session, enrolment, *, at=NINE, means="own_device", **fields):
    return sign(session=session, enrolment=enrolment, means=means, at=at, **MORNING | fields)
