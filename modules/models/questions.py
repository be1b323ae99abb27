"""The question bank: each question is written once and may be asked by several quizzes."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, RevisionMixin

from courses.choices import Depth
from lms.fields import BlocksField
from modules.kinds import KINDS, Snapshot


class QuestionQuerySet(models.QuerySet["Question"]):
    def with_quiz_count(self) -> "QuestionQuerySet":
        return self.annotate(quiz_count=models.Count("placements__quiz", distinct=True))


# Wagtail has no types: mypy does not see the rows behind `placements`.
class Question(RevisionMixin, models.Model):  # type: ignore[django-manager-missing]
    """One question. Attempts keep their own copy of what was asked, so it may change any time."""

    title = models.CharField(_("title"), max_length=200, help_text=_("Seen by the team only."))
    content = BlocksField(
        [(kind.name, kind.block) for kind in KINDS.values()],
        min_num=1,
        max_num=1,
        verbose_name=_("question"),
    )
    source = models.CharField(
        _("source"),
        max_length=160,
        blank=True,
        help_text=_("Where the answer comes from; shown to learners with the explanation."),
    )

    objects = QuestionQuerySet.as_manager()

    panels = [FieldPanel("title"), FieldPanel("content"), FieldPanel("source")]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return str(self.content[0].block.label)

    def snapshot(self) -> Snapshot:
        """Return all that an attempt keeps of this question as it is now."""
        block = self.content[0]
        asked = KINDS[block.block_type].snapshot(block.value)
        return {"question": self.pk, "source": self.source, **asked}


class QuizQuestion(Orderable):
    """The place of a question in a quiz."""

    quiz = ParentalKey("modules.QuizPage", on_delete=models.CASCADE, related_name="quiz_questions")
    question = models.ForeignKey(
        Question, on_delete=models.PROTECT, related_name="placements", verbose_name=_("question")
    )
    depth = models.CharField(
        _("depth"), max_length=20, choices=Depth.choices, default=Depth.DISCOVERY
    )

    panels = [FieldPanel("question"), FieldPanel("depth")]

    class Meta(Orderable.Meta):
        verbose_name = _("question of a quiz")
        verbose_name_plural = _("questions of a quiz")

    def __str__(self) -> str:
        return str(self.question)
