"""A survey: one questionnaire put to one cohort at one moment, and the people who are asked."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cohorts.models import Cohort, Enrolment
from cohorts.surveys.choices import Moment
from cohorts.surveys.models.questionnaires import Questionnaire
from lms.accounts.models import User

FIRST_MONTH, LAST_MONTH = 3, 6
DAYS_OPEN = 21
MOST_REMINDERS = 2


class SurveyQuerySet(models.QuerySet["Survey"]):
    def standing(self) -> "SurveyQuerySet":
        return self.filter(cancelled_at=None)

    def waiting(self) -> "SurveyQuerySet":
        """Surveys that have not left yet."""
        return self.standing().filter(sent_at=None)

    def due(self, *, now: datetime) -> "SurveyQuerySet":
        """Surveys that should leave by now, and can: their questionnaire is published.

        At entry there must be somebody to ask: until then authors may still change the questions.
        """
        seated = Enrolment.objects.seated().filter(cohort=OuterRef("cohort"))
        not_over = Q(cohort__ends_on=None) | Q(cohort__ends_on__gte=now.date())
        return self.waiting().filter(
            ~Q(moment=Moment.ENTRY) | (Exists(seated) & not_over),
            due_at__lte=now,
            questionnaire__live=True,
        )

    def open(self, *, now: datetime) -> "SurveyQuerySet":
        """Surveys that can be answered."""
        not_over = Q(closes_at=None) | Q(closes_at__gt=now)
        return self.standing().filter(not_over, sent_at__isnull=False, is_closed=False)

    def over(self, *, now: datetime) -> "SurveyQuerySet":
        """Surveys whose time is over and that nobody has closed yet."""
        return self.filter(sent_at__isnull=False, is_closed=False, closes_at__lte=now)

    def with_counts(self) -> "SurveyQuerySet":
        """Annotate ``asked`` and ``answered``; people who left without an answer do not count."""
        people = Participant.objects.filter(survey=OuterRef("pk")).order_by()
        answered = people.filter(has_answered=True)
        still_here = people.filter(enrolment__state__in=Enrolment.SEATED)
        return self.annotate(asked=_number(answered | still_here), answered=_number(answered))

    def in_order(self) -> "SurveyQuerySet":
        return self.order_by(F("due_at").asc(nulls_last=True), "pk")


def _number(people: "ParticipantQuerySet") -> Coalesce:
    count = people.values("survey").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(count, output_field=models.IntegerField()), 0)


class Survey(models.Model):
    """One questionnaire for one cohort. Once it has left, it keeps what was asked for good.

    Until then its title and questions are the questionnaire's, as they are.
    """

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="surveys")
    questionnaire = models.ForeignKey(
        Questionnaire,
        on_delete=models.PROTECT,
        related_name="surveys",
        verbose_name=_("questionnaire"),
    )
    moment = models.CharField(_("moment"), max_length=10, choices=Moment.choices)
    months = models.PositiveSmallIntegerField(_("months after the end"), null=True, blank=True)
    on_date = models.DateField(_("date"), null=True, blank=True)
    is_anonymous = models.BooleanField(_("anonymous"))
    days_open = models.PositiveSmallIntegerField(
        _("days to answer"),
        default=DAYS_OPEN,
        help_text=_("Counted from the day on which it leaves."),
    )
    plan_item_id = models.BigIntegerField(_("step of the plan"), null=True)
    due_at = models.DateTimeField(_("due at"), null=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    closes_at = models.DateTimeField(_("closes at"), null=True)
    is_closed = models.BooleanField(_("closed"), default=False)
    title = models.CharField(_("title"), max_length=200, blank=True)
    introduction = models.TextField(_("introduction"), blank=True)
    questions = models.JSONField(_("questions"), default=list)

    objects = SurveyQuerySet.as_manager()

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        constraints = [
            models.CheckConstraint(
                condition=(
                    Q(moment=Moment.DATE, on_date__isnull=False, months=None)
                    | Q(
                        moment=Moment.LATER,
                        on_date=None,
                        months__gte=FIRST_MONTH,
                        months__lte=LAST_MONTH,
                    )
                    | Q(moment__in=(Moment.ENTRY, Moment.END), on_date=None, months=None)
                ),
                name="a_survey_has_the_date_that_its_moment_asks_for",
            ),
            models.CheckConstraint(
                condition=~Q(moment=Moment.ENTRY, is_anonymous=True),
                name="positioning_is_never_anonymous",
            ),
            models.UniqueConstraint(
                fields=["cohort", "plan_item_id"], name="one_survey_per_step_of_the_plan"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                name="survey_waiting",
                condition=Q(sent_at=None, cancelled_at=None),
            ),
            models.Index(
                fields=["closes_at"],
                name="survey_open",
                condition=Q(sent_at__isnull=False, is_closed=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.questionnaire)

    def get_absolute_url(self) -> str:
        """Where learners answer."""
        return reverse("surveys:answer", args=[self.cohort_id, self.pk])

    @property
    def moment_in_words(self) -> str:
        """When it is put, as lists say it."""
        if self.moment == Moment.LATER:
            said = ngettext(
                "%(count)d month after the end", "%(count)d months after the end", self.months or 0
            )
            return said % {"count": self.months}
        if self.on_date:
            return gettext("on %(day)s") % {"day": date_format(self.on_date, "SHORT_DATE_FORMAT")}
        return gettext("at entry") if self.moment == Moment.ENTRY else gettext("at the end")

    @property
    def is_sent(self) -> bool:
        return self.sent_at is not None

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None

    @property
    def closes_on(self) -> date | None:
        """The last day to answer, where the cohort is."""
        if self.closes_at is None:
            return None
        last_moment = self.closes_at - timedelta(microseconds=1)
        return last_moment.astimezone(self.zone).date()

    @property
    def due_on(self) -> date | None:
        return self.due_at and self.due_at.astimezone(self.zone).date()

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.cohort.time_zone)

    def is_open(self, *, now: datetime) -> bool:
        not_over = self.closes_at is None or self.closes_at > now
        return self.is_sent and not self.is_cancelled and not self.is_closed and not_over


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def to_answer(self, person: User, *, now: datetime) -> "ParticipantQuerySet":
        """What this person is still asked, the first to close first."""
        still_open = Survey.objects.open(now=now)
        return (
            self.filter(
                enrolment__learner=person,
                enrolment__state__in=Enrolment.SEATED,
                has_answered=False,
                survey__in=still_open,
            )
            .select_related("survey__questionnaire", "survey__cohort__course")
            .order_by(F("survey__closes_at").asc(nulls_last=True), "survey")
        )

    def to_remind(self, *, now: datetime) -> "ParticipantQuerySet":
        still_open = Survey.objects.open(now=now)
        return self.filter(
            next_reminder_at__lte=now,
            enrolment__state__in=Enrolment.SEATED,
            survey__in=still_open,
        )


class Participant(models.Model):
    """One person asked to answer one survey, and whether they have.

    No time of the answer: for an anonymous survey nothing here may lead to what was answered.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="participants")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="asked_surveys")
    asked_at = models.DateTimeField(_("asked at"))
    reminders = models.PositiveSmallIntegerField(_("reminders sent"), default=0)
    next_reminder_at = models.DateTimeField(_("next reminder at"), null=True)
    has_answered = models.BooleanField(_("has answered"), default=False)

    objects = ParticipantQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("person asked")
        verbose_name_plural = _("people asked")
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "enrolment"], name="people_are_asked_once_per_survey"
            ),
            models.CheckConstraint(
                condition=Q(reminders__lte=MOST_REMINDERS), name="at_most_two_reminders"
            ),
            models.CheckConstraint(
                condition=Q(has_answered=False) | Q(next_reminder_at=None),
                name="nobody_who_answered_is_reminded",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_reminder_at"],
                name="survey_reminder_waiting",
                condition=Q(next_reminder_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} → {self.enrolment_id}"
