"""Quizzes in a cohort: when each is open, who has more time, what the page of an attempt does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from cohorts.models import CohortStaff, ExtraTime, QuizWindow
from cohorts.services.classroom import start_attempt, submit_overdue
from cohorts.services.enrolments import withdraw
from cohorts.services.quizzes import QuizNotOpen, WrongWindow, give_extra_time, set_window
from lms.accounts.models import Role
from lms.events.models import Event
from modules.models import Attempt, Response
from tests.cohorts.classes import activities_of, module_of
from tests.factories import (
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


def seat(**settings):
    """A learner in a cohort with one quiz of two questions."""
    course = CourseFactory()
    module_of(course, lessons=0, quizzes=1)
    [quiz] = activities_of(course)
    for name, value in settings.items():
        setattr(quiz, name, value)
    quiz.save()
    return EnrolmentFactory(cohort=CohortFactory(course=course)), quiz


def address(attempt, enrolment, *rest):
    path = "/".join(map(str, rest))
    return f"/promotions/{enrolment.cohort_id}/tentatives/{attempt.pk}/{path}"


def manager():
    return MembershipFactory(role=Role.MANAGER).person


@pytest.mark.parametrize("hours", [-1, 2])
def test_a_quiz_is_begun_only_while_it_is_open(hours):
    enrolment, quiz = seat()
    set_window(
        cohort=enrolment.cohort,
        quiz=quiz,
        opens_at=AT,
        closes_at=AT + timedelta(hours=2),
        by=manager(),
    )

    with pytest.raises(QuizNotOpen):
        start_attempt(enrolment=enrolment, quiz=quiz, at=AT + timedelta(hours=hours))

    assert not Attempt.objects.exists()
    assert start_attempt(enrolment=enrolment, quiz=quiz, at=AT).ends_at == AT + timedelta(hours=2)


def test_a_quiz_cannot_close_before_it_opens():
    enrolment, quiz = seat()

    with pytest.raises(WrongWindow):
        set_window(cohort=enrolment.cohort, quiz=quiz, opens_at=AT, closes_at=AT, by=manager())

    assert not QuizWindow.objects.exists()


def test_extra_time_is_there_for_the_attempt_underway_and_can_be_taken_back():
    enrolment, quiz = seat(time_limit=60)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)

    give_extra_time(enrolment=enrolment, percent=33, by=manager())
    attempt.refresh_from_db()
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=79.8)

    give_extra_time(enrolment=enrolment, percent=0, by=manager())
    attempt.refresh_from_db()
    assert attempt.ends_at == attempt.started_at + timedelta(minutes=60)
    assert not ExtraTime.objects.exists()
    assert Event.objects.filter(verb="extra_time_set").count() == 2


def test_the_timetable_hands_in_what_is_overdue_once_and_even_without_a_seat():
    enrolment, quiz = seat(time_limit=10)
    start_attempt(enrolment=enrolment, quiz=quiz, at=AT)
    withdraw(enrolment=enrolment)

    assert submit_overdue(at=AT + timedelta(minutes=9)) == 0
    assert submit_overdue(at=AT + timedelta(minutes=11)) == 1
    assert submit_overdue(at=AT + timedelta(minutes=11)) == 0

    assert Attempt.objects.get().submitted_at == AT + timedelta(minutes=10)


def test_what_lacks_an_answer_is_said_before_it_is_graded(client, sign_in):
    enrolment, quiz = seat()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    sign_in(enrolment.learner)

    asked = client.post(address(attempt, enrolment), {"question-2": "Juste", "do": "hand_in"})
    page = client.get(asked.url)
    attempt.refresh_from_db()
    assert asked.url == address(attempt, enrolment, "remettre/")
    assert "1 question sans réponse" in page.content.decode()
    assert not attempt.is_submitted

    client.post(asked.url)
    attempt.refresh_from_db()
    assert (attempt.is_submitted, attempt.score) == (True, 0.5)


def autosave(client, attempt, enrolment, **data):
    headers = {"HX-Request": "true", "HX-Target": "autosave"}
    return client.post(address(attempt, enrolment), data, headers=headers)


def test_a_page_that_saves_by_itself_hears_what_is_saved(client, sign_in):
    enrolment, quiz = seat()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    sign_in(enrolment.learner)

    first = autosave(client, attempt, enrolment, **{"question-1": "Juste", "drawn-1": "x"})
    other = autosave(client, attempt, enrolment, **{"question-1": "Faux", "drawn-1": "x"})

    assert (first.status_code, first["X-Saved"]) == (200, "1")
    assert 'id="saved-1"' in first.content.decode()
    assert "celle-ci la remplace" in other.content.decode()
    assert Response.objects.get().answer == ["Faux"]


@pytest.mark.parametrize(
    ("data", "minutes", "status"),
    [
        ({"question-9": "Juste"}, 0, 422),
        ({"question-1": "Autre"}, 0, 422),
        ({"question-1": "x" * 2_000_000}, 0, 422),
        ({"question-1": "Juste"}, 11, 409),
    ],
)
def test_a_page_that_saves_by_itself_hears_a_refusal(client, sign_in, data, minutes, status):
    enrolment, quiz = seat(time_limit=10)
    started_at = timezone.now() - timedelta(minutes=minutes)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, at=started_at)
    sign_in(enrolment.learner)

    assert autosave(client, attempt, enrolment, **data).status_code == status
    assert not Response.objects.exists()


def test_the_attempt_of_somebody_else_does_not_exist(client, sign_in):
    enrolment, quiz = seat()
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    other = EnrolmentFactory(cohort=enrolment.cohort)
    sign_in(other.learner)

    assert autosave(client, attempt, other, **{"question-1": "Juste"}).status_code == 404
    assert client.post(address(attempt, other, "remettre/")).status_code == 404
    assert not Response.objects.exists()


def test_coming_back_after_the_end_shows_what_was_handed_in(client, sign_in):
    enrolment, quiz = seat(time_limit=10)
    started_at = timezone.now() - timedelta(minutes=11)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz, at=started_at)
    sign_in(enrolment.learner)

    page = client.get(address(attempt, enrolment)).content.decode()

    assert "Le temps est écoulé" in page
    attempt.refresh_from_db()
    assert attempt.submitted_at == started_at + timedelta(minutes=10)


def test_trainers_set_dates_and_extra_time_of_their_cohorts_only(client, sign_in):
    enrolment, quiz = seat(time_limit=10)
    trainer = MembershipFactory(role=Role.TRAINER).person
    desk = f"/pilotage/promotions/{enrolment.cohort_id}/quiz/"
    sign_in(trainer)
    assert client.get(desk).status_code == 404
    CohortStaff.objects.create(cohort=enrolment.cohort, person=trainer, role=Role.TRAINER)

    dates = {"opens_at": "2026-11-23T09:00", "closes_at": "2026-11-23T18:00"}
    client.post(f"{desk}{quiz.pk}/", dates)
    client.post(f"{desk}temps/", {"email": enrolment.learner.email, "percent": 33})
    page = client.get(desk).content.decode()

    window = QuizWindow.objects.get()
    assert (window.opens_at.hour, window.closes_at.hour) == (8, 17)
    assert ExtraTime.objects.get().percent == 33
    assert "2026-11-23T18:00" in page
    assert enrolment.learner.email in page


def test_extra_time_is_for_people_of_the_cohort(client, sign_in):
    enrolment, _quiz = seat()
    sign_in(manager())
    desk = f"/pilotage/promotions/{enrolment.cohort_id}/quiz/"

    page = client.post(f"{desk}temps/", {"email": UserFactory().email, "percent": 33}, follow=True)

    assert "Personne n’a de place dans cette promotion" in page.content.decode()
    assert not ExtraTime.objects.exists()


@pytest.mark.parametrize("size", [1, 3])
def test_the_desk_takes_as_many_queries_whatever_its_size(
    client, sign_in, django_assert_max_num_queries, size
):
    enrolment, _quiz = seat()
    for _more in range(size):
        person = EnrolmentFactory(cohort=enrolment.cohort)
        give_extra_time(enrolment=person, percent=33, by=manager())
    sign_in(manager())
    desk = f"/pilotage/promotions/{enrolment.cohort_id}/quiz/"
    client.get(desk)

    with django_assert_max_num_queries(12):
        client.get(desk)
