"""Three cohorts at different points of their course, and somebody in every role to look at them."""

import random
from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils import timezone

from cohorts.coaching.availability import free_slots
from cohorts.coaching.diaries import diary_of
from cohorts.coaching.services.availability import publish_hours
from cohorts.coaching.services.bookings import book
from cohorts.coaching.services.hours import add_hours
from cohorts.coaching.wallclock import Block
from cohorts.loading.journeys import PARIS, Moment, Stage, journey, play
from cohorts.loading.opinions import SWEPT_EVERY, opinions, put_on_the_way, sweeps
from cohorts.loading.people import PARTS, Cast, invite_cast
from cohorts.loading.sheets import plan, session_of_today, signed
from cohorts.models import Cohort, Enrolment
from cohorts.services.cohorts import add_staff, open_cohort, permanent_cohort
from cohorts.services.enrolments import assign_coach, enrol
from courses.models import CoursePage
from lms.accounts.models import Role, User
from lms.notifications.models import Message
from modules.outline import outline_of

SEED = 2026
HOURS = {
    "coach": (
        Block(0, time(9), time(12)),
        Block(2, time(14), time(18)),
        Block(4, time(9), time(12)),
    ),
    "coach02": (Block(1, time(9), time(17)), Block(3, time(14), time(18))),
}
EXTRA = 240
WHY_EXTRA = "Un rendez-vous de plus par trimestre pour cette promotion"
TOPICS = (
    "Cadrer mon projet d’alliance",
    "Préparer la première rencontre avec un partenaire",
    "Relire notre convention",
    "Faire le point à mi-parcours",
    "",
)


def is_there() -> bool:
    return User.objects.filter(email=PARTS[0].email).exists()


@transaction.atomic
def build(*, password: str, now: datetime | None = None) -> None:
    """Create the whole demonstration, as it would have grown over the past weeks."""
    now = now or timezone.now()
    chance = random.Random(SEED)
    cast = invite_cast(chance, password=password)
    today = now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [
        *_programme(cast, today, chance),
        *_school_course(cast, today, chance),
        *_mooc(cast, today, chance),
        *_finished_module(cast, today, chance),
        *sweeps(since=today - timedelta(weeks=12), until=now),
    ]
    play([moment for moment in moments if moment.at < now])
    # Nobody reads this mail; reminders of appointments to come stay in the outbox.
    Message.objects.filter(sent_at=None, due_at__lte=timezone.now()).update(sent_at=now)


def _programme(cast: Cast, today: datetime, chance: random.Random) -> Iterator[Moment]:
    """Nine months, full with a waiting list, each learner with a coach."""
    manager = cast.parts["pilote"]
    opened = today - timedelta(weeks=12)
    starts = today - timedelta(weeks=8)
    cohort = open_cohort(
        course=CoursePage.objects.get(slug="parcours-alliances-innovantes"),
        title="Alliances innovantes, promotion de démonstration",
        starts_on=starts.date(),
        ends_on=(starts + timedelta(days=270)).date(),
        capacity=24,
        entry=Cohort.Entry.MANAGED,
        by=manager,
        at=opened,
    )
    coaches = [cast.parts["coach"], cast.parts["coach02"]]
    add_staff(cohort=cohort, person=manager, role=Role.MANAGER)
    add_staff(cohort=cohort, person=cast.parts["formateur"], role=Role.TRAINER)
    for coach in coaches:
        add_staff(cohort=cohort, person=coach, role=Role.COACH)
        hours = HOURS[coach.email.partition("@")[0]]
        publish_hours(coach=coach, blocks=hours, at=opened)
    sessions = plan(cohort, by=manager, at=opened)
    seated = [cast.parts["apprenante"], *cast.learners[:23]]
    enrolments = _enrol(cohort, seated, opened, chance, by=manager)
    for number, enrolment in enumerate(enrolments):
        assign_coach(enrolment=enrolment, coach=coaches[number % 2])
        add_hours(enrolment=enrolment, minutes=EXTRA, reason=WHY_EXTRA, by=manager, at=opened)
    _enrol(cohort, cast.learners[23:26], opened + timedelta(weeks=2), chance, by=manager)
    # Nobody is further than a few can be after two months; the first learner is half-way.
    shares = [0.5, *_shares(23, chance, weights=(3, 12, 7, 1))]
    yield from _journeys(cohort, enrolments, shares, starts=starts, today=today, chance=chance)
    yield from _surveys(cohort, enrolments, on=today - timedelta(days=26), by=manager, at=opened)
    trainer = cast.parts["formateur"]
    yield from signed(sessions, enrolments, trainer=trainer, before=today)
    yield Moment(
        today - timedelta(days=6),
        lambda at: session_of_today(cohort, trainer=trainer, by=manager, today=today, at=at),
    )
    for number, enrolment in enumerate(enrolments[:16]):
        yield from _appointments(enrolment, today, chance, has_one_to_come=number < 8)


def _school_course(cast: Cast, today: datetime, chance: random.Random) -> Iterator[Moment]:
    """A class of a partner school, near its end."""
    manager = cast.parts["pilote"]
    starts = today - timedelta(weeks=10)
    cohort = open_cohort(
        course=CoursePage.objects.get(slug="strategie-rse-politique-partenariale"),
        title="École Exemple, année de démonstration",
        starts_on=starts.date(),
        ends_on=(today + timedelta(weeks=2)).date(),
        capacity=30,
        entry=Cohort.Entry.MANAGED,
        organisation=cast.school,
        by=manager,
        at=starts - timedelta(weeks=3),
    )
    add_staff(cohort=cohort, person=manager, role=Role.MANAGER)
    add_staff(cohort=cohort, person=cast.parts["formateur"], role=Role.TRAINER)
    opened = starts - timedelta(weeks=2)
    sessions = plan(cohort, by=manager, at=opened)
    enrolments = _enrol(cohort, cast.learners[23:41], opened, chance, by=manager)
    shares = _shares(18, chance, weights=(1, 3, 7, 7))
    yield from _journeys(cohort, enrolments, shares, starts=starts, today=today, chance=chance)
    yield from _surveys(cohort, enrolments, on=today - timedelta(days=12), by=manager, at=opened)
    trainer = cast.parts["formateur"]
    yield from signed(sessions, enrolments, trainer=trainer, before=today)


def _mooc(cast: Cast, today: datetime, chance: random.Random) -> Iterator[Moment]:
    """A MOOC that people join by themselves, as MOOCs go: many begin, fewer end."""
    starts = today - timedelta(weeks=5)
    cohort = open_cohort(
        course=CoursePage.objects.get(slug="partenariats-qui-changent-le-monde"),
        title="MOOC, session de démonstration",
        starts_on=starts.date(),
        ends_on=(today + timedelta(weeks=3)).date(),
        capacity=500,
        entry=Cohort.Entry.OPEN,
        by=cast.parts["pilote"],
        at=starts - timedelta(weeks=4),
    )
    add_staff(cohort=cohort, person=cast.parts["pilote"], role=Role.MANAGER)
    people = [cast.parts["apprenante"], *cast.learners[40:]]
    enrolments = _enrol(cohort, people, starts - timedelta(weeks=3), chance)
    shares = [0.15, *_shares(59, chance, weights=(15, 22, 12, 10))]
    yield from _journeys(cohort, enrolments, shares, starts=starts, today=today, chance=chance)
    # The first learner has not answered: her space shows what she is asked.
    on = today - timedelta(days=9)
    yield from _surveys(cohort, enrolments[1:], on=on, by=cast.parts["pilote"], at=starts)


def _finished_module(cast: Cast, today: datetime, chance: random.Random) -> Iterator[Moment]:
    """An open course that the first learner has finished, so that she has a certificate."""
    course = CoursePage.objects.get(slug="innovation-territoriale-decouverte")
    began = today - timedelta(weeks=16)
    cohort = permanent_cohort(course=course, at=began)
    [enrolment] = _enrol(cohort, [cast.parts["apprenante"]], began, chance)
    stage = Stage.of(outline_of(course))
    ends = began + timedelta(weeks=2)
    yield from journey(
        stage=stage, enrolment=enrolment, share=1, starts=began, ends=ends, chance=chance
    )


def _surveys(
    cohort: Cohort, enrolments: list[Enrolment], *, on: datetime, by: User, at: datetime
) -> Iterator[Moment]:
    """Most answer where they start from, and many a survey in the middle of the course."""
    luck = random.Random(SEED)
    at_entry = cohort.surveys.get(moment="entry")
    yield from opinions(at_entry, enrolments, share=0.85, since=None, chance=luck)
    survey = put_on_the_way(cohort, by=by, on=on.date(), at=at)
    # The timetable of the demonstration comes by every few days.
    left = on + SWEPT_EVERY + timedelta(hours=10)
    yield from opinions(survey, enrolments, share=0.75, since=left, chance=luck)


def _enrol(
    cohort: Cohort,
    people: list[User],
    after: datetime,
    chance: random.Random,
    by: User | None = None,
) -> list[Enrolment]:
    """Enrol people one after another over ten days."""
    times = sorted(after + timedelta(days=10) * chance.random() for _ in people)
    return [
        enrol(cohort=cohort, learner=person, by=by, at=at)
        for person, at in zip(people, times, strict=True)
    ]


def _shares(count: int, chance: random.Random, *, weights: tuple[int, ...]) -> list[float]:
    """How far each learner is: not begun, begun, well on the way, finished, by these weights."""
    ranges = [(0.0, 0.0), (0.1, 0.4), (0.4, 0.9), (1.0, 1.0)]
    drawn = chance.choices(ranges, weights=weights, k=count)
    return [chance.uniform(low, high) for low, high in drawn]


def _journeys(
    cohort: Cohort,
    enrolments: list[Enrolment],
    shares: list[float],
    *,
    starts: datetime,
    today: datetime,
    chance: random.Random,
) -> Iterator[Moment]:
    stage = Stage.of(outline_of(cohort.course))
    for number, (enrolment, share) in enumerate(zip(enrolments, shares, strict=True)):
        # The first learner was here yesterday; among the others some have not come for weeks.
        days_silent = 1 if number == 0 else chance.triangular(0, 28, 2)
        yield from journey(
            stage=stage,
            enrolment=enrolment,
            share=share,
            starts=starts + timedelta(days=7) * chance.random(),
            ends=today - timedelta(days=days_silent),
            chance=chance,
        )


def _appointments(
    enrolment: Enrolment, today: datetime, chance: random.Random, *, has_one_to_come: bool
) -> Iterator[Moment]:
    """One appointment some weeks ago, and for some another one in the days to come."""
    topic = chance.choice(TOPICS)
    asked = today - timedelta(days=chance.randint(14, 40)) + timedelta(hours=18)
    yield Moment(asked, lambda at: _book(enrolment, topic, at))
    if has_one_to_come:
        asked = today - timedelta(days=chance.randint(1, 3)) + timedelta(hours=18)
        yield Moment(asked, lambda at: _book(enrolment, "", at))


def _book(enrolment: Enrolment, topic: str, at: datetime) -> None:
    coach = enrolment.coach
    if coach is None:
        return
    diary = diary_of(coach=coach, enrolment=enrolment, now=at)
    # A few days ahead, as people do; the coach's other appointments are in the diary.
    free = [slot for slot in free_slots(diary) if slot.starts > at + timedelta(days=4)]
    book(enrolment=enrolment, starts_at=free[0].starts, topic=topic, at=at)
