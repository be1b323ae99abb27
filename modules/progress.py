"""What learners have done, for whoever shows it: each read is one query for many people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max

from courses.choices import Depth
from modules.models import Attempt, Completion, QuizPage
from modules.models.draws import question_count


def completed_activities(enrolment_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the ids of the activities done, by enrolment."""
    done: dict[int, set[int]] = defaultdict(set)
    rows = Completion.objects.filter(enrolment_id__in=list(enrolment_ids))
    for enrolment_id, activity_id in rows.values_list("enrolment_id", "activity_id"):
        done[enrolment_id].add(activity_id)
    return done


def best_scores(enrolment_ids: Iterable[int]) -> dict[int, dict[int, float]]:
    """Return the best score (0 to 1) of each quiz that was graded, by enrolment and quiz."""
    best: dict[int, dict[int, float]] = defaultdict(dict)
    rows = (
        Attempt.objects.filter(enrolment_id__in=list(enrolment_ids), score__isnull=False)
        .values_list("enrolment_id", "quiz_id")
        .annotate(best=Max("score"))
    )
    for enrolment_id, quiz_id, score in rows.order_by():
        best[enrolment_id][quiz_id] = score
    return best


def attempts_of(enrolment_id: int, quiz: QuizPage) -> list[Attempt]:
    """Return the learner's attempts at a quiz, the latest first, without what was asked."""
    attempts = Attempt.objects.filter(enrolment_id=enrolment_id, quiz=quiz)
    return list(attempts.order_by("-number").defer("questions"))


@dataclass(frozen=True, slots=True)
class QuizStanding:
    """Where a learner stands with a quiz: what modules/_quiz.html shows."""

    question_count: int
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if not attempt.is_submitted), None)

    @property
    def submitted(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.is_submitted]

    @property
    def best(self) -> Attempt | None:
        return max(self.submitted, key=lambda attempt: attempt.score or 0, default=None)

    @property
    def is_passed(self) -> bool:
        return any(attempt.is_passed for attempt in self.attempts)


def standing_of(enrolment_id: int, *, quiz: QuizPage, depth: Depth | str) -> QuizStanding:
    """Return where the learner stands with the quiz at the depth of their course (two queries)."""
    count = question_count(quiz.pk, Depth(depth).included())
    return QuizStanding(count, attempts_of(enrolment_id, quiz))
