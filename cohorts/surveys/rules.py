"""Who reads what of a cohort's surveys. For others they do not exist.

Managers and the cohort's team read results in full; partners of its organisation read figures
alone, of surveys that are over; a person's named answers are for the manager, the trainers and that
person's coach.
"""

from enum import StrEnum

from cohorts.models import Cohort
from cohorts.models.enrolments import EnrolmentQuerySet
from lms.accounts.models import Role, User


class Reader(StrEnum):
    """As what somebody reads the results of a cohort."""

    TEAM = "team"
    PARTNER = "partner"


def reader_of(person: User, cohort: Cohort) -> Reader | None:
    if person.has_role(Role.MANAGER) or cohort.staff.filter(person=person).exists():
        return Reader.TEAM
    partners = person.memberships.filter(role=Role.PARTNER, organisation=cohort.organisation_id)
    return Reader.PARTNER if partners.exists() else None


def people_read_by(person: User, cohort: Cohort) -> EnrolmentQuerySet:
    """Return the people of the cohort whose named answers this person may read."""
    people = cohort.enrolments.all()
    leads = cohort.staff.filter(person=person, role__in=(Role.MANAGER, Role.TRAINER))
    if person.has_role(Role.MANAGER) or leads.exists():
        return people
    return people.filter(coach=person)
