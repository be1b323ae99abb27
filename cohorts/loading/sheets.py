"""How the demonstration's sessions go: planned from the plan, signed, noted, countersigned."""

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from cohorts.evidence import HalfDayOf, half_days_of
from cohorts.loading.journeys import Moment
from cohorts.models import Cohort, Enrolment, Session, SignatureRecord
from cohorts.scheduling import HOURS, HalfDay, on_day
from cohorts.services import attendance
from cohorts.services.planning import drafts_from_plan
from cohorts.services.sessions import Draft, create_session, plan_sessions
from courses.choices import StepKind
from lms.accounts.models import User

Statement = SignatureRecord.Statement
Means = SignatureRecord.Means
# Out of twenty people: most sign by the code of the room, a few by their link; somebody comes late,
# somebody is excused, somebody does not come.
HABITS = [*["code"] * 14, *["link"] * 3, "late", "excused", "absent"]
EXCUSES = ("Train supprimé", "Réunion de conseil d’administration", "Enfant malade")


def plan(cohort: Cohort, *, by: User, at: datetime) -> list[Session]:
    """Give the steps of the plan their dates."""
    return plan_sessions(cohort=cohort, drafts=drafts_from_plan(cohort), by=by, at=at)


def session_of_today(
    cohort: Cohort, *, trainer: User, by: User, today: datetime, at: datetime
) -> Session:
    """Add a day together, so that whoever looks at the demonstration can try signing."""
    (opening, _noon), (_after_noon, closing) = HOURS[HalfDay.MORNING], HOURS[HalfDay.AFTERNOON]
    starts_at, ends_at = on_day(today.date(), opening, closing, ZoneInfo(cohort.time_zone))
    draft = Draft(
        kind=StepKind.COLLECTIVE,
        title="Atelier du jour",
        detail="Cette journée est là pour essayer l’émargement : montrez le code de la salle, "
        "signez depuis un téléphone ou sur la tablette, puis contresignez.",
        starts_at=starts_at,
        ends_at=ends_at,
        mode=Session.Mode.HYBRID,
        place="Salle de démonstration",
        leaders=[trainer],
    )
    return create_session(cohort=cohort, draft=draft, by=by, at=at)


def signed(
    sessions: list[Session], enrolments: list[Enrolment], *, trainer: User, before: datetime
) -> Iterator[Moment]:
    """Yield what happens on the sheets of the sessions that are over by then."""
    # A chance of its own: one more session changes nothing of how people learn.
    chance = random.Random(len(enrolments))
    for session in sessions:
        if session.ends_at > before:
            continue
        for half_day in half_days_of(session):
            yield from _sheet(half_day, enrolments, trainer=trainer, chance=chance)


def _sheet(
    half_day: HalfDayOf, enrolments: list[Enrolment], *, trainer: User, chance: random.Random
) -> Iterator[Moment]:
    starts, ends = half_day.span.starts, half_day.span.ends
    for enrolment in enrolments:
        habit = chance.choice(HABITS)
        if habit in {"code", "link"}:
            means = Means.OWN_LINK if habit == "link" else Means.OWN_DEVICE
            at = starts + timedelta(seconds=chance.randint(-600, 900))
            yield Moment(at, _signing(half_day, enrolment, means))
        elif habit == "late":
            arrived_at = starts + timedelta(minutes=chance.choice((20, 35, 50)))
            yield Moment(
                ends - timedelta(minutes=20),
                _noting(
                    half_day,
                    enrolment,
                    trainer,
                    statement=Statement.PRESENT,
                    reason="Retard",
                    arrived_at=arrived_at,
                ),
            )
        elif habit == "excused":
            said = {"statement": Statement.EXCUSED, "reason": chance.choice(EXCUSES)}
            yield Moment(
                ends - timedelta(minutes=15), _noting(half_day, enrolment, trainer, **said)
            )
    yield Moment(ends, _countersigning(half_day, trainer))


def _signing(half_day: HalfDayOf, enrolment: Enrolment, means: str) -> Callable[[datetime], object]:
    return lambda at: attendance.sign(
        session=half_day.session,
        day=half_day.day,
        half_day=half_day.half_day,
        enrolment=enrolment,
        means=means,
        at=at,
    )


def _noting(
    half_day: HalfDayOf, enrolment: Enrolment, trainer: User, **said
) -> Callable[[datetime], object]:
    return lambda at: attendance.note(
        session=half_day.session,
        day=half_day.day,
        half_day=half_day.half_day,
        enrolment=enrolment,
        by=trainer,
        at=at,
        **said,
    )


def _countersigning(half_day: HalfDayOf, trainer: User) -> Callable[[datetime], object]:
    """Those of whom nothing was said are noted absent."""
    return lambda at: attendance.countersign(
        session=half_day.session,
        day=half_day.day,
        half_day=half_day.half_day,
        by=trainer,
        rest_is_absent=True,
        at=at,
    )
