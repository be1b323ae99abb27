"""Who may do what in a cohort, where a role alone does not say it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from wagtail.documents.models import AbstractDocument

from cohorts.models import Certificate, Cohort, Enrolment, Session
from cohorts.models.certificates import CertificateQuerySet
from cohorts.models.cohorts import CohortQuerySet
from cohorts.models.sessions import SessionQuerySet
from lms.accounts.models import Role, User
from modules.outline import outlines_by_id
from modules.rules import places_of

WRITERS = (Role.AUTHOR, Role.MANAGER)
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


def certificates_open_to(person: User) -> CertificateQuerySet:
    """Return the papers that this person may open for somebody else.

    Whoever trains or manages the cohort, all of it; a coach, those of the people they coach.
    """
    if person.has_role(Role.MANAGER):
        return Certificate.objects.all()
    kept = person.staffed_cohorts.filter(role__in=KEEPERS).values("cohort")
    return Certificate.objects.filter(Q(enrolment__cohort__in=kept) | Q(enrolment__coach=person))


def cohorts_met_by(person: User) -> CohortQuerySet:
    """Return the cohorts whose agenda is this person's too: they learn, lead or work there."""
    seats = Enrolment.objects.seated().filter(learner=person).values("cohort")
    led = Session.objects.led_by(person).values("cohort")
    works = Cohort.objects.visible_to(person).values("pk")
    return Cohort.objects.filter(Q(pk__in=seats) | Q(pk__in=led) | Q(pk__in=works))


def may_read(person: User | AnonymousUser, document: AbstractDocument) -> bool:
    """Whether somebody may have a document of the editor.

    What a public page shows is everybody's. What stands in lessons alone is for the people of a
    cohort that has such a lesson, and for whoever writes; what stands nowhere, for those only.
    """
    if isinstance(person, User) and person.has_role(*WRITERS):
        return True
    places = places_of(document)
    if places.is_public:
        return True
    if not isinstance(person, User) or not places.activity_ids:
        return False
    seats = Enrolment.objects.seated().filter(learner=person).values("cohort")
    teams = person.staffed_cohorts.values("cohort")
    own = Cohort.objects.filter(pk__in=seats) | Cohort.objects.filter(pk__in=teams)
    outlines = outlines_by_id(own.values_list("course_id", flat=True).distinct())
    return any(
        not places.activity_ids.isdisjoint(activity.id for activity in outline.activities)
        for outline in outlines.values()
    )
