"""A class with an assignment, its learners and its trainer."""

import json

from cohorts.marking.services.handing_in import hand_in
from cohorts.marking.services.reading import mark
from cohorts.models import Cohort, CohortStaff, Enrolment
from cohorts.services.classroom import start_attempt, submit_attempt
from courses.choices import Depth
from lms.accounts.models import Role, User
from lms.accounts.services import grant_role
from modules.models import AssignmentPage, Attempt, QuizPage, Submission
from tests.cohorts.classes import module_of, place
from tests.factories import (
    AssignmentFactory,
    CohortFactory,
    EnrolmentFactory,
    ModuleFactory,
    OrganisationFactory,
    QuestionFactory,
    QuizQuestionFactory,
    UserFactory,
)
from tests.modules.questions import items

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


def attempt_with_open_answer() -> tuple[Cohort, QuizPage, Attempt]:
    """Return an attempt at a quiz of three: two right answers, and one that a person reads."""
    cohort = CohortFactory()
    quiz = module_of(cohort.course, lessons=0, quizzes=1).get_children().get().specific
    QuizQuestionFactory(quiz=quiz, question=open_question())
    enrolment = EnrolmentFactory(cohort=cohort)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    answers = {1: ["Juste"], 2: ["Juste"], 3: "Il était une fois une alliance."}
    return cohort, quiz, submit_attempt(enrolment=enrolment, attempt=attempt, answers=answers)


def open_question():
    """A question read by a rubric of one criterion: 0, 1 or 2 points."""
    points = [("Confus", 0), ("Lisible", 1), ("Limpide", 2)]
    levels = items(*({"text": text, "points": each} for text, each in points))
    value = {
        "text": "Racontez",
        "longest": None,
        "rubric": items({"title": "Clarté", "levels": levels}),
        "model_answer": "",
        "guidance": "",
        "explanation": "",
    }
    content = json.dumps([{"type": "open_text", "id": "q", "value": value}])
    return QuestionFactory(content=content)
