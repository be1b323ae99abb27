"""What a programme manager changes at their desk: a cohort with its team, and who coaches whom."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cohorts.models import Cohort, CohortStaff, Enrolment
from cohorts.services.cohorts import add_staff, change_cohort, open_cohort, remove_staff
from cohorts.services.enrolments import assign_coach, lock
from lms.accounts.models import Role, User

Team = Mapping[Role, Iterable[User]]


class ChangedMeanwhile(Exception):
    """Somebody else changed the cohort since the form was drawn; ``names`` are the fields."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(_("Somebody else has changed this cohort while you were editing it."))
        self.names = names


def facts_of(cohort: Cohort) -> dict[str, Any]:
    """Return what a form shows of a cohort and its team, as plain values that can be compared."""
    team: dict[str, list[int]] = {role: [] for role in (Role.MANAGER, Role.COACH, Role.TRAINER)}
    for member in cohort.staff.order_by("person"):
        team[member.role].append(member.person_id)
    return {
        "title": cohort.title,
        "starts_on": cohort.starts_on and cohort.starts_on.isoformat(),
        "ends_on": cohort.ends_on and cohort.ends_on.isoformat(),
        "capacity": cohort.capacity,
        "entry": cohort.entry,
        "answer_hours": cohort.answer_hours,
        "organisation": cohort.organisation_id,
        "time_zone": cohort.time_zone,
        "managers": team[Role.MANAGER],
        "coaches": team[Role.COACH],
        "trainers": team[Role.TRAINER],
    }


@transaction.atomic
def open_with_team(
    *, by: User, team: Team, at: datetime | None = None, **particulars: Any
) -> Cohort:
    """Open a cohort and name its team; whoever opens it is in it."""
    cohort = open_cohort(by=by, at=at, **particulars)
    for role, people in team.items():
        for person in people:
            add_staff(cohort=cohort, person=person, role=role)
    add_staff(cohort=cohort, person=by, role=Role.MANAGER)
    return cohort


@transaction.atomic
def edit_cohort(
    *,
    cohort: Cohort,
    by: User,
    seen: Mapping[str, Any],
    changes: Mapping[str, Any],
    team: Team,
    at: datetime | None = None,
) -> Cohort:
    """Change the cohort and its team, unless they are no longer what the editor ``seen``."""
    current = facts_of(lock(cohort))
    changed = [name for name, value in current.items() if seen.get(name) != value]
    if changed:
        raise ChangedMeanwhile(changed)
    cohort = change_cohort(cohort=cohort, by=by, at=at, **changes)
    for role, people in team.items():
        _set_role(cohort, role, people)
    return cohort


@transaction.atomic
def assign_coaches(*, enrolments: Iterable[Enrolment], coach: User | None) -> int:
    """Give all these learners the same coach; return how many."""
    count = 0
    for enrolment in enrolments:
        assign_coach(enrolment=enrolment, coach=coach)
        count += 1
    return count


def _set_role(cohort: Cohort, role: Role, people: Iterable[User]) -> None:
    wanted = {person.pk: person for person in people}
    members = CohortStaff.objects.filter(cohort=cohort, role=role).select_related("cohort")
    for member in members:
        if wanted.pop(member.person_id, None) is None:
            remove_staff(member=member)
    for person in wanted.values():
        add_staff(cohort=cohort, person=person, role=role)
