"""The classroom: opening, doing, finishing; nothing a learner did is ever lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cohorts.models import Certificate, Enrolment
from cohorts.progress import progress_of
from cohorts.services.classroom import (
    NotInCourse,
    NotSeated,
    finish_activity,
    keep_position,
    open_activity,
    start_attempt,
    submit_attempt,
)
from cohorts.services.cohorts import permanent_cohort
from cohorts.services.enrolments import enrol, withdraw
from lms.events.models import Event
from lms.notifications.models import Message
from modules.models import Attempt, Completion
from modules.outline import outline_of
from modules.services import QuizNotPassed
from tests.cohorts.classes import (
    activities_of,
    module_of,
    open_course,
    right_answers,
    wrong_answers,
)
from tests.factories import LessonFactory, UserFactory

pytestmark = pytest.mark.django_db


def enrolled(course):
    return enrol(cohort=permanent_cohort(course=course), learner=UserFactory())


def verbs(enrolment):
    """What the log says of this enrolment since its seat."""
    events = Event.objects.filter(enrolment_id=enrolment.pk).order_by("pk")
    return list(events.values_list("verb", flat=True))[2:]


def progress(enrolment):
    course = enrolment.cohort.course
    enrolment = Enrolment.objects.select_related("cohort").get(pk=enrolment.pk)
    return progress_of([enrolment], {course.pk: outline_of(course)})[enrolment.pk]


def state(enrolment):
    return Enrolment.objects.get(pk=enrolment.pk).state


def test_opening_an_activity_remembers_where_the_learner_is():
    course = open_course(lessons=1)
    enrolment, [lesson] = enrolled(course), activities_of(course)
    now = timezone.now()

    open_activity(enrolment=enrolment, activity=lesson, at=now)

    enrolment.refresh_from_db()
    assert (enrolment.last_activity_id, enrolment.last_position, enrolment.last_seen_at) == (
        lesson.pk,
        0,
        now,
    )
    event = Event.objects.get(verb="activity_opened")
    assert (event.activity_id, event.module_id, event.course_id, event.enrolment_id) == (
        lesson.pk,
        lesson.get_parent().pk,
        course.pk,
        enrolment.pk,
    )


def test_coming_back_within_minutes_is_the_same_visit_and_writes_nothing(
    django_assert_num_queries,
):
    course = open_course(lessons=1)
    enrolment, [lesson] = enrolled(course), activities_of(course)
    now = timezone.now()
    open_activity(enrolment=enrolment, activity=lesson, at=now)

    with django_assert_num_queries(0):
        open_activity(enrolment=enrolment, activity=lesson, at=now + timedelta(minutes=4))
    open_activity(enrolment=enrolment, activity=lesson, at=now + timedelta(minutes=10))

    assert verbs(enrolment) == ["activity_opened", "activity_opened"]


def test_the_place_on_the_page_stays_when_the_learner_comes_back():
    course = open_course(lessons=2)
    enrolment, [first, second] = enrolled(course), activities_of(course)
    now = timezone.now()
    open_activity(enrolment=enrolment, activity=first, at=now - timedelta(days=1))
    keep_position(enrolment=enrolment, activity=first, position=0.4)
    enrolment.refresh_from_db()

    open_activity(enrolment=enrolment, activity=first, at=now + timedelta(days=1))
    assert Enrolment.objects.get().last_position == 0.4

    open_activity(enrolment=enrolment, activity=second, at=now + timedelta(days=1))
    assert Enrolment.objects.get().last_position == 0


@pytest.mark.parametrize(("told", "kept"), [(0.25, 0.25), (-1, 0), (7, 1), (float("inf"), 1)])
def test_a_place_on_the_page_is_from_0_to_1(told, kept):
    course = open_course(lessons=1)
    enrolment, [lesson] = enrolled(course), activities_of(course)
    open_activity(enrolment=enrolment, activity=lesson)

    keep_position(enrolment=enrolment, activity=lesson, position=told)

    assert Enrolment.objects.get().last_position == kept


def test_a_late_word_from_another_tab_is_not_listened_to():
    course = open_course(lessons=2)
    enrolment, [first, second] = enrolled(course), activities_of(course)
    open_activity(enrolment=enrolment, activity=first)
    open_activity(enrolment=enrolment, activity=second)

    keep_position(enrolment=enrolment, activity=first, position=0.9)

    assert Enrolment.objects.get().last_position == 0


def test_finishing_twice_is_once():
    course = open_course(lessons=2)
    enrolment, [lesson, _other] = enrolled(course), activities_of(course)

    finish_activity(enrolment=enrolment, activity=lesson)
    finish_activity(enrolment=enrolment, activity=lesson)

    assert Completion.objects.count() == 1
    assert verbs(enrolment) == ["activity_completed"]
    assert (progress(enrolment).percent, state(enrolment)) == (50, "active")


def test_the_last_required_activity_finishes_the_course_and_earns_the_certificate():
    course = open_course(lessons=2)
    enrolment = enrolled(course)
    now = timezone.now()

    for lesson in activities_of(course):
        finish_activity(enrolment=enrolment, activity=lesson, at=now)
        finish_activity(enrolment=enrolment, activity=lesson, at=now)

    enrolment.refresh_from_db()
    assert (enrolment.state, enrolment.completed_at) == ("completed", now)
    assert verbs(enrolment) == [
        "activity_completed",
        "activity_completed",
        "module_completed",
        "enrolment_completed",
        "certificate_issued",
    ]
    certificate = Certificate.objects.get()
    message = Message.objects.get(
        key__startswith="certificate:", key__endswith=f":{certificate.pk}"
    )
    assert message.subject == f"Votre attestation\u00a0: {course.title}"
    assert f"/verifier/{certificate.code}" in message.body
    assert f"/promotions/{enrolment.cohort_id}/attestation.pdf" in message.body


def test_a_module_is_completed_once_whatever_optional_activities_follow():
    course = open_course(lessons=1)
    enrolment, [lesson] = enrolled(course), activities_of(course)
    optional = LessonFactory(parent=lesson.get_parent(), is_required=False)
    module_of(course, lessons=1)

    finish_activity(enrolment=enrolment, activity=lesson)
    finish_activity(enrolment=enrolment, activity=optional)

    assert verbs(enrolment).count("module_completed") == 1
    assert state(enrolment) == "active"


def test_an_activity_of_another_course_cannot_be_finished_here():
    enrolment = enrolled(open_course())
    [elsewhere] = activities_of(open_course(lessons=1))

    with pytest.raises(NotInCourse):
        finish_activity(enrolment=enrolment, activity=elsewhere)

    assert not Completion.objects.exists()


def test_a_quiz_is_not_done_by_saying_so():
    course = open_course(lessons=0, quizzes=1)
    enrolment, [quiz] = enrolled(course), activities_of(course)

    with pytest.raises(QuizNotPassed):
        finish_activity(enrolment=enrolment, activity=quiz)

    assert (Completion.objects.count(), state(enrolment)) == (0, "active")


def test_people_who_have_left_learn_no_more():
    course = open_course(lessons=1)
    enrolment, [lesson] = enrolled(course), activities_of(course)
    withdraw(enrolment=enrolment)

    with pytest.raises(NotSeated):
        finish_activity(enrolment=enrolment, activity=lesson)

    assert not Completion.objects.exists()


def test_people_who_come_back_go_on_where_they_stopped():
    course = open_course(lessons=2)
    enrolment, [lesson, other] = enrolled(course), activities_of(course)
    finish_activity(enrolment=enrolment, activity=lesson)
    withdraw(enrolment=enrolment)

    back = enrol(cohort=enrolment.cohort, learner=enrolment.learner)

    assert (progress(back).percent, progress(back).next_activity.id) == (50, other.pk)


def test_starting_an_attempt_twice_opens_one():
    course = open_course(lessons=0, quizzes=1)
    enrolment, [quiz] = enrolled(course), activities_of(course)

    first, second = (start_attempt(enrolment=enrolment, quiz=quiz) for _click in range(2))

    assert first == second
    assert verbs(enrolment) == ["attempt_started"]


def test_a_quiz_that_is_sent_twice_counts_once():
    course = open_course(lessons=0, quizzes=1)
    enrolment, [quiz] = enrolled(course), activities_of(course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)

    first = submit_attempt(enrolment=enrolment, attempt=attempt, answers=right_answers(quiz))
    second = submit_attempt(enrolment=enrolment, attempt=attempt, answers=wrong_answers(quiz))

    assert (first.pk, first.score) == (second.pk, second.score) == (attempt.pk, 1.0)
    assert (Attempt.objects.count(), Certificate.objects.count()) == (1, 1)
    assert Message.objects.filter(key__startswith="certificate:").count() == 1
    assert verbs(enrolment) == [
        "attempt_started",
        "attempt_submitted",
        "activity_completed",
        "module_completed",
        "enrolment_completed",
        "certificate_issued",
    ]


def test_a_quiz_that_is_not_passed_leaves_the_course_open():
    course = open_course(lessons=0, quizzes=1)
    enrolment, [quiz] = enrolled(course), activities_of(course)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)

    submit_attempt(enrolment=enrolment, attempt=attempt, answers=wrong_answers(quiz))

    assert (progress(enrolment).percent, state(enrolment)) == (0, "active")


def test_an_author_who_adds_an_activity_takes_nothing_from_people_who_have_finished():
    course = open_course(lessons=1)
    finished, [lesson] = enrolled(course), activities_of(course)
    finish_activity(enrolment=finished, activity=lesson)

    LessonFactory(parent=lesson.get_parent())

    assert (state(finished), progress(finished).percent) == ("completed", 100)


def test_people_under_way_simply_see_the_activity_that_an_author_adds():
    course = open_course(lessons=2)
    enrolment, [lesson, other] = enrolled(course), activities_of(course)
    finish_activity(enrolment=enrolment, activity=lesson)

    added = LessonFactory(parent=lesson.get_parent())

    assert progress(enrolment).percent == 33
    finish_activity(enrolment=enrolment, activity=other)
    assert (progress(enrolment).next_activity.id, state(enrolment)) == (added.pk, "active")


def test_an_author_who_publishes_a_change_mid_course_takes_nothing_from_learners():
    course = open_course(lessons=1, quizzes=1)
    enrolment, [lesson, quiz] = enrolled(course), activities_of(course)
    finish_activity(enrolment=enrolment, activity=lesson)
    attempt = start_attempt(enrolment=enrolment, quiz=quiz)
    answers = right_answers(quiz)

    lesson.title = "Autre titre"
    lesson.save_revision().publish()
    quiz.quiz_questions.first().delete()
    quiz.pass_mark = 90
    quiz.save_revision().publish()
    submit_attempt(enrolment=enrolment, attempt=attempt, answers=answers)

    assert (progress(enrolment).percent, state(enrolment)) == (100, "completed")


def test_finishing_again_takes_stock_when_the_author_took_the_last_activity_away():
    course = open_course(lessons=2)
    enrolment, [lesson, other] = enrolled(course), activities_of(course)
    finish_activity(enrolment=enrolment, activity=lesson)
    other.unpublish()
    assert (progress(enrolment).tally.is_done, state(enrolment)) == (True, "active")

    finish_activity(enrolment=enrolment, activity=lesson)

    assert state(enrolment) == "completed"
