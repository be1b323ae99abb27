"""The pages of the classroom: who enters, what they read, what their buttons do."""

import pytest

from cohorts.models import Certificate, Cohort, Enrolment
from cohorts.services.classroom import finish_activity, open_activity, start_attempt
from cohorts.services.cohorts import add_staff, permanent_cohort
from cohorts.services.enrolments import enrol, withdraw
from lms.accounts.models import Role
from modules.models import Attempt, Completion
from tests.cohorts.classes import activities_of, module_of, open_course
from tests.factories import CohortFactory, UserFactory

pytestmark = pytest.mark.django_db

NO_BREAK = "\u00a0"


@pytest.fixture
def learner(sign_in):
    return sign_in()


def enrolled(learner, **fields):
    return enrol(cohort=permanent_cohort(course=open_course(**fields)), learner=learner)


def room(enrolment, *rest):
    return "/".join([f"/promotions/{enrolment.cohort_id}", *map(str, rest), ""])


def text_of(page):
    return page.content.decode().replace(NO_BREAK, " ").replace("&nbsp;", " ")


def answers(attempt, option):
    return {f"question-{position}": option for position in range(1, len(attempt.questions) + 1)}


def test_the_classroom_shows_the_outline_and_where_to_go_on(client, learner):
    enrolment = enrolled(learner, title="Les alliances", lessons=2, quizzes=1)
    first, second, _quiz = activities_of(enrolment.cohort.course)
    finish_activity(enrolment=enrolment, activity=first)

    page = text_of(client.get(room(enrolment)))

    assert "<h1>Les alliances</h1>" in page
    assert "1 activité sur 3" in page
    assert f"{room(enrolment, 'activites', second.pk)}?reprendre=1" in page


def test_the_classroom_names_the_team_and_the_dates(client, learner):
    cohort = CohortFactory(course=open_course(), title="Automne", entry=Cohort.Entry.OPEN)
    add_staff(
        cohort=cohort, person=UserFactory(first_name="Inès", last_name="Roy"), role=Role.COACH
    )
    enrolment = enrol(cohort=cohort, learner=learner)

    page = text_of(client.get(room(enrolment)))

    assert "<dt>Coach</dt><dd>Inès Roy</dd>" in page
    assert "Automne" in page
    assert "au 30 juin 2027" in page


def test_opening_an_activity_is_remembered(client, learner):
    enrolment = enrolled(learner)
    lesson, _second = activities_of(enrolment.cohort.course)

    page = client.get(room(enrolment, "activites", lesson.pk))

    enrolment.refresh_from_db()
    assert enrolment.last_activity_id == lesson.pk
    assert 'aria-current="page">Leçon 1' in text_of(page)


def test_i_have_finished_leads_to_the_next_activity(client, learner):
    enrolment = enrolled(learner)
    first, second = activities_of(enrolment.cohort.course)

    answer = client.post(room(enrolment, "activites", first.pk, "terminer"))

    assert answer.url == room(enrolment, "activites", second.pk)
    assert Completion.objects.get().activity_id == first.pk


def test_the_last_activity_leads_to_the_certificate(client, learner):
    enrolment = enrolled(learner, lessons=1)
    [lesson] = activities_of(enrolment.cohort.course)

    page = client.post(room(enrolment, "activites", lesson.pk, "terminer"), follow=True)

    assert page.redirect_chain == [(room(enrolment), 302)]
    assert "Bravo : vous avez terminé cette formation." in text_of(page)
    assert f"{room(enrolment)}attestation.pdf" in text_of(page)


def test_an_activity_that_its_author_took_away_is_said_so(client, learner):
    enrolment = enrolled(learner)
    first, _second = activities_of(enrolment.cohort.course)
    first.unpublish()

    page = client.post(room(enrolment, "activites", first.pk, "terminer"), follow=True)

    assert "Cette activité ne fait plus partie de la formation." in text_of(page)
    assert client.get(room(enrolment, "activites", first.pk)).status_code == 404
    assert not Completion.objects.exists()


@pytest.mark.parametrize(
    ("told", "status", "kept"), [("0.42", 204, 0.42), ("nan", 400, 0), ("", 400, 0), ("x", 400, 0)]
)
def test_the_page_says_how_far_down_the_learner_is(client, learner, told, status, kept):
    enrolment = enrolled(learner)
    lesson, _second = activities_of(enrolment.cohort.course)
    open_activity(enrolment=enrolment, activity=lesson)

    answer = client.post(room(enrolment, "activites", lesson.pk, "position"), {"position": told})

    enrolment.refresh_from_db()
    assert (answer.status_code, enrolment.last_position) == (status, kept)


def test_a_quiz_is_begun_answered_and_read_again(client, learner):
    enrolment = enrolled(learner, lessons=1, quizzes=1)
    lesson, quiz = activities_of(enrolment.cohort.course)
    door = room(enrolment, "activites", quiz.pk)
    assert "Commencer le quiz" in text_of(client.get(door))

    sheet = client.post(f"{door}tentatives/", follow=True)
    attempt = Attempt.objects.get()
    assert sheet.redirect_chain == [(room(enrolment, "tentatives", attempt.pk), 302)]
    assert "Envoyer mes réponses" in text_of(sheet)
    assert "Continuer la tentative" in text_of(client.get(door))

    result = client.post(
        room(enrolment, "tentatives", attempt.pk), answers(attempt, "Faux"), follow=True
    )
    assert "0 %" in text_of(result)
    assert "À relire dans ce module" in text_of(result)
    assert room(enrolment, "activites", lesson.pk) in text_of(result)
    assert "Réessayer" in text_of(result)


def test_a_quiz_that_is_sent_twice_counts_once(client, learner):
    enrolment = enrolled(learner, lessons=0, quizzes=1)
    [quiz] = activities_of(enrolment.cohort.course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    address = room(enrolment, "tentatives", attempt.pk)

    client.post(address, answers(attempt, "Juste"))
    again = client.post(address, answers(attempt, "Faux"), follow=True)

    attempt.refresh_from_db()
    assert (attempt.score, Attempt.objects.count(), Certificate.objects.count()) == (1.0, 1, 1)
    assert "100 %" in text_of(again)


def test_an_answer_that_was_not_offered_is_refused_and_said(client, learner):
    enrolment = enrolled(learner, lessons=0, quizzes=1)
    [quiz] = activities_of(enrolment.cohort.course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)

    page = client.post(
        room(enrolment, "tentatives", attempt.pk), answers(attempt, "inventée"), follow=True
    )

    attempt.refresh_from_db()
    assert (attempt.is_submitted, page.status_code) == (False, 200)
    assert "notice--error" in text_of(page)


def test_people_who_have_done_all_that_is_left_can_take_their_certificate(client, learner):
    enrolment = enrolled(learner)
    first, second = activities_of(enrolment.cohort.course)
    finish_activity(enrolment=enrolment, activity=first)
    second.unpublish()
    address = room(enrolment, "activites", first.pk, "terminer")

    assert address in text_of(client.get(room(enrolment)))
    client.post(address)

    assert Certificate.objects.get().enrolment == enrolment


def test_the_classroom_of_others_does_not_exist(client, sign_in):
    enrolment = enrolled(UserFactory(), quizzes=1)
    lesson, _second, quiz = activities_of(enrolment.cohort.course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    pages = [
        room(enrolment),
        room(enrolment, "activites", lesson.pk),
        room(enrolment, "tentatives", attempt.pk),
        room(enrolment, "desinscription"),
        f"{room(enrolment)}attestation.pdf",
    ]
    actions = [
        room(enrolment, "activites", lesson.pk, "terminer"),
        room(enrolment, "activites", lesson.pk, "position"),
        room(enrolment, "activites", quiz.pk, "tentatives"),
        room(enrolment, "tentatives", attempt.pk),
        room(enrolment, "desinscription"),
    ]

    assert {client.get(page).status_code for page in pages} == {302}
    sign_in()
    assert {client.get(page).status_code for page in pages} == {404}
    assert {client.post(action).status_code for action in actions} == {404}
    assert (Completion.objects.count(), Attempt.objects.count()) == (0, 1)


def test_the_attempts_of_others_do_not_exist_even_in_ones_own_classroom(client, sign_in):
    course = open_course(lessons=0, quizzes=1)
    cohort = permanent_cohort(course=course)
    [quiz] = activities_of(course)
    attempt = start_attempt(enrolment=enrol(cohort=cohort, learner=UserFactory()), quiz=quiz)
    own = enrol(cohort=cohort, learner=sign_in())

    address = room(own, "tentatives", attempt.pk)

    assert client.get(address).status_code == 404
    assert client.post(address, answers(attempt, "Juste")).status_code == 404
    attempt.refresh_from_db()
    assert not attempt.is_submitted


def test_people_who_wait_read_their_place_and_learn_nothing_yet(client, learner):
    cohort = CohortFactory(course=open_course(), entry=Cohort.Entry.OPEN, capacity=0)
    enrolment = enrol(cohort=cohort, learner=learner)
    lesson = activities_of(cohort.course)[0]

    assert "Votre place dans la file : 1." in text_of(client.get(room(enrolment)))
    assert client.get(room(enrolment, "activites", lesson.pk)).url == room(enrolment)
    assert client.post(room(enrolment, "activites", lesson.pk, "terminer")).url == room(enrolment)
    assert not Completion.objects.exists()


def test_people_who_have_left_read_so_and_may_come_back(client, learner):
    enrolment = enrolled(learner)
    withdraw(enrolment=enrolment)

    page = text_of(client.get(room(enrolment)))
    assert "Vous avez quitté cette formation" in page

    client.post(room(enrolment, "inscription"))
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ACTIVE


def test_leaving_asks_once_then_frees_the_seat(client, learner):
    enrolment = enrolled(learner)

    assert "Quitter cette formation" in text_of(client.get(room(enrolment, "desinscription")))
    assert client.post(room(enrolment, "desinscription")).url == room(enrolment)

    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.WITHDRAWN


def of_size(learner, size):
    """A course of so many modules, lessons, quizzes, colleagues and members of the team."""
    course = open_course(lessons=size, quizzes=size)
    for _module in range(size - 1):
        module_of(course, lessons=size, quizzes=size)
    cohort = CohortFactory(course=course, entry=Cohort.Entry.OPEN)
    for _person in range(size):
        enrol(cohort=cohort, learner=UserFactory())
        add_staff(cohort=cohort, person=UserFactory(), role=Role.TRAINER)
    enrolment = enrol(cohort=cohort, learner=learner)
    for lesson in activities_of(course)[:size]:
        finish_activity(enrolment=enrolment, activity=lesson)
    return enrolment


@pytest.mark.parametrize("size", [1, 3])
def test_the_classroom_takes_as_many_queries_whatever_its_size(
    client, learner, django_assert_num_queries, size
):
    enrolment = of_size(learner, size)

    with django_assert_num_queries(11):
        client.get(room(enrolment))


@pytest.mark.parametrize("size", [1, 3])
def test_a_lesson_takes_as_many_queries_whatever_the_size_of_the_course(
    client, learner, django_assert_num_queries, size
):
    enrolment = of_size(learner, size)
    lesson = activities_of(enrolment.cohort.course)[0]
    address = room(enrolment, "activites", lesson.pk)

    # The first time writes where the learner is; reading on, or again, writes nothing.
    with django_assert_num_queries(12):
        client.get(address)
    with django_assert_num_queries(4):
        client.get(address)


@pytest.mark.parametrize("size", [1, 3])
def test_a_quiz_takes_as_many_queries_whatever_its_size(
    client, learner, django_assert_num_queries, size
):
    enrolment = of_size(learner, size)
    quiz = activities_of(enrolment.cohort.course)[size]
    attempts = []
    for _attempt in range(size):
        attempt = start_attempt(enrolment=enrolment, quiz=quiz)
        client.post(room(enrolment, "tentatives", attempt.pk), answers(attempt, "Faux"))
        attempts.append(attempt)
    client.get(room(enrolment, "activites", quiz.pk))

    with django_assert_num_queries(8):
        client.get(room(enrolment, "activites", quiz.pk))
    with django_assert_num_queries(7):
        client.get(room(enrolment, "tentatives", attempts[0].pk))
