"""Surveys of a cohort: at entry, at the end, months later. Anonymous ones really are.

What somebody answers to an anonymous survey is kept in a row that knows neither the person nor the
invitation, has no date, and is numbered at random; that somebody has answered is kept elsewhere.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cohorts.models.cohorts import Cohort
from cohorts.models.enrolments import Enrolment


class Survey(models.Model):
    """One questionnaire for the people of one cohort."""

    class Moment(models.TextChoices):
        ENTRY = "entry", _("at entry")
        HOT = "hot", _("at the end")
        COLD = "cold", _("months later")

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="surveys")
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    title = models.CharField(_("title"), max_length=200)
    is_anonymous = models.BooleanField(_("anonymous"), default=True)
    opens_on = models.DateField(_("opens on"), null=True, blank=True)
    closes_on = models.DateField(_("last day"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.UniqueConstraint(
                fields=["cohort", "moment"], name="one_survey_per_moment_of_a_cohort"
            ),
            models.CheckConstraint(
                condition=Q(closes_on=None)
                | Q(opens_on=None)
                | Q(closes_on__gte=models.F("opens_on")),
                name="a_survey_ends_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open(self, *, on: date) -> bool:
        return (
            self.closed_at is None
            and (self.opens_on is None or self.opens_on <= on)
            and (self.closes_on is None or on <= self.closes_on)
        )


class SurveyQuestion(models.Model):
    """One question of a survey."""

    class Kind(models.TextChoices):
        SCALE = "scale", _("scale from 1 to 5")
        CHOICE = "choice", _("choice")
        TEXT = "text", _("free text")
        NPS = "nps", _("recommendation from 0 to 10")

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField(_("place"), default=0)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    text = models.CharField(_("question"), max_length=300)
    options = models.JSONField(_("answers to choose from"), default=list, blank=True)
    is_required = models.BooleanField(_("an answer is needed"), default=True)

    class Meta:
        verbose_name = _("question of a survey")
        verbose_name_plural = _("questions of a survey")

    def __str__(self) -> str:
        return self.text

    @property
    def possible(self) -> list[str]:
        """Every answer there is, in order; none for a free text."""
        if self.kind == self.Kind.SCALE:
            return [str(number) for number in range(1, 6)]
        if self.kind == self.Kind.NPS:
            return [str(number) for number in range(11)]
        return list(self.options) if self.kind == self.Kind.CHOICE else []


class SurveyInvitation(models.Model):
    """One learner who is asked to answer; whether they have, never what."""

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="invitations")
    enrolment = models.ForeignKey(
        Enrolment, on_delete=models.CASCADE, related_name="survey_invitations"
    )
    token = models.CharField(_("key"), max_length=64, unique=True)
    sent_at = models.DateTimeField(_("sent at"))
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    is_answered = models.BooleanField(_("answered"), default=False)

    class Meta:
        verbose_name = _("invitation to a survey")
        verbose_name_plural = _("invitations to a survey")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "enrolment"], name="one_invitation_per_survey_and_learner"
            )
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} → {self.enrolment_id}"


class SurveyResponse(models.Model):
    """What one person answered. ``invitation`` says who, in surveys that are not anonymous."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="responses")
    invitation = models.OneToOneField(
        SurveyInvitation, on_delete=models.CASCADE, null=True, related_name="response"
    )
    answers = models.JSONField(_("answers"))

    class Meta:
        verbose_name = _("answer to a survey")
        verbose_name_plural = _("answers to a survey")

    def __str__(self) -> str:
        return str(self.id)
