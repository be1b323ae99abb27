"""Results of assignments stand beside those of quizzes: follow-up, export, evidence."""

import pytest
from django.utils import timezone

from analytics import frames
from cohorts.marking.services.releasing import release
from cohorts.services.proofs import files_of
from modules.outline import outline_of
from modules.progress import work_scores
from tests.marking.people import BEST, MIDDLE, class_with, handed_in, marked, trainer_of

pytestmark = pytest.mark.django_db


def test_the_best_result_counts_once_it_is_released():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    pk = work.enrolment_id
    marked(work, trainer, MIDDLE)
    assert work_scores([pk]) == {}

    release(cohort=cohort, activity=assignment, by=trainer)

    assert work_scores([pk]) == {pk: {assignment.pk: 0.5}}
    outline = outline_of(cohort.course)
    assert frames.scores_of([pk], outline) == {(pk, assignment.pk): 50}


def test_the_evidence_file_holds_what_was_graded():
    cohort, assignment = class_with()
    trainer, work = trainer_of(cohort), handed_in(cohort, assignment)
    marked(work, trainer, BEST)
    release(cohort=cohort, activity=assignment, by=trainer)

    files = dict(files_of(cohort, at=timezone.now()))
    results = b"".join(files["resultats.csv"]()).decode()

    assert f"{work.enrolment_id};{assignment.title};1;" in results
    assert ";100;oui" in results
