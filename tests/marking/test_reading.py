"""A paper is read by one person, or by two who agree; its learner sees nothing until release."""

import pytest

from cohorts.marking.models import Paper, Reading
from cohorts.marking.services.handing_in import BeingGraded, hand_in
from cohorts.marking.services.reading import (
    AlreadyReleased,
    ChangedMeanwhile,
    InOtherHands,
    NotAMark,
    Unfinished,
    WorkReplaced,
    mark,
    take_over,
    take_up_again,
)
from cohorts.marking.services.releasing import release
from cohorts.marking.services.terms import set_terms
from cohorts.models import Enrolment
from lms.events.models import Event
from lms.notifications.models import Message
from modules.models import Completion, Submission
from tests.factories import UserFactory
from tests.marking.people import (
    BEST,
    MIDDLE,
    WORST,
    attempt_with_open_answer,
    class_with,
    enrolment_of,
    handed_in,
    levels,
    marked,
    trainer_of,
)

pytestmark = pytest.mark.django_db


def with_two_readers(cohort, assignment, by):
    set_terms(
        cohort=cohort,
        activity=assignment,
        due_at=None,
        is_blind=False,
        has_second_reader=True,
        by=by,
    )


def everything():
    return [list(model.objects.order_by("pk").values()) for model in (Paper, Reading, Submission)]


def test_a_reading_is_kept_as_it_goes_and_decides_once_finished():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)

    marked(work, trainer, None, is_finished=False, comment="À relire")
    assert Paper.objects.get().decision is None
    reading = marked(work, trainer, MIDDLE, version=1, comment="Bien")

    paper = Paper.objects.get()
    assert paper.decision == reading
    assert (reading.role, reading.comment, reading.marks) == ("first", "Bien", levels(MIDDLE))
    assert paper.released_at is None
    work.refresh_from_db()
    assert (work.state, work.score) == ("sent", None)
    events = Event.objects.filter(verb__startswith="grad", object_id=paper.pk).order_by("pk")
    assert list(events.values_list("verb", flat=True)) == [
        "grading_begun",
        "grading_finished",
        "grade_settled",
    ]


def test_a_reading_without_all_its_levels_is_not_finished():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)

    with pytest.raises(Unfinished):
        marked(work, trainer, None)

    assert not Reading.objects.exists()


@pytest.mark.parametrize(
    "marks",
    [
        {"1": {"levels": {"Clarté": "Divin"}}},
        {"1": {"levels": {"Style": BEST}}},
        {"2": {"levels": {"Clarté": BEST}}},
    ],
)
def test_a_mark_that_the_rubric_does_not_have_is_refused(marks):
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)

    with pytest.raises(NotAMark):
        mark(work=work, reader=trainer, marks=marks, comment="", remarks=[], version=0)

    assert not Paper.objects.exists()


@pytest.mark.parametrize("percent", [-1, 101, "beaucoup", 1.5])
def test_without_a_rubric_only_a_percentage_is_a_mark(percent):
    cohort, assignment = class_with(rubric=[])
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)

    with pytest.raises(NotAMark):
        mark(
            work=work,
            reader=trainer,
            marks={"1": {"percent": percent}},
            comment="",
            remarks=[],
            version=0,
        )

    assert not Paper.objects.exists()


def test_a_window_left_open_does_not_undo_what_another_saved():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, BEST, is_finished=False)
    before = everything()

    with pytest.raises(ChangedMeanwhile):
        marked(work, trainer, WORST, is_finished=False)

    assert everything() == before


def test_a_page_that_saves_twice_at_once_is_not_another_window():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, WORST, is_finished=False, window="a")

    marked(work, trainer, MIDDLE, is_finished=False, window="a")
    with pytest.raises(ChangedMeanwhile):
        marked(work, trainer, BEST, is_finished=False, window="b")

    assert Reading.objects.get().marks == levels(MIDDLE)


def test_one_paper_is_read_by_one_person_until_another_takes_it_over():
    cohort, assignment = class_with()
    work = handed_in(cohort, assignment)
    first, second = trainer_of(cohort), trainer_of(cohort)
    marked(work, first, MIDDLE, is_finished=False)
    before = everything()

    with pytest.raises(InOtherHands):
        marked(work, second)
    assert everything() == before

    take_over(work=work, reader=second)
    with pytest.raises(InOtherHands):
        marked(work, first, WORST, version=1)
    marked(work, second, BEST, version=2)
    assert Paper.objects.get().decision.reader == second


def test_two_readers_do_not_decide_alone():
    cohort, assignment = class_with()
    work = handed_in(cohort, assignment)
    first, second, third = (trainer_of(cohort) for _ in range(3))
    with_two_readers(cohort, assignment, by=first)

    marked(work, first, BEST)
    assert Paper.objects.get().decision is None
    marked(work, second, WORST)
    assert Paper.objects.get().decision is None

    agreed = marked(work, third, MIDDLE)
    assert agreed.role == "agreed"
    assert Paper.objects.get().decision == agreed


def test_two_readers_who_agree_need_no_third_word():
    cohort, assignment = class_with()
    work = handed_in(cohort, assignment)
    first, second = trainer_of(cohort), trainer_of(cohort)
    with_two_readers(cohort, assignment, by=first)

    marked(work, first, BEST)
    marked(work, second, BEST)

    assert Paper.objects.get().decision.reader == first


def test_a_finished_reading_is_taken_up_again_before_release_only():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, WORST)

    with pytest.raises(ChangedMeanwhile):
        marked(work, trainer, BEST, version=1)
    take_up_again(work=work, reader=trainer)
    assert Paper.objects.get().decision is None
    marked(work, trainer, BEST, version=2)
    release(cohort=cohort, activity=assignment, by=trainer)

    with pytest.raises(AlreadyReleased):
        take_up_again(work=work, reader=trainer)
    work.refresh_from_db()
    assert work.percent == 100


def test_work_being_read_is_not_replaced():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, MIDDLE, is_finished=False)
    before = everything()

    with pytest.raises(BeingGraded):
        hand_in(enrolment=enrolment_of(work), assignment=assignment, text="Autre chose")

    assert everything() == before


def test_work_that_was_replaced_is_not_read():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    hand_in(enrolment=enrolment_of(work), assignment=assignment, text="Autre chose")

    with pytest.raises(WorkReplaced):
        marked(work, trainer)

    assert not Paper.objects.exists()


def test_release_gives_what_is_settled_to_all_at_once_and_tells_each_once(
    django_capture_on_commit_callbacks,
):
    cohort, assignment = class_with(pass_mark=50)
    trainer = trainer_of(cohort)
    good, weak, unread = (handed_in(cohort, assignment) for _ in range(3))
    marked(good, trainer, BEST)
    marked(weak, trainer, WORST)
    marked(unread, trainer, MIDDLE, is_finished=False)

    release(cohort=cohort, activity=assignment, by=trainer)
    release(cohort=cohort, activity=assignment, by=trainer)

    assert dict(Submission.objects.values_list("pk", "score")) == {
        good.pk: 1.0,
        weak.pk: 0.0,
        unread.pk: None,
    }
    assert Completion.objects.get().enrolment_id == good.enrolment_id
    # The assignment is all that the course asks for: passing finishes it.
    assert Enrolment.objects.get(pk=good.enrolment_id).state == "completed"
    told = Message.objects.filter(key__startswith="marking:released")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(
        [good.learner_id, weak.learner_id]
    )
    assert Event.objects.filter(verb="grades_released").count() == 1
    assert Event.objects.filter(verb="submission_graded").count() == 2


def test_after_the_result_another_version_may_be_handed_in_and_read():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, WORST)
    release(cohort=cohort, activity=assignment, by=trainer)

    again = hand_in(enrolment=enrolment_of(work), assignment=assignment, text="En mieux")
    marked(again, trainer, BEST)
    release(cohort=cohort, activity=assignment, by=trainer)

    assert list(Submission.objects.order_by("number").values_list("state", "score")) == [
        ("returned", 0.0),
        ("returned", 1.0),
    ]
    assert Completion.objects.count() == 1


def test_open_answers_of_a_quiz_wait_for_their_reader_and_then_count():
    cohort, quiz, attempt = attempt_with_open_answer()
    trainer = trainer_of(cohort)
    assert attempt.score is None

    mark(
        work=attempt,
        reader=trainer,
        marks={"3": {"levels": {"0": "1"}}},
        comment="Un peu court",
        remarks=[],
        version=0,
        is_finished=True,
    )
    release(cohort=cohort, activity=quiz, by=trainer)

    attempt.refresh_from_db()
    assert attempt.percent == 83
    assert attempt.is_passed
    assert Event.objects.get(verb="attempt_graded").result == pytest.approx(2.5 / 3)


def test_somebody_of_another_cohort_is_no_matter_of_this_release():
    cohort, assignment = class_with()
    elsewhere, other = class_with()
    trainer = UserFactory()
    work = handed_in(elsewhere, other)
    marked(work, trainer)

    assert release(cohort=cohort, activity=assignment, by=trainer) == []

    work.refresh_from_db()
    assert work.state == "sent"
