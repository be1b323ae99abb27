"""Rows for tests: each factory makes the plainest valid one."""

import json
from datetime import UTC, date, datetime, timedelta
from itertools import count

import factory
from django.utils import timezone
from wagtail.models import Page

from cohorts.coaching.models import Booking
from cohorts.models import Cohort, Enrolment, Session
from courses.models import CatalogueIndexPage, CoursePage
from lms.accounts.models import Membership, Organisation, User
from lms.pages.models import HomePage
from modules.models import (
    AssignmentPage,
    LessonPage,
    ModuleLibraryPage,
    ModulePage,
    Question,
    QuizPage,
    QuizQuestion,
)

_slugs = count()


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Martin-{n}")


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisation {n}")
    kind = Organisation.Kind.ASSOCIATION


class MembershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Membership

    person = factory.SubFactory(UserFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = "manager"


class PageFactory(factory.django.DjangoModelFactory):
    """A live page below ``parent``; by default below the one page that may hold it."""

    class Meta:
        abstract = True

    parent = None
    title = factory.Sequence(lambda n: f"Page {n}")
    # One count for all types: a lesson and a quiz may stand below the same module.
    slug = factory.LazyFunction(lambda: f"page-{next(_slugs)}")

    @classmethod
    def _create(cls, model_class, *args, parent=None, **kwargs):
        page = model_class(*args, **kwargs)
        (parent or cls.default_parent()).add_child(instance=page)
        return page


def _only(model, parent, **fields):
    page = model.objects.first()
    if page is None:
        page = parent.add_child(instance=model(**fields))
    return page


def home() -> HomePage:
    return _only(
        HomePage,
        Page.get_first_root_node(),
        title="Accueil",
        slug="accueil",
        headline="Accueil",
        introduction="<p>Bienvenue.</p>",
    )


def catalogue() -> CatalogueIndexPage:
    return _only(CatalogueIndexPage, home(), title="Formations", slug="formations")


def library() -> ModuleLibraryPage:
    return _only(ModuleLibraryPage, home(), title="Modules", slug="modules")


class CourseFactory(PageFactory):
    class Meta:
        model = CoursePage

    default_parent = staticmethod(catalogue)
    format = "awareness"
    length = "two_hours"
    minutes = 120


class ModuleFactory(PageFactory):
    class Meta:
        model = ModulePage

    default_parent = staticmethod(library)


class LessonFactory(PageFactory):
    class Meta:
        model = LessonPage

    default_parent = staticmethod(ModuleFactory)


class QuizFactory(PageFactory):
    class Meta:
        model = QuizPage

    default_parent = staticmethod(ModuleFactory)


class AssignmentFactory(PageFactory):
    """Work graded by a rubric of one criterion: 0, 1 or 2 points."""

    class Meta:
        model = AssignmentPage

    default_parent = staticmethod(ModuleFactory)
    rubric = factory.LazyFunction(
        lambda: criteria(Clarté=[("Confus", 0), ("Lisible", 1), ("Limpide", 2)])
    )


def criteria(**levels: list[tuple[str, int]]) -> str:
    """Return the stored content of a rubric; the id of a criterion or a level is its text."""
    return json.dumps(
        [
            {
                "type": "criterion",
                "id": title,
                "value": {
                    "title": title,
                    "levels": [
                        {"type": "item", "id": text, "value": {"text": text, "points": points}}
                        for text, points in each
                    ],
                },
            }
            for title, each in levels.items()
        ]
    )


class CohortFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Cohort

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Promotion {n}")
    starts_on = date(2026, 9, 1)
    ends_on = date(2027, 6, 30)
    capacity = 20
    opened_at = factory.LazyFunction(timezone.now)


class EnrolmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Enrolment

    cohort = factory.SubFactory(CohortFactory)
    learner = factory.SubFactory(UserFactory)
    state = Enrolment.State.ACTIVE
    requested_at = factory.LazyFunction(timezone.now)


class BookingFactory(factory.django.DjangoModelFactory):
    """An hour of coaching that is booked; no service was asked, no ledger written."""

    class Meta:
        model = Booking

    enrolment = factory.SubFactory(EnrolmentFactory)
    learner = factory.LazyAttribute(lambda booking: booking.enrolment.learner)
    coach = factory.LazyAttribute(lambda booking: booking.enrolment.coach or UserFactory())
    ends_at = factory.LazyAttribute(lambda booking: booking.starts_at + timedelta(hours=1))
    kept_from = factory.SelfAttribute("starts_at")
    kept_until = factory.SelfAttribute("ends_at")
    free_until = factory.LazyAttribute(lambda booking: booking.starts_at - timedelta(days=1))
    booked_at = factory.LazyAttribute(lambda booking: booking.starts_at - timedelta(days=7))


class SessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Session

    cohort = factory.SubFactory(CohortFactory)
    kind = "collective"
    title = factory.Sequence(lambda n: f"Séance {n}")
    starts_at = datetime(2027, 1, 12, 8, tzinfo=UTC)
    ends_at = datetime(2027, 1, 12, 16, 30, tzinfo=UTC)


class QuestionFactory(factory.django.DjangoModelFactory):
    """A single choice between a right and a wrong option, unless ``content`` says otherwise."""

    class Meta:
        model = Question

    title = factory.Sequence(lambda n: f"Question {n}")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        question = model_class(*args, **kwargs)
        question.clean()
        question.save()
        return question

    @factory.lazy_attribute
    def content(self):
        options = [
            {"text": "Juste", "is_correct": True, "feedback": ""},
            {"text": "Faux", "is_correct": False, "feedback": ""},
        ]
        return choice("single_choice", self.title, options)


def choice(kind: str, text: str, options: list[dict], **fields) -> str:
    """Return the stored content of a choice question; each option's id is its text."""
    items = [{"type": "item", "id": option["text"], "value": option} for option in options]
    value = {"text": text, "options": items, "explanation": "", **fields}
    return json.dumps([{"type": kind, "id": text, "value": value}])


class QuizQuestionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = QuizQuestion

    quiz = factory.SubFactory(QuizFactory)
    question = factory.SubFactory(QuestionFactory)
    sort_order = factory.Sequence(lambda n: n)
