"""How questions and quizzes do, from the answers of learners.

First attempts only, once graded: who tries again has seen the answers. At most ``MOST_ATTEMPTS``,
the latest: by then a facility is known to about two points, and older answers would speak of
other cohorts.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from statistics import fmean, median
from typing import Any

from django.db.models import (
    Case,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Sum,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from modules import measures
from modules.kinds import Snapshot
from modules.measures import FEWEST
from modules.models import Attempt, Question, QuizPage, Response
from modules.reports.advice import SAID

MOST_ATTEMPTS = 2000
MOST_VERSIONS = 10


@dataclass(frozen=True, slots=True)
class OptionFigures:
    """One option of a question: the share of attempts that chose it."""

    text: str
    share: float
    verdict: measures.Choice | None = None

    @property
    def percent(self) -> float:
        return self.share * 100

    @property
    def advice(self) -> str:
        return str(SAID[self.verdict]) if self.verdict else ""


@dataclass(frozen=True)
class Figures:
    """What the answers to one version of one question tell; nothing while there are too few."""

    title: str
    question_id: int
    version: int
    # How many attempts answered it; a scale is answered and earns no credit.
    attempts: int
    credits: Sequence[float] = ()
    # Each credit with the mean credit of the other questions of its attempt, if there were any.
    pairs: Sequence[tuple[float, float]] = ()
    seconds: float | None = None
    options: list[OptionFigures] = field(default_factory=list)

    @property
    def is_shown(self) -> bool:
        return self.attempts >= FEWEST

    @property
    def earns_credit(self) -> bool:
        return len(self.credits) >= FEWEST

    @cached_property
    def facility(self) -> float:
        return measures.facility(self.credits)

    @property
    def facility_percent(self) -> float:
        return self.facility * 100

    @property
    def facility_advice(self) -> str:
        return str(SAID[measures.judge_facility(self.facility)])

    @cached_property
    def discrimination(self) -> float | None:
        if len(self.pairs) < FEWEST:
            return None
        return measures.discrimination(*zip(*self.pairs, strict=True))

    @property
    def discrimination_advice(self) -> str:
        return str(SAID[measures.judge_discrimination(self.discrimination)])


@dataclass(frozen=True, slots=True)
class QuizFigures:
    """How a quiz does as a whole, and each of its questions."""

    attempts: int
    questions: list[Figures]
    # Alpha needs attempts that were asked the same questions: how many there were.
    alike: int
    score: float | None = None
    alpha: float | None = None
    error: float | None = None

    @property
    def is_shown(self) -> bool:
        return self.attempts >= FEWEST

    @property
    def alpha_is_shown(self) -> bool:
        return self.alike >= FEWEST

    @property
    def alpha_advice(self) -> str:
        return str(SAID[measures.judge_alpha(self.alpha)])


def first_answers() -> "QuerySet[Response]":
    """The answers of first attempts that are graded, the latest first."""
    return Response.objects.filter(attempt__number=1, attempt__graded_at__isnull=False).order_by(
        "-attempt"
    )


def with_time(answers: "QuerySet[Response]") -> "QuerySet[Any]":
    """Add how long each answer took: since the one saved before it, or since the start.

    Nothing when several were saved at the same instant: a page that was handed in as a whole.
    """
    others = Response.objects.filter(attempt=OuterRef("attempt")).exclude(pk=OuterRef("pk"))
    before = others.filter(saved_at__lt=OuterRef("saved_at")).order_by("-saved_at")
    since = Coalesce(Subquery(before.values("saved_at")[:1]), F("attempt__started_at"))
    alone = ~Exists(others.filter(saved_at=OuterRef("saved_at")))
    spent = ExpressionWrapper(F("saved_at") - since, output_field=DurationField())
    return answers.annotate(spent=Case(When(alone, then=spent), default=None))


def question_figures(question: Question) -> list[Figures]:
    """Return the figures of each version that was answered, the latest first (three queries)."""
    answers = first_answers().filter(question_id=question.pk)
    latest = list(
        with_time(answers).values_list(
            "version", "attempt", "position", "answer", "credit", "spent"
        )[:MOST_ATTEMPTS]
    )
    totals = _totals({attempt for _version, attempt, *_rest in latest})
    by_version: dict[int, list[tuple]] = defaultdict(list)
    for version, *answer in latest:
        by_version[version].append(tuple(answer))
    versions = sorted(by_version, reverse=True)[:MOST_VERSIONS]
    asked = _asked({version: by_version[version][0][:2] for version in versions})
    return [
        _figures_of_version(question, version, by_version[version], totals, asked[version])
        for version in versions
    ]


def quiz_figures(quiz: QuizPage) -> QuizFigures:
    """Return the figures of a quiz and of each question it asked (three queries)."""
    attempts = list(
        Attempt.objects.filter(quiz=quiz, number=1, graded_at__isnull=False)
        .order_by("-pk")
        .values_list("pk", "score")[:MOST_ATTEMPTS]
    )
    rows = (
        first_answers()
        .filter(attempt__in=[attempt for attempt, _score in attempts])
        .values_list("attempt", "position", "question_id", "version", "credit")
    )
    scores = [score for _attempt, score in attempts if score is not None]
    by_attempt: dict[int, dict[tuple[int, int], float | None]] = defaultdict(dict)
    places: dict[tuple[int, int], int] = {}
    for attempt, position, question, version, credit in rows:
        if question is None:
            continue
        by_attempt[attempt][question, version] = credit
        places.setdefault((question, version), position)
    questions = list(_figures_of_quiz(by_attempt, places))
    alike = _most_alike(by_attempt)
    alpha = measures.cronbach_alpha(alike) if len(alike) >= FEWEST else None
    means = [fmean(row) * 100 for row in alike]
    return QuizFigures(
        attempts=len(attempts),
        questions=questions,
        alike=len(alike),
        score=fmean(scores) * 100 if len(scores) >= FEWEST else None,
        alpha=alpha,
        error=None if alpha is None else measures.standard_error(means, alpha),
    )


def _totals(attempts: Collection[int]) -> dict[int, tuple[float, int, int, datetime, datetime]]:
    """Return, by attempt: credit earned, answers with credit, answers, start and end."""
    rows = Response.objects.filter(attempt__in=attempts).values_list("attempt")
    return {
        attempt: tuple(rest)
        for attempt, *rest in rows.annotate(
            earned=Sum("credit"),
            graded=Count("credit"),
            given=Count("pk"),
            start=F("attempt__started_at"),
            end=F("attempt__submitted_at"),
        ).order_by()
    }


def _asked(samples: dict[int, tuple[int, int]]) -> dict[int, Snapshot]:
    """Return what each version asked, as one attempt (and position) of each keeps it."""
    attempts = Attempt.objects.in_bulk({attempt for attempt, _position in samples.values()})
    return {
        version: attempts[attempt].questions[position - 1]
        for version, (attempt, position) in samples.items()
    }


def _figures_of_version(
    question: Question, version: int, answers: list[tuple], totals: dict, asked: Snapshot
) -> Figures:
    credits, pairs = [], []
    for attempt, _place, _answer, credit, _spent in answers:
        if credit is None:
            continue
        credits.append(credit)
        earned, graded, *_rest = totals[attempt]
        # An attempt of one question says nothing of the others.
        if graded > 1:
            pairs.append((credit, (earned - credit) / (graded - 1)))
    return Figures(
        title=asked["text"],
        question_id=question.pk,
        version=version,
        credits=credits,
        pairs=pairs,
        attempts=len(answers),
        seconds=_seconds(answers, totals),
        options=list(_options(asked, [answer for _attempt, _place, answer, *_rest in answers])),
    )


def _seconds(answers: list[tuple], totals: dict) -> float:
    """Return the median time of an answer; where none is known, its share of the attempt's."""
    known = [spent.total_seconds() for *_answer, spent in answers if spent is not None]
    if len(known) >= FEWEST:
        return median(known)
    return median(
        (end - start).total_seconds() / given
        for _earned, _graded, given, start, end in (totals[row[0]] for row in answers)
    )


def _options(asked: Snapshot, answers: list[Any]) -> Iterator[OptionFigures]:
    """Yield what was chosen among what was offered, and who chose nothing."""
    offered, correct = _offered(asked)
    if not offered:
        return
    chosen = [_chosen(answer) for answer in answers]
    shares = measures.shares(chosen, list(offered))
    for option, text in offered.items():
        verdict = measures.judge_choice(option, shares, correct) if correct else None
        yield OptionFigures(text, shares[option], verdict)
    yield OptionFigures(_("(no answer)"), sum(not one for one in chosen) / len(chosen))


def _offered(asked: Snapshot) -> tuple[dict[str, str], set[str]]:
    """Return the options or points of a question by id, and those that are right."""
    if "options" in asked:
        options = {option["id"]: option["text"] for option in asked["options"]}
        return options, set(asked["correct"])
    points = asked.get("points") or []
    return {str(number): text for number, text in enumerate(points, start=1)}, set()


def _chosen(answer: Any) -> list[str]:
    if isinstance(answer, list):
        return answer
    return [] if answer is None else [str(answer)]


def _figures_of_quiz(
    by_attempt: dict[int, dict[tuple[int, int], float | None]],
    places: dict[tuple[int, int], int],
) -> Iterator[Figures]:
    """Yield the figures of each question and version, in the order in which they are asked."""
    titles = dict(
        Question.objects.filter(pk__in={question for question, _version in places}).values_list(
            "pk", "title"
        )
    )
    credits: dict[tuple[int, int], list[float]] = defaultdict(list)
    pairs: dict[tuple[int, int], list[tuple[float, float]]] = defaultdict(list)
    attempts: Counter[tuple[int, int]] = Counter()
    for answers in by_attempt.values():
        attempts.update(answers.keys())
        earned = {item: credit for item, credit in answers.items() if credit is not None}
        total = sum(earned.values())
        for item, credit in earned.items():
            credits[item].append(credit)
            if len(earned) > 1:
                pairs[item].append((credit, (total - credit) / (len(earned) - 1)))
    for item in sorted(places, key=lambda item: (places[item], item)):
        question, version = item
        yield Figures(
            title=titles.get(question) or _("Question deleted since"),
            question_id=question,
            version=version,
            attempts=attempts[item],
            credits=credits[item],
            pairs=pairs[item],
        )


def _most_alike(
    by_attempt: dict[int, dict[tuple[int, int], float | None]],
) -> list[list[float]]:
    """Return the credits of the attempts that were asked the same: of the largest such group."""
    groups: dict[frozenset, list[list[float]]] = defaultdict(list)
    for answers in by_attempt.values():
        earned = {item: credit for item, credit in answers.items() if credit is not None}
        if earned:
            groups[frozenset(earned)].append([earned[item] for item in sorted(earned)])
    return max(groups.values(), key=len, default=[])
