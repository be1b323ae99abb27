"""An assignment is written, handed in once per try, and never changed afterwards."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from lms.events.models import Event
from modules.models import Completion, Submission, SubmittedFile
from modules.services import (
    AlreadySent,
    FileRefused,
    NotGraded,
    NothingToSend,
    TextTooLong,
    add_file,
    complete_activity,
    remove_file,
    return_submission,
    save_draft,
    send_submission,
)
from tests.factories import AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n" + bytes(100)


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def learner():
    return UserFactory()


def draft_of(learner, assignment, text=None):
    return save_draft(learner=learner, enrolment_id=7, assignment=assignment, text=text)


def sent(learner, assignment, text="Mon projet.", **options):
    draft = draft_of(learner, assignment, text)
    return send_submission(draft=draft, cohort_id=3, **options)


def pdf(size=109):
    return ContentFile(PDF.ljust(size, b"\0"))


def everything():
    return list(Submission.objects.order_by("pk").values()), list(
        SubmittedFile.objects.order_by("pk").values()
    )


def test_a_draft_is_one_however_often_it_is_saved(learner):
    assignment = AssignmentFactory()

    draft_of(learner, assignment, "Un début")
    draft_of(learner, assignment, "Un début, puis une suite")

    draft = Submission.objects.get()
    assert (draft.number, draft.state, draft.text) == (1, "draft", "Un début, puis une suite")
    assert not Event.objects.exists()


def test_sending_keeps_the_rubric_as_it_was(learner):
    assignment = AssignmentFactory(pass_mark=50)

    submission = sent(learner, assignment)
    assignment.rubric = []
    assignment.pass_mark = 90
    assignment.save()

    submission.refresh_from_db()
    assert submission.rubric == [
        {
            "id": "Clarté",
            "title": "Clarté",
            "levels": [
                {"id": "Confus", "text": "Confus", "points": 0},
                {"id": "Lisible", "text": "Lisible", "points": 1},
                {"id": "Limpide", "text": "Limpide", "points": 2},
            ],
        }
    ]
    assert (submission.state, submission.pass_mark) == ("sent", 50)
    event = Event.objects.get(verb="submission_sent")
    assert (event.actor_id, event.enrolment_id, event.activity_id, event.cohort_id) == (
        learner.pk,
        7,
        assignment.pk,
        3,
    )


def test_a_second_click_sends_once(learner):
    draft = draft_of(learner, AssignmentFactory(), "Mon projet.")

    send_submission(draft=draft)
    send_submission(draft=draft)

    assert Event.objects.filter(verb="submission_sent").count() == 1


def test_a_later_submission_replaces_the_one_before_and_begins_with_it(learner):
    assignment = AssignmentFactory()
    draft = draft_of(learner, assignment, "Version 1")
    add_file(draft=draft, name="schéma.pdf", content=pdf())
    send_submission(draft=draft)

    again = draft_of(learner, assignment)

    assert (again.number, again.text) == (2, "Version 1")
    assert [file.name for file in again.files.all()] == ["schéma.pdf"]
    send_submission(draft=again)
    assert list(Submission.objects.order_by("number").values_list("number", "state")) == [
        (1, "replaced"),
        (2, "sent"),
    ]


def test_an_assignment_handed_in_once_is_not_begun_anew(learner):
    assignment = AssignmentFactory(allows_another_try=False)
    sent(learner, assignment)
    before = everything()

    with pytest.raises(AlreadySent):
        draft_of(learner, assignment, "Une autre idée")

    assert everything() == before


def test_nothing_is_not_handed_in(learner):
    draft = draft_of(learner, AssignmentFactory(), "   ")

    with pytest.raises(NothingToSend):
        send_submission(draft=draft)

    assert Submission.objects.get().state == "draft"


def test_a_text_of_two_megabytes_is_refused(learner):
    assignment = AssignmentFactory()
    draft_of(learner, assignment, "Court")

    with pytest.raises(TextTooLong):
        draft_of(learner, assignment, "x" * 2_000_000)

    assert Submission.objects.get().text == "Court"


def test_a_file_is_kept_under_a_name_that_says_nothing(learner):
    draft = draft_of(learner, AssignmentFactory())

    file = add_file(draft=draft, name="Camille Martin.pdf", content=pdf())

    assert (file.name, file.content_type, file.size) == (
        "Camille Martin.pdf",
        "application/pdf",
        len(PDF),
    )
    assert "Camille" not in file.file.name
    assert default_storage.open(file.file.name).read() == PDF


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rapport.pdf", ContentFile(b"<html>pas un PDF</html>")),
        ("rapport.pdf", ContentFile(b"")),
        ("photo.pdf", ContentFile(b"\x89PNG\r\n\x1a\n" + bytes(40))),
        ("gros.pdf", pdf(1_000_001)),
    ],
    ids=["wrong type, right name", "empty", "type not taken", "too large"],
)
def test_a_file_that_is_not_taken_is_refused_and_nothing_kept(learner, name, content):
    draft = draft_of(learner, AssignmentFactory(most_megabytes=1, file_types=["pdf"]))

    with pytest.raises(FileRefused):
        add_file(draft=draft, name=name, content=content)

    assert not SubmittedFile.objects.exists()
    assert default_storage.listdir("")[0] == []


def test_more_files_than_taken_are_refused(learner):
    draft = draft_of(learner, AssignmentFactory(most_files=1))
    add_file(draft=draft, name="un.pdf", content=pdf())

    with pytest.raises(FileRefused):
        add_file(draft=draft, name="deux.pdf", content=pdf())

    assert [file.name for file in draft.files.all()] == ["un.pdf"]


def test_an_assignment_of_text_takes_no_file(learner):
    draft = draft_of(learner, AssignmentFactory(takes="text"))

    with pytest.raises(FileRefused):
        add_file(draft=draft, name="un.pdf", content=pdf())


def test_a_file_taken_out_of_the_draft_stays_with_what_was_sent(
    learner, django_capture_on_commit_callbacks
):
    assignment = AssignmentFactory()
    draft = draft_of(learner, assignment)
    first = add_file(draft=draft, name="un.pdf", content=pdf())
    send_submission(draft=draft)
    again = draft_of(learner, assignment)
    added = add_file(draft=again, name="deux.pdf", content=pdf())

    with django_capture_on_commit_callbacks(execute=True):
        for file in again.files.all():
            remove_file(draft=again, file_pk=file.pk)

    assert default_storage.exists(first.file.name)
    assert not default_storage.exists(added.file.name)
    assert [file.name for file in SubmittedFile.objects.all()] == ["un.pdf"]


def test_what_was_sent_never_changes(learner):
    submission = sent(learner, AssignmentFactory())
    before = everything()

    with pytest.raises(AlreadySent):
        add_file(draft=submission, name="un.pdf", content=pdf())
    with pytest.raises(AlreadySent):
        remove_file(draft=submission, file_pk=1)

    assert everything() == before


def test_a_result_that_passes_completes_the_activity(learner):
    assignment = AssignmentFactory(pass_mark=60)
    submission = sent(learner, assignment)

    return_submission(submission=submission, score=0.6)
    return_submission(submission=submission, score=0.1)

    submission.refresh_from_db()
    assert (submission.state, submission.score) == ("returned", 0.6)
    assert Completion.objects.get().activity_id == assignment.pk
    assert Event.objects.get(verb="submission_graded").result == 0.6


def test_lateness_costs_what_the_page_said_when_it_was_sent(learner):
    assignment = AssignmentFactory(pass_mark=60, late_policy="deduct", late_deduction=15)
    submission = sent(learner, assignment, days_late=2)

    return_submission(submission=submission, score=0.8)

    submission.refresh_from_db()
    assert submission.percent == 50
    assert not submission.is_passed
    assert not Completion.objects.exists()


def test_lateness_only_marked_costs_nothing(learner):
    submission = sent(learner, AssignmentFactory(late_policy="mark"), days_late=2)

    return_submission(submission=submission, score=0.8)

    submission.refresh_from_db()
    assert (submission.days_late, submission.percent) == (2, 80)


def test_nobody_says_of_their_own_work_that_it_is_done(learner):
    assignment = AssignmentFactory()
    sent(learner, assignment)

    with pytest.raises(NotGraded):
        complete_activity(learner=learner, enrolment_id=7, activity=assignment)

    assert not Completion.objects.exists()
