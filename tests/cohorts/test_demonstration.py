"""The demonstration holds what the contract promises, and is the same each time."""

from datetime import UTC, datetime

from django.core.management import call_command
from django.db import transaction

from cohorts.coaching.models import Booking
from cohorts.loading.demonstration import build
from cohorts.loading.people import LEARNERS, PARTS
from cohorts.marking.loading import show_assignment
from cohorts.marking.models import Paper
from cohorts.models import Certificate, Cohort, Enrolment, Session, SignatureRecord
from lms.accounts.models import User
from lms.events.models import Event
from lms.notifications.models import Message
from modules.models import AssignmentPage, Attempt, Submission

NOON = datetime(2026, 11, 23, 11, tzinfo=UTC)


def test_three_cohorts_at_different_points_and_the_same_each_time(db):
    call_command("load_catalogue", verbosity=0)
    with transaction.atomic():
        build(password="rameau-demo", now=NOON)
        first = told()
        transaction.set_rollback(True)

    build(password="rameau-demo", now=NOON)

    assert told() == first
    dated = Cohort.objects.filter(is_permanent=False).with_seats().order_by("pk")
    assert [(cohort.seated, cohort.waiting, cohort.seats_left) for cohort in dated] == [
        (24, 3, 0),
        (18, 0, 12),
        (60, 0, 440),
    ]
    for cohort in dated:
        states = set(cohort.enrolments.values_list("state", flat=True))
        assert {Enrolment.State.ACTIVE, Enrolment.State.COMPLETED} <= states
        assert cohort.enrolments.filter(last_seen_at=None).exists()
    assert User.objects.count() == len(PARTS) + LEARNERS
    assert Certificate.objects.count() == Enrolment.objects.filter(state="completed").count()
    scores = Attempt.objects.values_list("score", "pass_mark")
    assert {score * 100 >= mark for score, mark in scores} == {True, False}
    half_days = SignatureRecord.objects.filter(statement="countersigned")
    assert half_days.count() == 4
    assert set(SignatureRecord.objects.values_list("statement", flat=True)) == {
        "present", "absent", "excused", "countersigned",
    }  # fmt: skip
    today = Session.objects.get(title="Atelier du jour")
    assert (today.starts_at.date(), today.signatures.count()) == (NOON.date(), 0)
    # Only appointments lie ahead, and nobody gets mail about the past.
    assert not Event.objects.filter(occurred_at__gt=NOON).exists()
    assert Booking.objects.filter(starts_at__gt=NOON).exists()
    assert not Message.objects.filter(sent_at=None, due_at__lte=NOON).exists()

    # Trainers meet a queue, with a proposal that nobody needs to finish the course.
    show_assignment(now=NOON)
    show_assignment(now=NOON)
    assert not AssignmentPage.objects.get().is_required
    assert list(Submission.objects.order_by("pk").values_list("state", "days_late")) == [
        ("sent", 0),
        ("sent", 0),
        ("sent", 0),
        ("sent", 0),
        ("sent", 1),
    ]
    assert Paper.objects.filter(decision__isnull=False).count() == 1


def told() -> list:
    """What happened to whom, in order, without the ids that a database gives."""
    people = list(User.objects.order_by("email").values_list("email", "first_name", "last_name"))
    events = list(Event.objects.order_by("pk").values_list("verb", "occurred_at", "result"))
    return [people, events]
