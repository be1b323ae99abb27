"""The outbox: every mail is a row written with what it speaks of, and leaves after the commit."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class MessageQuerySet(models.QuerySet["Message"]):
    def free(self, *, now: datetime) -> "MessageQuerySet":
        """Messages still to send that nobody is sending just now."""
        unleased = Q(leased_until=None) | Q(leased_until__lte=now)
        return self.filter(unleased, sent_at=None, failed_at=None)

    def due(self, *, now: datetime) -> "MessageQuerySet":
        """Messages that should leave by now, oldest first."""
        return self.free(now=now).filter(due_at__lte=now).order_by("due_at", "pk")


class Message(models.Model):
    """One mail to one person. ``key`` says what it is about, so that nothing is told twice."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="messages",
        verbose_name=_("recipient"),
    )
    key = models.CharField(_("key"), max_length=120, unique=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    calendar = models.TextField(_("calendar part"), blank=True)
    calendar_method = models.CharField(_("calendar method"), max_length=10, blank=True)
    due_at = models.DateTimeField(_("due at"), default=timezone.now)
    leased_until = models.DateTimeField(_("being sent until"), null=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    failed_at = models.DateTimeField(_("given up at"), null=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            models.Index(
                fields=["due_at"],
                name="message_waiting",
                condition=Q(sent_at=None, failed_at=None),
            )
        ]

    def __str__(self) -> str:
        return self.subject
