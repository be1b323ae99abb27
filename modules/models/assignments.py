"""Assignments: work that learners hand in, as text or files, and that people grade by a rubric."""

import uuid

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from lms.fields import BlocksField
from modules.blocks import LessonBlocks
from modules.filetypes import endings_of
from modules.kinds.open_text import CriterionBlock, rubric_of
from modules.models.activities import Activity

FAMILY_NAMES = {
    "pdf": _("PDF"),
    "document": _("text documents"),
    "slides": _("slides"),
    "sheet": _("spreadsheets"),
    "picture": _("pictures"),
    "audio": _("sound"),
    "video": _("video"),
}


def usual_types() -> list[str]:
    return ["pdf", "document"]


class AssignmentForm(WagtailAdminPageForm):
    """Refuses to publish an assignment that nobody could hand in."""

    file_types = forms.MultipleChoiceField(
        choices=list(FAMILY_NAMES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=_("types of files"),
        help_text=_("Checked by what a file holds, not by its name."),
    )

    def clean(self):
        cleaned = super().clean()
        takes_files = cleaned.get("takes") in (
            AssignmentPage.Takes.FILES,
            AssignmentPage.Takes.BOTH,
        )
        if takes_files and not cleaned.get("file_types") and not self.is_deferred_validation:
            raise ValidationError(_("Choose at least one type of file, or ask for a text only."))
        return cleaned


class AssignmentPage(Activity):
    """Work to hand in; done when its grade reaches the pass mark. Deadlines are each cohort's."""

    class Takes(models.TextChoices):
        TEXT = "text", _("a text")
        FILES = "files", _("files")
        BOTH = "both", _("a text, files, or both")

    class LatePolicy(models.TextChoices):
        REFUSE = "refuse", _("refused")
        MARK = "mark", _("accepted, and marked late")
        DEDUCT = "deduct", _("accepted, with points off for each day")

    body = BlocksField(LessonBlocks(), blank=True, verbose_name=_("instructions"))
    takes = models.CharField(
        _("what is handed in"), max_length=10, choices=Takes.choices, default=Takes.BOTH
    )
    file_types = models.JSONField(_("types of files"), default=usual_types, blank=True)
    most_files = models.PositiveSmallIntegerField(
        _("files at most"), default=3, validators=[MinValueValidator(1), MaxValueValidator(10)]
    )
    most_megabytes = models.PositiveSmallIntegerField(
        _("megabytes a file at most"),
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    rubric = BlocksField(
        [("criterion", CriterionBlock())],
        blank=True,
        verbose_name=_("rubric"),
        help_text=_("What readers look at, level by level. Without one they give a mark in %."),
    )
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=60, validators=[MaxValueValidator(100)]
    )
    allows_another_try = models.BooleanField(
        _("may be handed in again"),
        default=True,
        help_text=_("Until somebody begins to grade it, and anew after the result."),
    )
    late_policy = models.CharField(
        _("work that is late"), max_length=10, choices=LatePolicy.choices, default=LatePolicy.MARK
    )
    late_deduction = models.PositiveSmallIntegerField(
        _("points off a day (%)"), default=10, validators=[MaxValueValidator(100)]
    )
    peer_readings = models.PositiveSmallIntegerField(
        _("works that each learner reads"),
        default=0,
        validators=[MaxValueValidator(5)],
        help_text=_("0: no reading between learners. It is anonymous, by the same rubric."),
    )

    content_panels = [
        *Activity.common_panels,
        FieldPanel("body"),
        MultiFieldPanel(
            [
                FieldPanel("takes"),
                FieldPanel("file_types"),
                FieldRowPanel([FieldPanel("most_files"), FieldPanel("most_megabytes")]),
                FieldPanel("allows_another_try"),
                FieldRowPanel([FieldPanel("late_policy"), FieldPanel("late_deduction")]),
            ],
            heading=_("Handing in"),
        ),
        MultiFieldPanel(
            [FieldPanel("rubric"), FieldPanel("pass_mark"), FieldPanel("peer_readings")],
            heading=_("Grading"),
        ),
        FieldPanel("source"),
    ]
    base_form_class = AssignmentForm
    page_description = _("Work to hand in, graded by people with a rubric.")
    is_creatable = True
    kind = "assignment"
    fragment = "modules/_assignment.html"

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    @property
    def takes_text(self) -> bool:
        return self.takes != self.Takes.FILES

    @property
    def takes_files(self) -> bool:
        return self.takes != self.Takes.TEXT

    @property
    def endings(self) -> list[str]:
        return endings_of(self.file_types)

    def rubric_now(self) -> list[dict]:
        return rubric_of(self.rubric)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def handed_in(self) -> "SubmissionQuerySet":
        """Work that counts: sent and not replaced since."""
        return self.filter(state__in=(Submission.State.SENT, Submission.State.RETURNED))


class Submission(models.Model):
    """One try of one learner at an assignment: a draft, then what was sent, never changed again.

    It keeps the rubric, the pass mark and the price of lateness as they were when it was sent.
    ``enrolment_id`` is a plain number: this package does not know who may enter.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        SENT = "sent", pgettext_lazy("work", "handed in")
        REPLACED = "replaced", pgettext_lazy("work", "replaced by a later one")
        RETURNED = "returned", pgettext_lazy("work", "graded")

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="submissions"
    )
    assignment = models.ForeignKey(
        AssignmentPage, on_delete=models.PROTECT, related_name="submissions"
    )
    enrolment_id = models.BigIntegerField()
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    text = models.TextField(blank=True)
    rubric = models.JSONField(default=list)
    pass_mark = models.PositiveSmallIntegerField(default=0)
    days_late = models.PositiveSmallIntegerField(default=0)
    late_deduction = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    score = models.FloatField(null=True, help_text=_("A share of credit, 0 to 1."))

    objects = SubmissionQuerySet.as_manager()

    # The editor's "where is this used" has no business here, and would cost three queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment_id", "assignment", "number"], name="submissions_are_numbered"
            ),
            models.UniqueConstraint(
                fields=["enrolment_id", "assignment"],
                condition=Q(state="draft"),
                name="one_draft_per_assignment",
            ),
            models.UniqueConstraint(
                fields=["enrolment_id", "assignment"],
                condition=Q(state="sent"),
                name="one_submission_to_grade_per_assignment",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", sent_at=None)
                | (~Q(state="draft") & Q(sent_at__isnull=False)),
                name="only_a_draft_was_never_sent",
            ),
            models.CheckConstraint(
                condition=Q(state="returned", score__gte=0, score__lte=1)
                | (~Q(state="returned") & Q(score=None)),
                name="a_returned_submission_has_a_score_from_0_to_1",
            ),
        ]
        indexes = [models.Index(fields=["assignment", "state"], name="submission_to_grade")]

    def __str__(self) -> str:
        return f"{self.assignment_id} #{self.number} ({self.learner_id})"

    @property
    def percent(self) -> int | None:
        """The score as people read it: rounded down, so that a mark is never shown unreached."""
        return None if self.score is None else int(self.score * 100 + 1e-9)

    @property
    def is_passed(self) -> bool:
        return self.score is not None and self.score * 100 >= self.pass_mark - 1e-9


def private_place(submitted: "SubmittedFile", name: str) -> str:
    """Keep files under names that say nothing: only a view that checks who asks knows them."""
    return f"submissions/{uuid.uuid4().hex}"


class SubmittedFile(models.Model):
    """One file of a submission, as it was sent; ``name`` is the learner's own."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=160)
    content_type = models.CharField(max_length=120)
    size = models.PositiveIntegerField()
    file = models.FileField(upload_to=private_place, max_length=100)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("submitted file")
        verbose_name_plural = _("submitted files")

    def __str__(self) -> str:
        return self.name
