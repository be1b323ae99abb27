"""How a cohort hands in and grades: its terms, its papers, and what each reader makes of them."""

from typing import cast

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from modules.models import Attempt, Submission

# What people hand in: an assignment's submission, or a quiz attempt with answers to read.
Work = Submission | Attempt


class Terms(models.Model):
    """How one cohort hands in and grades one activity.

    Without a row there is no deadline, and one reader, who sees names.
    """

    cohort = models.ForeignKey("cohorts.Cohort", on_delete=models.CASCADE, related_name="terms")
    activity = models.ForeignKey("modules.Activity", on_delete=models.PROTECT, related_name="terms")
    due_at = models.DateTimeField(_("to hand in by"), null=True, blank=True)
    is_blind = models.BooleanField(
        _("without names"),
        default=False,
        help_text=_("Readers see a number; names come back when the results are released."),
    )
    has_second_reader = models.BooleanField(
        _("two readers"),
        default=False,
        help_text=_("Each reads without seeing the other; when they differ, they agree on a mark."),
    )
    shared_out_at = models.DateTimeField(_("shared out among learners at"), null=True)

    class Meta:
        verbose_name = _("terms of handing in")
        verbose_name_plural = _("terms of handing in")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "activity"], name="one_set_of_terms_per_cohort_and_activity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} ({self.cohort_id})"


class Extension(models.Model):
    """More time for one person to hand in one assignment."""

    enrolment = models.ForeignKey(
        "cohorts.Enrolment", on_delete=models.CASCADE, related_name="extensions"
    )
    activity = models.ForeignKey(
        "modules.Activity", on_delete=models.PROTECT, related_name="extensions"
    )
    due_at = models.DateTimeField(_("to hand in by"))

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment", "activity"], name="one_extension_per_person_and_activity"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} ({self.enrolment_id})"


class Paper(models.Model):
    """One piece of work that people read: a submission, or a quiz attempt with open answers.

    It is there from the first reading on: from then on its learner does not replace the work.
    ``decision`` is the reading that counts; its learner sees nothing before ``released_at``.
    """

    enrolment = models.ForeignKey(
        "cohorts.Enrolment", on_delete=models.PROTECT, related_name="papers"
    )
    activity = models.ForeignKey(
        "modules.Activity", on_delete=models.PROTECT, related_name="papers"
    )
    submission = models.OneToOneField(
        "modules.Submission", on_delete=models.PROTECT, null=True, related_name="paper"
    )
    attempt = models.OneToOneField(
        "modules.Attempt", on_delete=models.PROTECT, null=True, related_name="paper"
    )
    decision = models.OneToOneField(
        "marking.Reading", on_delete=models.PROTECT, null=True, related_name="decides"
    )
    released_at = models.DateTimeField(_("released at"), null=True)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        constraints = [
            models.CheckConstraint(
                condition=Q(submission=None, attempt__isnull=False)
                | Q(submission__isnull=False, attempt=None),
                name="a_paper_is_a_submission_or_an_attempt",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(decision__isnull=False),
                name="a_released_paper_has_a_decision",
            ),
        ]
        indexes = [models.Index(fields=["activity", "released_at"], name="paper_of_activity")]

    def __str__(self) -> str:
        return f"{self.activity_id} ({self.enrolment_id})"

    @property
    def work(self) -> Work:
        """What is read: the constraint above leaves exactly one of the two."""
        return cast(Work, self.submission or self.attempt)


class Reading(models.Model):
    """What one person makes of a paper: marks by part, a comment, remarks on passages.

    ``marks`` holds for each part of the paper, by its position as text, the levels chosen by
    criterion, or a percentage where there is no rubric (see ``modules.grading.rubrics``).
    """

    class Role(models.TextChoices):
        FIRST = "first", pgettext_lazy("reader", "first reader")
        SECOND = "second", pgettext_lazy("reader", "second reader")
        AGREED = "agreed", pgettext_lazy("reader", "agreed mark")
        PEER = "peer", pgettext_lazy("reader", "another learner")

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="readings"
    )
    role = models.CharField(max_length=10, choices=Role.choices)
    marks = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    remarks = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=0)
    # A page that saves by itself may send two at once: its own word is no other window's.
    saved_from = models.CharField(max_length=32, blank=True)
    saved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(
                fields=["paper", "reader", "role"], name="one_reading_per_person_and_role"
            ),
            models.UniqueConstraint(
                fields=["paper", "role"],
                condition=~Q(role="peer"),
                name="one_reading_per_role_but_peers",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paper_id} ({self.get_role_display()})"

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None
