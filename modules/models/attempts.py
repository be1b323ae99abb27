"""What learners answered. An attempt keeps exactly what was asked."""

import secrets
from random import Random

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from modules.kinds.sheet import AskedQuestion, Show, sheet


def new_seed() -> int:
    """Return a number that nobody can guess: what an attempt draws and shuffles by."""
    return secrets.randbelow(2**31)


def luck_of(seed: int) -> Random:
    """Return the luck that this seed gives, the same each time."""
    return Random(seed)  # noqa: S311 - repeatable on purpose; the seed is what nobody can guess


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
    submitted_at = models.DateTimeField(null=True)
    graded_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True, help_text=_("A share of credit, 0 to 1."))

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

    def sheet(self) -> list[AskedQuestion]:
        """Return the questions in order; once submitted, with answers and credits (one query)."""
        if not self.is_submitted:
            return sheet(self.questions)
        responses = list(self.responses.all())
        return sheet(
            self.questions,
            answers={response.position: response.answer for response in responses},
            credits={response.position: response.credit for response in responses},
            show=Show.RESULT,
        )


class Response(models.Model):
    """The answer to one question of an attempt, and the credit it earned (0 to 1).

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
