"""Who may do what in a cohort, where a role alone does not say it."""

from cohorts.models import Cohort, Session
from cohorts.models.cohorts import CohortQuerySet
from cohorts.models.sessions import SessionQuerySet
from lms.accounts.models import Role, User

KEEPERS = (Role.TRAINER, Role.MANAGER)


def keeps_attendance(person: User, session: Session) -> bool:
    """Whoever leads the session, trains or manages its cohort keeps its sheet."""
    return sessions_kept_by(person).filter(pk=session.pk).exists()


def sessions_kept_by(person: User) -> SessionQuerySet:
    """Return the sessions whose sheet this person keeps."""
    if person.has_role(Role.MANAGER):
        return Session.objects.all()
    staffed = person.staffed_cohorts.filter(role__in=KEEPERS).values("cohort")
    return Session.objects.filter(cohort__in=staffed) | Session.objects.filter(
        pk__in=person.led_sessions.values("session")
    )


def cohorts_kept_by(person: User) -> CohortQuerySet:
    """Return the cohorts that this person manages or trains."""
    if person.has_role(Role.MANAGER):
        return Cohort.objects.all()
    return Cohort.objects.filter(
        pk__in=person.staffed_cohorts.filter(role__in=KEEPERS).values("cohort")
    )
