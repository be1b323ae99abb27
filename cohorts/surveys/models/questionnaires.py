"""A questionnaire: what is asked, written once by authors and put to many cohorts."""

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, PublishingPanel
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from cohorts.surveys.blocks import FORMS, MOST_QUESTIONS, snapshot
from cohorts.surveys.choices import Moment
from lms.fields import BlocksField
from modules.kinds import Snapshot
from modules.kinds.sheet import sheet


class QuestionnaireQuerySet(models.QuerySet["Questionnaire"]):
    def proposed_at(self, moment: str) -> "Questionnaire | None":
        """Return what a new cohort is given for this moment: of several, the last published."""
        published = self.filter(live=True, proposed_at=moment)
        return published.order_by("-last_published_at", "-pk").first()


class Questionnaire(PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model):
    """Questions in order, with drafts. A survey that has left keeps its own copy of them."""

    title = models.CharField(
        _("title"), max_length=200, help_text=_("Learners read it above the questions.")
    )
    introduction = models.TextField(
        _("introduction"),
        blank=True,
        max_length=2000,
        help_text=_("What it is for, and how long it takes: one short paragraph."),
    )
    questions = BlocksField(
        [(name, form.block) for name, form in FORMS.items()],
        min_num=1,
        max_num=MOST_QUESTIONS,
        verbose_name=_("questions"),
    )
    is_anonymous = models.BooleanField(
        _("anonymous"),
        default=True,
        help_text=_("How it is proposed to cohorts; each cohort’s manager decides."),
    )
    proposed_at = models.CharField(
        _("proposed to new cohorts"),
        max_length=10,
        choices=Moment.choices,
        blank=True,
        help_text=_("When several are proposed at the same moment, the last published is taken."),
    )
    is_proposal = models.BooleanField(
        _("proposition"),
        default=False,
        help_text=_("Written with the platform, and not yet read and adopted by the team."),
    )

    objects = QuestionnaireQuerySet.as_manager()

    panels = [
        FieldPanel("title"),
        FieldPanel("introduction"),
        FieldPanel("questions"),
        FieldRowPanel([FieldPanel("proposed_at"), FieldPanel("is_anonymous")]),
        FieldPanel("is_proposal"),
        PublishingPanel(),
    ]

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")

    def __str__(self) -> str:
        return self.title

    def asked(self) -> list[Snapshot]:
        """Return what a survey that leaves now would ask."""
        return [snapshot(block.block_type, block.value) for block in self.questions]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        return "surveys/preview.html"

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict:
        context = super().get_preview_context(request, mode_name)
        rows = [(question, "") for question in sheet(self.asked())]
        return context | {"questionnaire": self, "rows": rows}
