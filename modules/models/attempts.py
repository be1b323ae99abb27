"""What learners answered. An attempt keeps exactly what was asked."""

import secrets
from dataclasses import replace
from datetime import datetime
from random import Random

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from modules.kinds.sheet import AskedQuestion, Show, sheet


def new_seed() -> int:
    """Return a number that nobody can guess: what an attempt draws and shuffles by."""
    return secrets.randbelow(2**31)


def luck_of(seed: int) -> Random:
    """Return the luck that this seed gives, the same each time."""
    return Random(seed)  # noqa: S311 - repeatable on purpose; the seed is what nobody can guess


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def overdue(self, *, at: datetime) -> "AttemptQuerySet":
        """The open attempts whose time is over."""
        return self.filter(submitted_at=None, ends_at__lte=at)


class Attempt(models.Model):
    """One try of one learner at a quiz: open, then handed in, then graded (often at once).

    ``questions`` is the list of what was asked, as each kind's ``snapshot`` gives it, in the order
    shown. ``enrolment_id`` is a plain number: this package does not know who may enter.
    """

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts"
    )
    quiz = models.ForeignKey("modules.QuizPage", on_delete=models.PROTECT, related_name="attempts")
    enrolment_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    questions = models.JSONField()
    # The draw and the order follow from it; 0 in attempts made before there were any.
    seed = models.PositiveIntegerField(default=0)
    pass_mark = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    # When its time is over; the server hands it in then, with what was saved.
    ends_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True, help_text=_("A share of credit, 0 to 1."))

    objects = AttemptQuerySet.as_manager()

    # The editor's "where is this used" has no business here, and would cost three queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment_id", "quiz", "number"], name="attempts_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["enrolment_id", "quiz"],
                condition=Q(submitted_at=None),
                name="one_open_attempt_per_quiz",
            ),
            models.CheckConstraint(
                condition=Q(graded_at=None) | Q(submitted_at__isnull=False),
                name="an_attempt_is_graded_once_handed_in",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("started_at")),
                name="an_attempt_ends_after_it_starts",
            ),
            # Without a score once graded: it asked nothing that earns credit.
            models.CheckConstraint(
                condition=Q(score=None) | Q(graded_at__isnull=False, score__gte=0, score__lte=1),
                name="a_graded_attempt_has_a_score_from_0_to_1",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} #{self.number} ({self.learner_id})"

    @property
    def is_submitted(self) -> bool:
        return self.submitted_at is not None

    @property
    def is_graded(self) -> bool:
        """Whether its score is final; until then a person has answers to read."""
        return self.graded_at is not None

    @property
    def percent(self) -> int | None:
        """The score as people read it: rounded down, so that a mark is never shown unreached."""
        return None if self.score is None else int(self.score * 100 + 1e-9)

    @property
    def is_passed(self) -> bool:
        """Whether the mark is reached; where nothing earns credit, answering is enough."""
        if self.score is None:
            return self.is_graded
        # A score is a share of small whole numbers: the float may miss the mark by a hair.
        return self.score * 100 >= self.pass_mark - 1e-9

    def is_overdue(self, *, at: datetime) -> bool:
        return not self.is_submitted and self.ends_at is not None and self.ends_at <= at

    @property
    def ran_out(self) -> bool:
        """Whether the clock handed it in, not its learner."""
        return self.is_submitted and self.submitted_at == self.ends_at

    def sheet(self, *, is_closed: bool = False) -> list[AskedQuestion]:
        """Return the questions in order, with what is saved, and what is right if it is time.

        One query, and the quiz. ``is_closed``: whether the cohort's time for this quiz is over.
        """
        responses = {response.position: response for response in self.responses.all()}
        shown = self.quiz.shows_after(is_closed=is_closed) if self.is_submitted else Show.FIELDS
        return [
            replace(question, show=Show.RESULT)
            if question.position in responses and responses[question.position].checked_at
            else question
            for question in sheet(
                self.questions,
                answers={place: response.answer for place, response in responses.items()},
                credits={place: response.credit for place, response in responses.items()},
                show=shown,
            )
        ]


class Response(models.Model):
    """The answer to one question of an attempt: saved as it is given, graded with the attempt.

    Its learner may have looked at what is right before the end (``checked_at``).
    Without credit, it waits for a person to grade it, or its question earns none (``Marking``).
    """

    attempt = models.ForeignKey(Attempt, on_delete=models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField()
    # Which question of the bank, as it was: plain numbers, for what was asked outlives its author's
    # text. Version 0: asked before versions were counted.
    question_id = models.BigIntegerField(null=True, db_index=True)
    version = models.PositiveIntegerField(default=0)
    answer = models.JSONField()
    credit = models.FloatField(null=True)
    saved_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        constraints = [
            models.UniqueConstraint(
                fields=["attempt", "position"], name="one_response_per_question"
            ),
            models.CheckConstraint(
                condition=Q(credit__gte=0, credit__lte=1), name="credit_is_from_0_to_1"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attempt_id}/{self.position}"
