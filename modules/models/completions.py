"""What learners have done, once per activity of an enrolment."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Completion(models.Model):
    """One activity done in one enrolment; it stays whatever becomes of the activity's text."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="completions"
    )
    enrolment_id = models.BigIntegerField()
    activity = models.ForeignKey(
        "modules.Activity", on_delete=models.PROTECT, related_name="completions"
    )
    completed_at = models.DateTimeField()

    # The editor's "where is this used" has no business here, and would cost three queries a row.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("completion")
        verbose_name_plural = _("completions")
        constraints = [
            models.UniqueConstraint(
                fields=["enrolment_id", "activity"], name="an_activity_is_completed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.activity_id} ({self.learner_id})"
