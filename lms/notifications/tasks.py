"""Sending what waits in the outbox: a lease, a stable Message-ID, and patience with mail servers.

Mail that leaves exactly once does not exist. This comes close: whoever sends first takes a lease,
and a second copy of a message (a worker killed between sending and noting it) carries the same
Message-ID, which mail readers show once.
"""

import logging
import re
from datetime import datetime, timedelta
from email.mime.text import MIMEText
from smtplib import SMTPException
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.utils import timezone

from lms.notifications.models import Message

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
FIRST_WAIT = timedelta(minutes=1)
MOST_TRIES = 8
BATCH = 200
# Mail programs read one appointment per part (RFC 5546 wants one uid per request).
CALENDAR = re.compile(r"^BEGIN:VCALENDAR\r?$.*?^END:VCALENDAR\r?\n?", re.MULTILINE | re.DOTALL)


@shared_task
def deliver(message_pk: int) -> None:
    """Send one message, unless it has left already or somebody is sending it."""
    now = timezone.now()
    if not _lease(message_pk, now=now):
        return
    message = Message.objects.select_related("recipient").get(pk=message_pk)
    try:
        _as_mail(message).send()
    except (OSError, SMTPException, ValueError) as error:  # ValueError: it cannot be written at all
        _try_later(message, now=now, error=error)
    else:
        Message.objects.filter(pk=message_pk).update(sent_at=timezone.now(), leased_until=None)


@shared_task
def deliver_due() -> None:
    """Send what falls due, and what a stopped process or a silent mail server has left behind."""
    due = Message.objects.due(now=timezone.now()).values_list("pk", flat=True)
    for pk in list(due[:BATCH]):
        deliver(pk)


def _lease(message_pk: int, *, now: datetime) -> bool:
    message = Message.objects.free(now=now).filter(pk=message_pk)
    return bool(message.update(leased_until=now + LEASE, tries=F("tries") + 1))


def _try_later(message: Message, *, now: datetime, error: Exception) -> None:
    logger.warning("Message %s did not leave (try %s): %s", message.pk, message.tries, error)
    given_up = now if message.tries >= MOST_TRIES else None
    again = now + FIRST_WAIT * 2 ** (message.tries - 1)
    Message.objects.filter(pk=message.pk).update(leased_until=again, failed_at=given_up)


def _as_mail(message: Message) -> EmailMessage:
    host = urlsplit(settings.BASE_URL).hostname
    mail = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.recipient.email],
        headers={
            "Message-ID": f"<message-{message.pk}@{host}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    for calendar in CALENDAR.findall(message.calendar):
        part = MIMEText(calendar, "calendar", "utf-8")
        part.set_param("method", message.calendar_method)
        mail.attach(part)
    return mail
