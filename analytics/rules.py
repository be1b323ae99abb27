"""Whose progress somebody may see. For others these cohorts and people do not exist."""

from cohorts.models import Cohort
from cohorts.models.enrolments import EnrolmentQuerySet
from cohorts.reports import cohorts_followed_by
from lms.accounts.models import Role, User


def enrolments_seen_by(person: User, *, cohort_pk: int) -> EnrolmentQuerySet | None:
    """Return the people of the cohort that this person follows, or None.

    Managers, trainers of the cohort and partners of its organisation follow everybody; a coach
    follows the people they coach.
    """
    cohort = cohorts_followed_by(person).filter(pk=cohort_pk).first()
    if cohort is None:
        return None
    people = cohort.enrolments.select_related("learner", "coach", "cohort__course")
    return people if _follows_everybody(person, cohort) else people.filter(coach=person)


def _follows_everybody(person: User, cohort: Cohort) -> bool:
    if person.has_role(Role.MANAGER):
        return True
    if cohort.staff.filter(person=person, role__in=(Role.MANAGER, Role.TRAINER)).exists():
        return True
    return person.memberships.filter(
        role=Role.PARTNER, organisation=cohort.organisation_id
    ).exists()
