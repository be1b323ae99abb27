"""Telling people: write the message with what it speaks of, send it after the commit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from lms.accounts.models import User
from lms.notifications import tasks
from lms.notifications.models import Message

BATCH = 500
# What splits lines or is no sign at all: C0 and C1 controls, line and paragraph separators.
BREAKS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Letter:
    """What one person is told, as for `tell`."""

    recipient: User
    key: str
    template: str
    context: dict
    calendar: str = ""
    calendar_method: str = ""


def tell(
    *,
    recipient: User,
    key: str,
    template: str,
    context: dict,
    calendar: str = "",
    calendar_method: str = "",
    due_at: datetime | None = None,
) -> Message:
    """Put a mail in the outbox, to leave at ``due_at`` or at once.

    The same ``key`` again changes nothing. ``template`` names a text whose first line is the
    subject. ``calendar`` is an iCalendar text and ``calendar_method`` its METHOD; several calendars
    one after the other become one part each.
    """
    subject, body = _render(template, context)
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "subject": subject,
            "body": body,
            "calendar": calendar,
            "calendar_method": calendar_method,
            "due_at": due_at or timezone.now(),
        },
    )
    if created and due_at is None:
        # A silent queue must not fail what has just been done: the minute's sweep sends it then.
        transaction.on_commit(lambda: tasks.deliver.delay(message.pk), robust=True)
    return message


def tell_many(letters: Iterable[Letter]) -> None:
    """Put many mails in the outbox; they leave in batches with the timetable.

    A class of five hundred does not hold up the request that invites it.
    """
    left = iter(letters)
    # Thousands are written some at a time: no more of them is in memory.
    while some := list(islice(left, BATCH)):
        Message.objects.bulk_create(map(_message, some), ignore_conflicts=True)


def recall(*, key: str) -> None:
    """Take back a message that has not left; one that is leaving just now is left alone."""
    Message.objects.free(now=timezone.now()).filter(key=key).delete()


def _message(letter: Letter) -> Message:
    subject, body = _render(letter.template, letter.context)
    return Message(
        recipient=letter.recipient,
        key=letter.key,
        subject=subject,
        body=body,
        calendar=letter.calendar,
        calendar_method=letter.calendar_method,
    )


def _render(template: str, context: dict) -> tuple[str, str]:
    subject, _newline, body = render_to_string(template, context).strip().partition("\n")
    # Names and titles may hold any sign; a header refuses those that break lines. The no-break
    # spaces of French stay.
    return " ".join(BREAKS.split(subject)).strip()[:200], body.strip() + "\n"
