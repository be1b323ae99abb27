"""Telling people: write the message with what it speaks of, send it after the commit."""

from datetime import datetime

from django.template.loader import render_to_string
from django.utils import timezone

from lms.accounts.models import User
from lms.notifications import tasks
from lms.notifications.models import Message


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
    subject. ``calendar`` is an iCalendar text and ``calendar_method`` its METHOD.
    """
    subject, _newline, body = render_to_string(template, context).strip().partition("\n")
    message, created = Message.objects.get_or_create(
        key=key,
        defaults={
            "recipient": recipient,
            "subject": subject.strip(),
            "body": body.strip() + "\n",
            "calendar": calendar,
            "calendar_method": calendar_method,
            "due_at": due_at or timezone.now(),
        },
    )
    if created and due_at is None:
        tasks.deliver.delay_on_commit(message.pk)
    return message
