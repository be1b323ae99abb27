"""Quizzes in a cohort: when each is open, and who has more time than the others."""

from datetime import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class QuizWindow(models.Model):
    """When one cohort may take one quiz. Without a row, or an end, it is open."""

    cohort = models.ForeignKey(
        "cohorts.Cohort", on_delete=models.CASCADE, related_name="quiz_windows"
    )
    quiz = models.ForeignKey("modules.QuizPage", on_delete=models.CASCADE, related_name="windows")
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)

    # The editor's "where is this used" has no business here.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("opening of a quiz")
        verbose_name_plural = _("openings of quizzes")
        constraints = [
            models.UniqueConstraint(fields=["cohort", "quiz"], name="one_window_per_quiz"),
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="a_quiz_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id} ({self.cohort_id})"

    def is_before(self, *, at: datetime) -> bool:
        return self.opens_at is not None and at < self.opens_at

    def is_closed(self, *, at: datetime) -> bool:
        return self.closes_at is not None and at >= self.closes_at


class ExtraTime(models.Model):
    """The time that one learner has beside everybody's, in every timed quiz of the cohort.

    It is their right, and nobody's business: the reason is not kept.
    """

    enrolment = models.OneToOneField(
        "cohorts.Enrolment", on_delete=models.CASCADE, related_name="extra_time"
    )
    percent = models.PositiveSmallIntegerField(
        _("time added (%)"), validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    granted_at = models.DateTimeField()

    class Meta:
        verbose_name = _("extra time")
        verbose_name_plural = _("extra time")
        constraints = [
            models.CheckConstraint(
                condition=Q(percent__gte=1, percent__lte=300), name="extra_time_adds_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id} (+{self.percent} %)"
