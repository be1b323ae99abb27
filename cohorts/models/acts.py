"""What a manager did to several people at once, kept for as long as it may be undone."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from cohorts.models.cohorts import Cohort
from lms.accounts.models import User

UNDO_FOR = timedelta(minutes=10)


class BulkActQuerySet(models.QuerySet["BulkAct"]):
    def undoable(self, *, by: User, now: datetime) -> "BulkActQuerySet":
        """What this person may still undo, the last first."""
        mine = self.filter(by=by, undone_at=None, done_at__gt=now - UNDO_FOR)
        return mine.select_related("cohort").order_by("-done_at", "-pk")


class BulkAct(models.Model):
    """One act on several people.

    ``rows`` holds each enrolment that it changed, its own or those that moved up in the queue, as
    it was before and as the act left it; ``bookings`` the appointments that it cancelled,
    ``messages`` the keys of the mail that it holds back.
    """

    class Kind(models.TextChoices):
        COACH = "coach", _("coach given")
        WITHDRAW = "withdraw", _("withdrawn")
        MOVE = "move", _("moved to another cohort")
        ACCEPT = "accept", _("requests accepted")
        DECLINE = "decline", _("requests declined")
        MESSAGE = "message", _("message sent")

    SENTENCES: dict[str, Any] = {
        Kind.COACH: ngettext_lazy(
            "The coach of %(count)d person is changed.",
            "The coach of %(count)d people is changed.",
            "count",
        ),
        Kind.WITHDRAW: ngettext_lazy(
            "%(count)d person is withdrawn.", "%(count)d people are withdrawn.", "count"
        ),
        Kind.MOVE: ngettext_lazy(
            "%(count)d person is moved to another cohort.",
            "%(count)d people are moved to another cohort.",
            "count",
        ),
        Kind.ACCEPT: ngettext_lazy(
            "%(count)d request is accepted.", "%(count)d requests are accepted.", "count"
        ),
        Kind.DECLINE: ngettext_lazy(
            "%(count)d request is declined.", "%(count)d requests are declined.", "count"
        ),
        Kind.MESSAGE: ngettext_lazy(
            "Your message goes to %(count)d person.",
            "Your message goes to %(count)d people.",
            "count",
        ),
    }

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, null=True, related_name="acts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    people = models.PositiveIntegerField(_("people"))
    rows = models.JSONField(_("enrolments before and after"), default=dict)
    bookings = models.JSONField(_("appointments cancelled"), default=list)
    messages = models.JSONField(_("mail held back"), default=list)
    done_at = models.DateTimeField(_("done at"))
    undone_at = models.DateTimeField(_("undone at"), null=True)

    objects = BulkActQuerySet.as_manager()

    class Meta:
        verbose_name = _("act on several people")
        verbose_name_plural = _("acts on several people")
        indexes = [models.Index(fields=["by", "done_at"], name="act_of_person")]

    def __str__(self) -> str:
        return f"{self.kind}, {self.people}"

    @property
    def sentence(self) -> str:
        return str(self.SENTENCES[self.kind] % {"count": self.people})

    @property
    def until(self) -> datetime:
        return self.done_at + UNDO_FOR

    @property
    def told(self) -> str:
        """How many messages wait for the time to undo to pass."""
        count = len(self.messages)
        said = ngettext("%(count)d message leaves then.", "%(count)d messages leave then.", count)
        return said % {"count": count} if count else ""
