"""Learners read each other without names, and the trainer has the last word."""

import pytest

from cohorts.marking.models import Paper, Reading
from cohorts.marking.reports import parts_of, suggested_marks
from cohorts.marking.services.handing_in import BeingGraded, hand_in
from cohorts.marking.services.peers import NobodyToRead, read_as_peer, share_out
from cohorts.marking.services.reading import AlreadyReleased, ChangedMeanwhile, Unfinished
from cohorts.marking.services.releasing import release
from lms.events.models import Event
from lms.notifications.models import Message
from tests.marking.people import (
    BEST,
    MIDDLE,
    WORST,
    class_with,
    enrolment_of,
    handed_in,
    levels,
    marked,
    trainer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def room():
    """Three learners have handed in, and each reads two."""
    cohort, assignment = class_with(peer_readings=2)
    works = [handed_in(cohort, assignment) for _ in range(3)]
    trainer = trainer_of(cohort)
    return cohort, assignment, works, trainer


def pairs():
    return set(
        Reading.objects.filter(role="peer").values_list("reader", "paper__submission__learner")
    )


def test_sharing_out_gives_each_the_works_of_the_others_once(room):
    cohort, assignment, works, trainer = room

    assert share_out(cohort=cohort, assignment=assignment, by=trainer) == 6
    assert share_out(cohort=cohort, assignment=assignment, by=trainer) == 0

    people = [work.learner_id for work in works]
    assert pairs() == {(one, two) for one in people for two in people if one != two}
    told = Message.objects.filter(key__startswith="marking:peers")
    assert sorted(told.values_list("recipient", flat=True)) == sorted(people)
    assert Event.objects.filter(verb="peer_readings_shared_out").count() == 1


def test_work_that_others_read_is_not_replaced(room):
    cohort, assignment, works, trainer = room
    share_out(cohort=cohort, assignment=assignment, by=trainer)

    with pytest.raises(BeingGraded):
        hand_in(enrolment=enrolment_of(works[0]), assignment=assignment, text="Mieux")


def test_whoever_hands_in_later_reads_and_is_read(room):
    cohort, assignment, _works, trainer = room
    share_out(cohort=cohort, assignment=assignment, by=trainer)

    late = handed_in(cohort, assignment)

    assert sum(reader == late.learner_id for reader, _author in pairs()) == 2
    assert sum(author == late.learner_id for _reader, author in pairs()) == 2


def test_one_work_alone_is_not_shared_out():
    cohort, assignment = class_with(peer_readings=2)
    handed_in(cohort, assignment)

    with pytest.raises(NobodyToRead):
        share_out(cohort=cohort, assignment=assignment, by=trainer_of(cohort))

    assert not Paper.objects.exists()


def test_an_assignment_without_readings_is_not_shared_out():
    cohort, assignment = class_with()

    with pytest.raises(NobodyToRead):
        share_out(cohort=cohort, assignment=assignment, by=trainer_of(cohort))


def test_a_learners_reading_decides_nothing_but_is_suggested(room):
    cohort, assignment, works, trainer = room
    share_out(cohort=cohort, assignment=assignment, by=trainer)
    readings = Reading.objects.filter(paper__submission=works[0]).order_by("pk")
    for reading, level in zip(readings, (MIDDLE, BEST), strict=True):
        read_as_peer(reading=reading, marks=levels(level), comment="", version=0, is_finished=True)

    paper = Paper.objects.get(submission=works[0])
    assert paper.decision is None
    assert suggested_marks(parts_of(works[0]), list(readings.all())) == levels(MIDDLE)
    marked(works[0], trainer, WORST)
    release(cohort=cohort, activity=assignment, by=trainer)

    works[0].refresh_from_db()
    assert works[0].percent == 0
    assert Event.objects.filter(verb="peer_reading_sent").count() == 2


def test_a_reading_that_was_sent_stays_and_one_without_levels_is_not_sent(room):
    cohort, assignment, _works, trainer = room
    share_out(cohort=cohort, assignment=assignment, by=trainer)
    reading = Reading.objects.first()

    with pytest.raises(Unfinished):
        read_as_peer(reading=reading, marks={}, comment="", version=0, is_finished=True)
    read_as_peer(reading=reading, marks=levels(BEST), comment="", version=0, is_finished=True)
    read_as_peer(reading=reading, marks=levels(WORST), comment="", version=1, is_finished=True)

    reading.refresh_from_db()
    assert reading.marks == levels(BEST)


def test_after_the_result_there_is_nothing_more_to_send(room):
    cohort, assignment, works, trainer = room
    share_out(cohort=cohort, assignment=assignment, by=trainer)
    marked(works[0], trainer, BEST)
    release(cohort=cohort, activity=assignment, by=trainer)
    reading = Reading.objects.filter(paper__submission=works[0], role="peer").first()

    with pytest.raises(AlreadyReleased):
        read_as_peer(reading=reading, marks=levels(WORST), comment="", version=0)


def test_another_window_does_not_undo_a_reading(room):
    cohort, assignment, _works, trainer = room
    share_out(cohort=cohort, assignment=assignment, by=trainer)
    reading = Reading.objects.first()
    read_as_peer(reading=reading, marks=levels(BEST), comment="", version=0)

    with pytest.raises(ChangedMeanwhile):
        read_as_peer(reading=reading, marks=levels(WORST), comment="", version=0)
