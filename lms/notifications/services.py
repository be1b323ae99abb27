"""Telling people: write the message with what it speaks of, send it after the commit."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
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


@dataclass(frozen=True)
class Hold:
    """Mail that leaves at ``until`` at the earliest; ``keys`` are those of what was written."""

    until: datetime
    keys: list[str] = field(default_factory=list)


_holding: ContextVar[Hold | None] = ContextVar("holding", default=None)


@contextmanager
def held_until(until: datetime) -> Iterator[Hold]:
    """Keep back whatever is written to people inside, so that it can still be recalled."""
    hold = Hold(until)
    token = _holding.set(hold)
    try:
        yield hold
    finally:
        _holding.reset(token)


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
    hold = _holding.get()
    if hold:
        due_at = max(due_at or hold.until, hold.until)
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
    if created and hold:
        hold.keys.append(key)
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
        _write([_message(letter) for letter in some])


def recall(*, key: str) -> None:
    """Take back a message that has not left; one that is leaving just now is left alone."""
    recall_all(keys=[key])


def recall_all(*, keys: Iterable[str]) -> int:
    """Take back these messages as `recall` does; return how many."""
    free = Message.objects.free(now=timezone.now()).filter(key__in=list(keys))
    return free.delete()[0]


def _write(messages: list[Message]) -> None:
    if hold := _holding.get():
        keys = [message.key for message in messages]
        known = set(Message.objects.filter(key__in=keys).values_list("key", flat=True))
        hold.keys.extend(key for key in keys if key not in known)
        for message in messages:
            message.due_at = hold.until
    Message.objects.bulk_create(messages, ignore_conflicts=True)


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
