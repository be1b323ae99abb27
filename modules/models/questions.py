"""The question bank: each question is written once and may be asked by several quizzes."""

from typing import TYPE_CHECKING

from django import forms
from django.db import models, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import DraftStateMixin, Orderable, PreviewableMixin, RevisionMixin

from courses.choices import Depth
from courses.folding import search_text, word_starts
from lms.fields import BlocksField
from modules.kinds import KINDS, Snapshot
from modules.kinds.sheet import sheet
from modules.kinds.substance import substance
from modules.models.attempts import Response
from modules.models.categories import QuestionCategory

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Difficulty(models.TextChoices):
    """How hard a question is meant to be; how hard it is, its results tell."""

    EASY = "easy", _("easy")
    MEDIUM = "medium", _("medium")
    HARD = "hard", _("hard")


class QuestionQuerySet(models.QuerySet["Question"]):
    def with_quiz_count(self) -> "QuestionQuerySet":
        return self.annotate(quiz_count=models.Count("placements__quiz", distinct=True))

    def askable(self) -> "QuestionQuerySet":
        """Published, and not archived since."""
        return self.filter(live=True)

    def of_kind(self, kind: str) -> "QuestionQuerySet":
        return self.filter(content__0__type=kind)

    def never_used(self) -> "QuestionQuerySet":
        """In no quiz, and never asked."""
        asked = Response.objects.filter(question_id=OuterRef("pk"))
        return self.filter(~Exists(asked), placements=None)

    def search(self, query: str) -> "QuestionQuerySet":
        """The questions that hold a word starting like each word of the query."""
        questions = self
        for start in word_starts(query):
            questions = questions.filter(search_text__contains=f" {start}")
        return questions


class QuestionTag(TaggedItemBase):
    """One tag of one question."""

    content_object = ParentalKey(
        "modules.Question", on_delete=models.CASCADE, related_name="tagged_items"
    )

    class Meta(TaggedItemBase.Meta):
        verbose_name = _("tag of a question")
        verbose_name_plural = _("tags of questions")


class Question(DraftStateMixin, RevisionMixin, PreviewableMixin, ClusterableModel):
    """One question. Attempts keep their own copy of what was asked, so it may change any time.

    Unpublishing archives it: quizzes stop asking it, and what was answered stays.
    """

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
    category = models.ForeignKey(
        QuestionCategory,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="questions",
        verbose_name=_("category"),
    )
    difficulty = models.CharField(
        _("difficulty"), max_length=10, choices=Difficulty.choices, blank=True
    )
    tags = ClusterTaggableManager(through=QuestionTag, blank=True, verbose_name=_("tags"))
    # Grows with each published change of what is asked (`publish`): results are read by version.
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    # What a search looks into (courses.folding); `clean` keeps it.
    search_text = models.TextField(editable=False, default="")

    lesson = models.ForeignKey(
        "modules.LessonPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lesson"),
        help_text=_("Where to read again; learners are led there after a mistake."),
    )

    objects = QuestionQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("content"),
        FieldPanel("source"),
        FieldPanel("lesson"),
        MultiFieldPanel(
            [
                FieldPanel("category", widget=forms.Select),
                FieldPanel("tags"),
                FieldPanel("difficulty"),
            ],
            heading=_("In the bank"),
        ),
    ]

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.title

    @property
    def kind_label(self) -> str:
        return str(self.content[0].block.label)

    @property
    def state_label(self) -> "StrPromise":
        if self.live:
            return _("published, changed since") if self.has_unpublished_changes else _("published")
        return _("draft") if self.first_published_at is None else _("archived")

    def snapshot(self) -> Snapshot:
        """Return all that an attempt keeps of this question as it is now."""
        block = self.content[0]
        asked = KINDS[block.block_type].snapshot(block.value)
        return {
            "question": self.pk,
            "version": self.version,
            "source": self.source,
            "lesson": self.lesson_id,
            **asked,
        }

    def clean(self) -> None:
        super().clean()
        words = self._meta.get_field("content").get_searchable_content(self.content)
        self.search_text = search_text(self.title, self.source, *map(str, words))

    def with_content_json(self, content):
        """Take what an author wrote; the number of the version is not theirs to bring back."""
        written = super().with_content_json(content)
        written.version = self.version
        return written

    @transaction.atomic
    def publish(self, revision, *args, **kwargs):
        """Publish what this revision says: as the next version, if it changes what is asked."""
        before = Question.objects.select_for_update().get(pk=self.pk)
        super().publish(revision, *args, **kwargs)
        now = Question.objects.get(pk=self.pk)
        was_asked = before.live or before.first_published_at is not None
        if was_asked and now.live and substance(before.snapshot()) != substance(now.snapshot()):
            now.version = before.version + 1
            now.save(update_fields=["version"])

    def unpublish(self, *args, **kwargs):
        """Archive: what came published, with the platform or by an import, was asked as well."""
        unsaid = Question.objects.filter(pk=self.pk, live=True, first_published_at=None)
        if unsaid.update(first_published_at=timezone.now()):
            self.refresh_from_db(fields=["first_published_at"])
        super().unpublish(*args, **kwargs)

    def get_preview_template(self, request, mode_name):
        return "modules/preview.html"

    def get_preview_context(self, request, mode_name):
        return {"activity": self, "questions": sheet([self.snapshot()])}


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
