"""How a quiz is taken: what its author decides beside the questions."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from modules.grading import Counted
from modules.kinds.sheet import Show


class QuizSettings(models.Model):
    """Practice or graded, how often, how long, in what order, and what is shown when.

    Dates are each cohort's, and extra time each person's: they are not known here.
    """

    class Mode(models.TextChoices):
        PRACTICE = "practice", _("practice: answers are explained at once, as often as one likes")
        GRADED = "graded", _("graded: what is handed in counts")

    class Paging(models.TextChoices):
        ONE_PAGE = "one_page", _("all on one page")
        BY_QUESTION = "by_question", _("one question at a time")

    class AnswersShown(models.TextChoices):
        AT_ONCE = "at_once", _("question by question, as soon as an answer is final")
        SUBMITTED = "submitted", _("once the attempt is handed in")
        CLOSED = "closed", _("once the quiz has closed for the cohort")
        NEVER = "never", _("never")

    class Completes(models.TextChoices):
        QUIZ_PASSED = "quiz_passed", _("this quiz, once it is passed")
        QUIZ_SUBMITTED = "quiz_submitted", _("this quiz, once handed in, whatever the result")
        MODULE_PASSED = "module_passed", _("the whole module, once the quiz is passed")

    mode = models.CharField(_("mode"), max_length=20, choices=Mode.choices, default=Mode.GRADED)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=60, validators=[MaxValueValidator(100)]
    )
    most_attempts = models.PositiveSmallIntegerField(
        _("attempts at most"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Leave empty for no limit."),
    )
    counted = models.CharField(
        _("attempt that counts"),
        max_length=10,
        choices=[
            (Counted.BEST.value, _("the best one")),
            (Counted.LAST.value, _("the last one")),
            (Counted.FIRST.value, _("the first one")),
        ],
        default=Counted.BEST.value,
    )
    time_limit = models.PositiveSmallIntegerField(
        _("minutes allowed"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
        help_text=_("Leave empty for no limit. A cohort may give a person extra time."),
    )
    shuffles_questions = models.BooleanField(_("shuffle the questions"), default=False)
    shuffles_options = models.BooleanField(_("shuffle the options"), default=False)
    paging = models.CharField(
        _("on the page"), max_length=20, choices=Paging.choices, default=Paging.ONE_PAGE
    )
    answers_shown = models.CharField(
        _("right answers are shown"),
        max_length=20,
        choices=AnswersShown.choices,
        default=AnswersShown.SUBMITTED,
    )
    completes = models.CharField(
        _("what it completes"),
        max_length=20,
        choices=Completes.choices,
        default=Completes.QUIZ_PASSED,
    )
    positioning = models.ForeignKey(
        "modules.QuizPage",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="twins",
        verbose_name=_("positioning quiz"),
        help_text=_("The quiz taken before, to tell what was learned in between."),
    )

    quiz_panels = [
        MultiFieldPanel(
            [
                FieldPanel("mode"),
                FieldRowPanel([FieldPanel("pass_mark"), FieldPanel("completes")]),
                FieldRowPanel([FieldPanel("most_attempts"), FieldPanel("counted")]),
                FieldRowPanel([FieldPanel("time_limit"), FieldPanel("answers_shown")]),
            ],
            heading=_("How it counts"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("paging"),
                FieldRowPanel([FieldPanel("shuffles_questions"), FieldPanel("shuffles_options")]),
                FieldPanel("positioning"),
            ],
            heading=_("How it is asked"),
            classname="collapsed",
        ),
    ]

    class Meta:
        abstract = True

    @property
    def is_practice(self) -> bool:
        return self.mode == self.Mode.PRACTICE

    @property
    def explains_at_once(self) -> bool:
        """Whether a learner may look at what is right before handing in."""
        return self.is_practice or self.answers_shown == self.AnswersShown.AT_ONCE

    @property
    def attempts_allowed(self) -> int | None:
        """How many attempts there may be; nothing when there is no limit."""
        return None if self.is_practice else self.most_attempts

    @property
    def minutes_allowed(self) -> int | None:
        return None if self.is_practice else self.time_limit

    def shows_after(self, *, is_closed: bool) -> Show:
        """Return what a learner sees of an attempt that is handed in."""
        if self.explains_at_once or self.answers_shown == self.AnswersShown.SUBMITTED:
            return Show.RESULT
        waits_for_closing = self.answers_shown == self.AnswersShown.CLOSED
        return Show.RESULT if waits_for_closing and is_closed else Show.ANSWER
