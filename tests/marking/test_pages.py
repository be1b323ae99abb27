"""The pages of grading: a learner hands in, readers mark, what is said to whom."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cohorts.marking.models import Extension, Paper, Reading, Terms
from cohorts.marking.services.handing_in import add_file, hand_in
from cohorts.marking.services.peers import share_out
from cohorts.marking.services.releasing import release
from cohorts.marking.services.terms import set_terms
from lms.accounts.models import Role
from lms.accounts.services import grant_role
from modules.models import Submission, SubmittedFile
from tests.factories import EnrolmentFactory, OrganisationFactory, UserFactory
from tests.marking.people import (
    BEST,
    MIDDLE,
    PDF,
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

WORK_QUERIES = 11
QUEUE_QUERIES = 9
PAPERS_QUERIES = 13
PAPER_QUERIES = 11


@pytest.fixture(autouse=True)
def _own_media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def text(response):
    return response.content.decode().replace("\u00a0", " ")


def address(name, cohort, activity, *more):
    return reverse(f"marking:{name}", args=[cohort.pk, activity.pk, *more])


def upload(name="projet.pdf", content=PDF):
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def said(level=BEST, **more):
    """What the form of a reading sends."""
    return {"version": 0, "window": "a", "part-1-0": level, "comment": "", **more}


# The learner


def test_a_learner_saves_a_draft_and_hands_in_text_and_file_at_once(client, sign_in):
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort)
    sign_in(enrolment.learner)
    page = address("work", cohort, assignment)

    client.post(page, {"text": "Un début\r\nde texte", "save": "1"})
    draft = Submission.objects.get()
    assert (draft.state, draft.text) == ("draft", "Un début\nde texte")
    assert "Un début\nde texte" in text(client.get(page))

    response = client.post(page, {"text": "Fini", "file": upload(), "send": "1"}, follow=True)
    work = Submission.objects.get()
    assert (work.state, work.text) == ("sent", "Fini")
    assert [file.name for file in work.files.all()] == ["projet.pdf"]
    assert "Votre travail est remis." in text(response)


def test_the_page_that_saves_by_itself_hears_when(client, sign_in):
    cohort, assignment = class_with()
    sign_in(EnrolmentFactory(cohort=cohort).learner)

    response = client.post(
        address("work", cohort, assignment), {"text": "Un début"}, headers={"HX-Request": "true"}
    )

    assert "pas encore remis" in text(response)
    assert Submission.objects.get().text == "Un début"


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"text": "x" * 2_000_000, "send": "1"}, "100"),
        ({"text": "", "send": "1"}, "Écrivez quelque chose"),
        ({"file": upload(content=b"<html></html>"), "send": "1"}, "par son contenu"),
    ],
    ids=["two megabytes", "nothing", "wrong type, right name"],
)
def test_what_cannot_be_handed_in_is_said_beside_the_form(client, sign_in, data, sentence):
    cohort, assignment = class_with()
    sign_in(EnrolmentFactory(cohort=cohort).learner)

    response = client.post(address("work", cohort, assignment), data)

    assert response.status_code == 422
    assert sentence in text(response)
    assert not Submission.objects.filter(state="sent").exists()
    assert not SubmittedFile.objects.exists()


def test_a_file_is_its_owners_and_its_readers_alone(client, sign_in):
    cohort, assignment = class_with()
    enrolment, other = EnrolmentFactory.create_batch(2, cohort=cohort)
    add_file(enrolment=enrolment, assignment=assignment, name="Camille.pdf", content=upload())
    work = hand_in(enrolment=enrolment, assignment=assignment, text="")
    file = work.files.get()
    own = reverse("marking:file", args=[cohort.pk, file.pk])

    sign_in(other.learner)
    assert client.get(own).status_code == 404
    assert client.get(f"/media/{file.file.name}", follow=True).status_code == 404
    sign_in(enrolment.learner)
    response = client.get(own)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="Camille.pdf"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]


def test_nothing_of_the_result_shows_before_release(client, sign_in):
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, MIDDLE, comment="Secret", remarks=[{"passage": "", "text": "Caché"}])
    sign_in(work.learner)

    before = text(client.get(address("work", cohort, assignment)))
    assert "Secret" not in before
    assert "Caché" not in before
    assert "50 %" not in before

    release(cohort=cohort, activity=assignment, by=trainer)
    after = text(client.get(address("work", cohort, assignment)))
    assert all(words in after for words in ("Secret", "Caché", "50 %", "Lisible"))


def test_remarks_stand_where_they_quote_and_no_markup_gets_in(client, sign_in):
    cohort, assignment = class_with()
    trainer = trainer_of(cohort)
    work = handed_in(cohort, assignment, text="Une <b>alliance</b> solide")
    marked(work, trainer, remarks=[{"passage": "<b>alliance", "text": "<i>Oui</i>"}])
    release(cohort=cohort, activity=assignment, by=trainer)
    sign_in(work.learner)

    page = text(client.get(address("work", cohort, assignment)))

    assert '<mark id="passage-1">&lt;b&gt;alliance' in page
    assert "<i>Oui" not in page


def test_a_learner_reads_another_without_a_name(client, sign_in):
    cohort, assignment = class_with(peer_readings=1)
    authors = [
        EnrolmentFactory(cohort=cohort, learner__last_name=name) for name in ("Dupont", "Durand")
    ]
    for enrolment in authors:
        add_file(enrolment=enrolment, assignment=assignment, name="Moi.pdf", content=upload())
        hand_in(enrolment=enrolment, assignment=assignment, text="Notre alliance")
    share_out(cohort=cohort, assignment=assignment, by=trainer_of(cohort))
    reader, author = authors
    reading = Reading.objects.get(reader=reader.learner)
    sign_in(reader.learner)
    address = reverse("marking:peer_reading", args=[cohort.pk, reading.pk])

    page = text(client.get(address))
    assert "Notre alliance" in page
    assert author.learner.last_name not in page
    assert "Moi.pdf" not in page
    file = reading.paper.submission.files.get()
    given = client.get(reverse("marking:peer_file", args=[cohort.pk, reading.pk, file.pk]))
    assert "Moi" not in given["Content-Disposition"]

    client.post(address, said(MIDDLE, comment="Clair", send="1"))
    reading.refresh_from_db()
    assert (reading.is_finished, reading.marks) == (True, levels(MIDDLE))

    theirs = Reading.objects.get(reader=author.learner)
    other = reverse("marking:peer_reading", args=[cohort.pk, theirs.pk])
    assert client.get(other).status_code == 404


@pytest.mark.parametrize("size", [1, 3])
def test_the_learners_page_takes_the_same_queries_at_any_size(
    client, sign_in, django_assert_num_queries, size
):
    cohort, assignment = class_with(peer_readings=1)
    due_at = timezone.now() + timedelta(days=1)
    Terms.objects.create(cohort=cohort, activity=assignment, due_at=due_at)
    trainer, enrolment = trainer_of(cohort), EnrolmentFactory(cohort=cohort)
    for number in range(size):
        add_file(enrolment=enrolment, assignment=assignment, name="a.pdf", content=upload())
        work = hand_in(enrolment=enrolment, assignment=assignment, text=f"Version {number}")
        marked(work, trainer, WORST)
        release(cohort=cohort, activity=assignment, by=trainer)
    sign_in(enrolment.learner)
    client.get(address("work", cohort, assignment))

    with django_assert_num_queries(WORK_QUERIES):
        client.get(address("work", cohort, assignment))


# Readers


def test_a_reader_marks_finishes_and_goes_on_to_the_next(client, sign_in):
    cohort, assignment = class_with()
    trainer = trainer_of(cohort)
    first, second = handed_in(cohort, assignment), handed_in(cohort, assignment)
    sign_in(trainer)

    response = client.post(
        address("paper", cohort, assignment, first.pk), said(comment="Bravo", finish="1")
    )
    assert response["Location"] == address("paper", cohort, assignment, second.pk)
    response = client.post(address("paper", cohort, assignment, second.pk), said(finish="1"))
    assert response["Location"] == address("papers", cohort, assignment)

    assert "Publier 2 résultats" in text(client.get(address("papers", cohort, assignment)))
    response = client.post(address("release", cohort, assignment), follow=True)
    assert "2 résultats sont publiés" in text(response)


def test_a_remark_is_added_and_taken_back(client, sign_in):
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    sign_in(trainer)
    paper = address("paper", cohort, assignment, work.pk)

    client.post(paper, said("", passage="alliance", remark="Précisez", annotate="1"))
    assert Reading.objects.get().remarks == [{"passage": "alliance", "text": "Précisez"}]
    client.post(paper, said("", version=1, remove="0"))

    assert Reading.objects.get().remarks == []


def test_saving_by_itself_says_when_or_why_not(client, sign_in):
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    sign_in(trainer)
    paper = address("paper", cohort, assignment, work.pk)

    saved = client.post(paper, said(), headers={"HX-Request": "true"})
    stale = client.post(paper, said(WORST, window="b"), headers={"HX-Request": "true"})

    assert "Enregistré à" in text(saved)
    assert "enregistrée ailleurs" in text(stale)
    assert Reading.objects.get().marks == levels(BEST)


def test_read_without_names_nothing_says_whose_paper_it_is(client, sign_in):
    cohort, assignment = class_with()
    trainer = trainer_of(cohort)
    enrolment = EnrolmentFactory(
        cohort=cohort, learner__first_name="Zénobie", learner__last_name="Quintard"
    )
    add_file(enrolment=enrolment, assignment=assignment, name="Quintard.pdf", content=upload())
    work = hand_in(enrolment=enrolment, assignment=assignment, text="Notre alliance")
    set_terms(
        cohort=cohort,
        activity=assignment,
        due_at=None,
        is_blind=True,
        has_second_reader=False,
        by=trainer,
    )
    sign_in(trainer)

    pages = [
        text(client.get(address("papers", cohort, assignment))),
        text(client.get(address("paper", cohort, assignment, work.pk))),
        client.get(address("paper_file", cohort, assignment, work.pk, work.files.get().pk))[
            "Content-Disposition"
        ],
    ]

    assert not [page for page in pages if "Quintard" in page or "Zénobie" in page]


def test_a_second_reader_does_not_see_the_first(client, sign_in):
    cohort, assignment = class_with()
    first, second = trainer_of(cohort), trainer_of(cohort)
    work = handed_in(cohort, assignment)
    Terms.objects.create(cohort=cohort, activity=assignment, has_second_reader=True)
    marked(work, first, WORST, comment="Mon avis à moi")
    sign_in(second)
    paper = address("paper", cohort, assignment, work.pk)
    assert "Mon avis à moi" not in text(client.get(paper))

    client.post(paper, said(BEST, finish="1"))

    both = text(client.get(paper))
    assert all(words in both for words in ("Mon avis à moi", "0 %", "100 %", "La note convenue"))


def test_a_trainer_of_another_cohort_meets_nothing(client, sign_in):
    cohort, assignment = class_with()
    work = handed_in(cohort, assignment)
    elsewhere, _other = class_with()
    sign_in(trainer_of(elsewhere))

    for name, more in (("papers", ()), ("paper", (work.pk,)), ("terms", ())):
        assert client.get(address(name, cohort, assignment, *more)).status_code == 404
    paper = address("paper", cohort, assignment, work.pk)
    assert client.post(paper, said(finish="1")).status_code == 404
    assert client.post(address("release", cohort, assignment)).status_code == 404
    assert assignment.title not in text(client.get(reverse("marking:queue")))
    assert not Paper.objects.exists()


def test_deadline_and_more_time_are_set_by_the_team(client, sign_in):
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort)
    sign_in(trainer_of(cohort))

    client.post(address("terms", cohort, assignment), {"due_at": "2027-01-15T18:00"})
    client.post(
        address("more_time", cohort, assignment),
        {"person": enrolment.pk, "due_at": "2027-01-20T18:00"},
    )

    assert Terms.objects.get().due_at.isoformat() == "2027-01-15T17:00:00+00:00"
    assert Extension.objects.get().due_at.isoformat() == "2027-01-20T17:00:00+00:00"
    page = text(client.get(address("papers", cohort, assignment)))
    assert "15 janvier 2027 à 18 h" in page
    assert "20 janvier 2027 à 18 h" in page


def test_less_time_than_the_cohort_is_refused_with_a_sentence(client, sign_in):
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort)
    Terms.objects.create(cohort=cohort, activity=assignment, due_at=timezone.now())
    sign_in(trainer_of(cohort))

    response = client.post(
        address("more_time", cohort, assignment),
        {"person": enrolment.pk, "due_at": "2020-01-20T18:00"},
    )

    assert response.status_code == 422
    assert "Un délai se termine après" in text(response)
    assert not Extension.objects.exists()


def test_a_manager_reads_in_every_cohort_and_what_waits_longest_is_first(client, sign_in):
    manager = UserFactory()
    grant_role(person=manager, organisation=OrganisationFactory(), role=Role.MANAGER)
    now = timezone.now()
    titles = []
    for days in (1, 9, 4):
        cohort, assignment = class_with(title=f"Devoir d’il y a {days} jours")
        handed_in(cohort, assignment, at=now - timedelta(days=days))
        titles.append(assignment.title)
    class_with(title="Devoir que personne n’a rendu")
    sign_in(manager)

    page = text(client.get(reverse("marking:queue")))

    order = [titles[1], titles[2], titles[0], "Devoir que personne n’a rendu"]
    assert [page.index(title) for title in order] == sorted(page.index(title) for title in order)


@pytest.mark.parametrize("size", [1, 3])
def test_the_desk_takes_the_same_queries_at_any_size(
    client, sign_in, django_assert_num_queries, size
):
    cohort, assignment = class_with(peer_readings=1)
    trainer = trainer_of(cohort)
    works = [handed_in(cohort, assignment) for _ in range(size + 1)]
    share_out(cohort=cohort, assignment=assignment, by=trainer)
    marked(works[0], trainer, MIDDLE, is_finished=False)
    for _ in range(size - 1):
        elsewhere, other = class_with()
        handed_in(elsewhere, other)
        elsewhere.staff.create(person=trainer, role=Role.TRAINER)
    sign_in(trainer)
    pages = {
        reverse("marking:queue"): QUEUE_QUERIES,
        address("papers", cohort, assignment): PAPERS_QUERIES,
        address("paper", cohort, assignment, works[0].pk): PAPER_QUERIES,
    }

    for page, queries in pages.items():
        client.get(page)
        with django_assert_num_queries(queries):
            client.get(page)


def test_an_attempt_that_is_not_handed_in_is_nobodys_to_read(client, sign_in):
    cohort, assignment = class_with()
    draft = handed_in(cohort, assignment)
    Submission.objects.filter(pk=draft.pk).update(state="draft", sent_at=None)
    sign_in(trainer_of(cohort))

    assert client.get(address("paper", cohort, assignment, draft.pk)).status_code == 404
    assert enrolment_of(draft).papers.count() == 0


def test_open_answers_of_a_quiz_are_read_in_the_same_place(client, sign_in):
    cohort, quiz, attempt = attempt_with_open_answer()
    trainer = trainer_of(cohort)
    sign_in(trainer)
    assert quiz.title in text(client.get(reverse("marking:queue")))
    papers = text(client.get(address("papers", cohort, quiz)))
    assert str(attempt.learner) in papers
    paper = address("paper", cohort, quiz, attempt.pk)
    page = text(client.get(paper))
    assert all(words in page for words in ("Racontez", "Il était une fois une alliance."))

    marks = {"version": 0, "window": "a", "part-3-0": "2", "comment": "Très vivant", "finish": "1"}
    client.post(paper, marks)
    client.post(address("release", cohort, quiz))

    sign_in(attempt.learner)
    correction = reverse("marking:correction", args=[cohort.pk, attempt.pk])
    assert correction in text(client.get(reverse("cohorts:attempt", args=[cohort.pk, attempt.pk])))
    assert "Très vivant" in text(client.get(correction))
    attempt.refresh_from_db()
    assert attempt.percent == 100
