"""What people answered: with their name, or without anything that leads back to them.

An answer is the list of what was said to each question of the survey, in order.
"""

from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from cohorts.surveys.models.surveys import Participant, Survey


class NamedAnswer(models.Model):
    """What one person said under their name; they may change it until the survey closes."""

    participant = models.OneToOneField(
        Participant, on_delete=models.CASCADE, related_name="named_answer"
    )
    answers = models.JSONField(_("answers"))
    answered_at = models.DateTimeField(_("answered at"))
    changed_at = models.DateTimeField(_("changed at"), null=True)

    # The editor's "where is this used" has no business here, nor below.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("named answer")
        verbose_name_plural = _("named answers")

    def __str__(self) -> str:
        return f"{self.participant_id}"


class AnonymousAnswer(models.Model):
    """What somebody said: no person, no enrolment, no time, and a key drawn at random.

    Held back until it can be shown among others; those that are held are written anew with each
    answer that comes, in another order, so that even the order of rows on disk says nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="anonymous_answers")
    answers = models.JSONField(_("answers"))
    is_released = models.BooleanField(_("may be shown"), default=False)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("anonymous answer")
        verbose_name_plural = _("anonymous answers")

    def __str__(self) -> str:
        return f"{self.survey_id}"
