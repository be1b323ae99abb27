"""A class with an assignment, its learners and its trainer."""

from cohorts.marking.services.handing_in import hand_in
from cohorts.marking.services.reading import mark
from cohorts.models import Cohort, CohortStaff, Enrolment
from courses.choices import Depth
from lms.accounts.models import Role, User
from lms.accounts.services import grant_role
from modules.models import AssignmentPage, Submission
from tests.cohorts.classes import place
from tests.factories import (
    AssignmentFactory,
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    OrganisationFactory,
    UserFactory,
)

BEST, MIDDLE, WORST = "Limpide", "Lisible", "Confus"
PDF = b"%PDF-1.7\n" + bytes(100)


def class_with(**assignment) -> tuple[Cohort, AssignmentPage]:
    """Return a cohort whose course holds one assignment, and the assignment."""
    cohort = CohortFactory()
    module = ModuleFactory()
    place(cohort.course, module, Depth.DISCOVERY)
    return cohort, AssignmentFactory(parent=module, **assignment)


def trainer_of(cohort: Cohort, **fields) -> User:
    trainer = UserFactory(**fields)
    grant_role(person=trainer, organisation=OrganisationFactory(), role=Role.TRAINER)
    CohortStaff.objects.create(cohort=cohort, person=trainer, role=Role.TRAINER)
    return trainer


def handed_in(
    cohort: Cohort, assignment: AssignmentPage, text: str = "Notre alliance.", **options
) -> Submission:
    enrolment = options.pop("enrolment", None) or EnrolmentFactory(cohort=cohort)
    return hand_in(enrolment=enrolment, assignment=assignment, text=text, **options)


def levels(level: str) -> dict:
    """Return the marks of an assignment whose rubric has one criterion."""
    return {"1": {"levels": {"Clarté": level}}}


def marked(work, reader, level=BEST, *, is_finished=True, version=0, **said):
    return mark(
        work=work,
        reader=reader,
        marks=levels(level) if level else {},
        comment=said.get("comment", ""),
        remarks=said.get("remarks", []),
        version=version,
        window=said.get("window", ""),
        is_finished=is_finished,
    )


def enrolment_of(submission: Submission) -> Enrolment:
    return Enrolment.objects.select_related("cohort__course", "learner").get(
        pk=submission.enrolment_id
    )
