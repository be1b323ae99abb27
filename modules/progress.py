"""What learners have done, for whoever shows it: each read is one query for many people."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.choices import Depth
from modules.grading import Counted, counting
from modules.models import Attempt, Completion, QuizPage, Submission
from modules.models.draws import question_count


def completed_activities(enrolment_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return the ids of the activities done, by enrolment."""
    done: dict[int, set[int]] = defaultdict(set)
    rows = Completion.objects.filter(enrolment_id__in=list(enrolment_ids))
    for enrolment_id, activity_id in rows.values_list("enrolment_id", "activity_id"):
        done[enrolment_id].add(activity_id)
    return done


def counting_scores(enrolment_ids: Iterable[int]) -> dict[int, dict[int, float]]:
    """Return the score (0 to 1) that counts of each quiz that was graded, by enrolment and quiz."""
    handed_in: dict[tuple[int, int], list[float | None]] = defaultdict(list)
    counted: dict[int, Counted] = {}
    rows = Attempt.objects.filter(
        enrolment_id__in=list(enrolment_ids), submitted_at__isnull=False
    ).order_by("number")
    for enrolment_id, quiz_id, score, which in rows.values_list(
        "enrolment_id", "quiz_id", "score", "quiz__counted"
    ):
        handed_in[enrolment_id, quiz_id].append(score)
        counted[quiz_id] = Counted(which)
    scores: dict[int, dict[int, float]] = defaultdict(dict)
    for (enrolment_id, quiz_id), earned in handed_in.items():
        score = _score_that_counts(earned, counted[quiz_id])
        if score is not None:
            scores[enrolment_id][quiz_id] = score
    return scores


def work_scores(enrolment_ids: Iterable[int]) -> dict[int, dict[int, float]]:
    """Return the best score (0 to 1) of each assignment that was graded, by enrolment."""
    best: dict[int, dict[int, float]] = defaultdict(dict)
    returned = Submission.objects.filter(enrolment_id__in=list(enrolment_ids), score__isnull=False)
    rows = returned.order_by("score").values_list("enrolment_id", "assignment_id", "score")
    for enrolment_id, assignment_id, score in rows:
        best[enrolment_id][assignment_id] = score or 0.0
    return best


def _score_that_counts(earned: list[float | None], counted: Counted) -> float | None:
    """Return the score of the attempt that counts; nothing while it has none."""
    # The first and the last are what they are, graded or not; the best is among the graded.
    pool = [score for score in earned if score is not None] if counted is Counted.BEST else earned
    place = counting(pool, counted)
    return None if place is None else pool[place]


def is_passed(enrolment_id: int, quiz: QuizPage) -> bool:
    """Whether the attempt that counts reaches the pass mark."""
    attempt = _counting(attempts_of(enrolment_id, quiz), quiz)
    return attempt is not None and attempt.is_passed


def _counting(attempts: Iterable[Attempt], quiz: QuizPage) -> Attempt | None:
    counted = Counted(quiz.counted)
    pool = sorted(
        (
            attempt
            for attempt in attempts
            if attempt.is_graded or (attempt.is_submitted and counted is not Counted.BEST)
        ),
        key=lambda attempt: attempt.number,
    )
    place = counting([attempt.score for attempt in pool], counted)
    return pool[place] if place is not None and pool[place].is_graded else None


def attempts_of(enrolment_id: int, quiz: QuizPage) -> list[Attempt]:
    """Return the learner's attempts at a quiz, the latest first, without what was asked."""
    attempts = Attempt.objects.filter(enrolment_id=enrolment_id, quiz=quiz)
    return list(attempts.order_by("-number").defer("questions"))


@dataclass(frozen=True, slots=True)
class QuizStanding:
    """Where a learner stands with a quiz: what modules/_quiz.html shows."""

    quiz: QuizPage
    question_count: int
    attempts: list[Attempt] = field(default_factory=list)

    @property
    def open_attempt(self) -> Attempt | None:
        return next((attempt for attempt in self.attempts if not attempt.is_submitted), None)

    @property
    def submitted(self) -> list[Attempt]:
        return [attempt for attempt in self.attempts if attempt.is_submitted]

    @property
    def counting(self) -> Attempt | None:
        """The attempt that counts so far, once one is graded."""
        return _counting(self.attempts, self.quiz)

    @property
    def waits(self) -> bool:
        """Whether a person still has answers to read."""
        return any(not attempt.is_graded for attempt in self.submitted)

    @property
    def is_passed(self) -> bool:
        return self.counting is not None and self.counting.is_passed

    @property
    def attempts_left(self) -> int | None:
        """How many more may be begun; nothing when there is no limit."""
        allowed = self.quiz.attempts_allowed
        return None if allowed is None else max(0, allowed - len(self.attempts))


def standing_of(enrolment_id: int, *, quiz: QuizPage, depth: Depth | str) -> QuizStanding:
    """Return where the learner stands with the quiz at the depth of their course (two queries)."""
    count = question_count(quiz.pk, Depth(depth).included())
    return QuizStanding(quiz, count, attempts_of(enrolment_id, quiz))
