"""Several people at the same moment: one is heard, the others are told, nothing is done twice."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from cohorts.marking.models import Paper, Reading
from cohorts.marking.services.handing_in import BeingGraded, hand_in
from cohorts.marking.services.peers import share_out
from cohorts.marking.services.reading import InOtherHands, WorkReplaced, take_over
from cohorts.marking.services.releasing import release
from lms.events.models import Event
from lms.notifications.models import Message
from modules.models import Completion, Submission
from tests.factories import EnrolmentFactory
from tests.marking.people import BEST, class_with, enrolment_of, handed_in, marked, trainer_of

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def at_once(*calls):
    """Run every call in a thread and a connection of its own, all starting together."""
    barrier = Barrier(len(calls))

    def run(call):
        try:
            barrier.wait(timeout=30)
            return call()
        except Exception as error:  # noqa: BLE001 - the tests compare what came out
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def kinds(results):
    return sorted(type(result).__name__ for result in results)


def test_of_several_readers_who_begin_the_same_paper_one_has_it():
    cohort, assignment = class_with()
    work = handed_in(cohort, assignment)
    readers = [trainer_of(cohort) for _ in range(4)]

    results = at_once(*[lambda reader=reader: marked(work, reader) for reader in readers])

    refused = [result for result in results if not isinstance(result, Reading)]
    assert len(refused) == 3
    assert Reading.objects.count() == Paper.objects.count() == 1
    assert Event.objects.filter(verb="grading_finished").count() == 1


def test_work_is_either_replaced_or_read_never_both():
    cohort, assignment = class_with()
    trainer = trainer_of(cohort)
    for _ in range(5):
        work = handed_in(cohort, assignment)
        enrolment = enrolment_of(work)

        results = at_once(
            lambda work=work: marked(work, trainer, is_finished=False),
            lambda enrolment=enrolment: hand_in(
                enrolment=enrolment, assignment=assignment, text="Autre version"
            ),
        )

        assert kinds(results) in (["BeingGraded", "Reading"], ["Submission", "WorkReplaced"])
        read = Paper.objects.filter(submission=work).exists()
        work.refresh_from_db()
        assert work.state == ("sent" if read else "replaced")
        assert {BeingGraded, WorkReplaced} & {type(result) for result in results}


def test_released_twice_at_once_each_is_told_once():
    cohort, assignment = class_with()
    trainer = trainer_of(cohort)
    works = [handed_in(cohort, assignment) for _ in range(5)]
    for work in works:
        marked(work, trainer, BEST)

    results = at_once(
        *[lambda: release(cohort=cohort, activity=assignment, by=trainer) for _ in range(3)]
    )

    assert sorted(len(result) for result in results) == [0, 0, 5]
    assert Message.objects.filter(key__startswith="marking:released").count() == 5
    assert Completion.objects.count() == 5
    assert Event.objects.filter(verb="grades_released").count() == 1


def test_two_clicks_hand_in_once():
    cohort, assignment = class_with()
    enrolment = EnrolmentFactory(cohort=cohort)

    at_once(
        *[
            lambda: hand_in(enrolment=enrolment, assignment=assignment, text="Une fois")
            for _ in range(4)
        ]
    )

    assert Submission.objects.get().state == "sent"
    assert Event.objects.filter(verb="submission_sent").count() == 1


def test_whoever_hands_in_while_works_are_shared_out_is_not_forgotten():
    cohort, assignment = class_with(peer_readings=1)
    trainer = trainer_of(cohort)
    for _ in range(3):
        handed_in(cohort, assignment)
    late = [EnrolmentFactory(cohort=cohort) for _ in range(2)]

    results = at_once(
        lambda: share_out(cohort=cohort, assignment=assignment, by=trainer),
        *[
            lambda enrolment=enrolment: hand_in(
                enrolment=enrolment, assignment=assignment, text="Juste à temps"
            )
            for enrolment in late
        ],
    )

    assert not [result for result in results if isinstance(result, Exception)]
    readers = set(Reading.objects.filter(role="peer").values_list("reader", flat=True))
    assert readers == set(Submission.objects.values_list("learner", flat=True))


def test_somebody_takes_over_while_the_reader_saves_and_one_of_them_is_told():
    cohort, assignment = class_with()
    work = handed_in(cohort, assignment)
    first, second = trainer_of(cohort), trainer_of(cohort)
    marked(work, first, is_finished=False)

    results = at_once(
        lambda: take_over(work=work, reader=second),
        lambda: marked(work, first, version=1),
    )

    reading = Reading.objects.get()
    told = [result for result in results if isinstance(result, InOtherHands)]
    assert len(told) == 1
    assert reading.reader == (first if reading.is_finished else second)
