"""The outbox tells each thing once, and keeps what a silent mail server refused."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from lms.notifications import services, tasks
from lms.notifications.models import Message
from lms.notifications.services import recall
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def message(**fields):
    defaults = {"key": "essai", "subject": "Bonjour", "body": "Un mot.\n"}
    return Message.objects.create(recipient=UserFactory(), **(defaults | fields))


def test_a_message_leaves_once_however_often_it_is_delivered():
    waiting = message()

    tasks.deliver(waiting.pk)
    tasks.deliver(waiting.pk)

    assert [sent.subject for sent in mail.outbox] == ["Bonjour"]


def test_a_message_that_somebody_is_sending_is_left_to_them():
    waiting = message(leased_until=timezone.now() + timedelta(minutes=1))

    tasks.deliver(waiting.pk)

    assert mail.outbox == []


def test_a_message_left_behind_by_a_killed_worker_leaves_after_its_lease():
    message(leased_until=timezone.now() - timedelta(seconds=1), tries=1)

    tasks.deliver_due()

    assert len(mail.outbox) == 1


def test_a_refused_message_is_tried_again_later(monkeypatch):
    waiting = message()
    monkeypatch.setattr("django.core.mail.EmailMessage.send", _refuse)

    tasks.deliver(waiting.pk)

    waiting.refresh_from_db()
    assert (waiting.sent_at, waiting.failed_at, waiting.tries) == (None, None, 1)
    assert waiting.leased_until > timezone.now()


def test_a_message_that_cannot_be_written_holds_no_other_back():
    broken = message(key="broken", subject="Bon\rjour", due_at=timezone.now() - timedelta(hours=1))
    message(key="next")

    tasks.deliver_due()

    broken.refresh_from_db()
    assert (broken.sent_at, broken.tries) == (None, 1)
    assert [sent.subject for sent in mail.outbox] == ["Bonjour"]


def test_a_subject_is_one_line_whatever_signs_names_hold(monkeypatch):
    monkeypatch.setattr(services, "render_to_string", lambda *_args: "De A\rB\x0b C\nUn mot.")

    told = services.tell(recipient=UserFactory(), key="essai", template="essai.txt", context={})

    assert (told.subject, told.body) == ("De A B C", "Un mot.\n")


def test_a_message_that_has_not_left_can_be_taken_back():
    message(key="later", due_at=timezone.now() + timedelta(days=1))
    leaving = message(key="leaving", leased_until=timezone.now() + timedelta(minutes=1))
    sent = message(key="sent", sent_at=timezone.now())

    for key in ("later", "leaving", "sent", "unknown"):
        recall(key=key)

    assert set(Message.objects.all()) == {leaving, sent}


def _refuse(*args, **kwargs):
    raise ConnectionRefusedError


def test_a_queue_that_is_down_fails_nobody_and_loses_nothing(
    monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(services, "render_to_string", lambda *_args: "Bonjour\nUn mot.")
    monkeypatch.setattr(tasks.deliver, "delay", _refuse)

    with django_capture_on_commit_callbacks(execute=True):
        services.tell(recipient=UserFactory(), key="essai", template="essai.txt", context={})
    tasks.deliver_due()

    assert [sent.subject for sent in mail.outbox] == ["Bonjour"]
