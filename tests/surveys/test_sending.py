"""Surveys leave, remind and close by themselves, once, on the clock of their cohort."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cohorts.services.cohorts import change_cohort, open_cohort
from cohorts.services.enrolments import enrol, withdraw
from cohorts.surveys.models import Participant, Survey
from cohorts.surveys.services.planning import (
    HasLeft,
    NoSuchMoment,
    cancel_survey,
    change_survey,
    propose_surveys,
    restore_survey,
)
from cohorts.surveys.services.sending import sweep
from courses.models import PlanItem
from lms.accounts.models import Role
from lms.events.models import Event
from lms.notifications.models import Message
from tests.factories import CourseFactory, EnrolmentFactory, MembershipFactory, UserFactory
from tests.surveys.asked import NOW, cohort_of, planned, questionnaire, says, sent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def told(news):
    """Who was told, by address, in order."""
    messages = Message.objects.filter(key__startswith=f"survey:{news}:").order_by("pk")
    return list(messages.values_list("recipient__email", flat=True))


def manager():
    return MembershipFactory(role=Role.MANAGER).person


def opened(**fields):
    return open_cohort(
        **{
            "course": CourseFactory(),
            "title": "Promotion",
            "starts_on": date(2027, 1, 11),
            "ends_on": date(2027, 9, 30),
            "capacity": None,
            "entry": "open",
            "by": manager(),
            "at": NOW,
        }
        | fields
    )


def test_a_cohort_opens_with_what_is_proposed_at_each_moment():
    for moment in ("entry", "end", "later"):
        questionnaire(title=moment, proposed_at=moment)
    questionnaire(title="brouillon", proposed_at="end", live=False)

    cohort = opened()

    assert [
        (str(one.questionnaire), one.moment, one.months, one.is_anonymous, one.due_at)
        for one in cohort.surveys.in_order()
    ] == [
        ("entry", "entry", None, False, NOW),
        # At five in the afternoon of the last day, and at nine three months later: Paris.
        ("end", "end", None, True, datetime(2027, 9, 30, 15, tzinfo=UTC)),
        ("later", "later", 3, True, datetime(2027, 12, 30, 8, tzinfo=UTC)),
    ]
    assert Event.objects.filter(verb="survey_planned", cohort_id=cohort.pk).count() == 3


def test_a_survey_step_of_the_plan_becomes_a_dated_survey():
    usual = questionnaire(title="Point d’étape", proposed_at="date")
    named = questionnaire(title="Mi-parcours")
    course = CourseFactory()
    for order, (title, week, weekday) in enumerate([("Un avis", 2, 1), ("mi-parcours", 20, None)]):
        PlanItem.objects.create(
            course=course, kind="survey", title=title, week=week, weekday=weekday, sort_order=order
        )

    cohort = opened(course=course)

    dated = cohort.surveys.filter(moment="date").in_order()
    assert [(one.questionnaire, one.on_date) for one in dated] == [
        (usual, date(2027, 1, 19)),
        (named, date(2027, 5, 28)),
    ]


def test_proposing_again_gives_nothing_twice_and_nothing_that_is_over():
    questionnaire(proposed_at="end")
    cohort = opened(starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    assert cohort.surveys.count() == 0
    change_cohort(cohort=cohort, by=manager(), at=NOW, ends_on=date(2027, 6, 30))

    first = propose_surveys(cohort=_fresh(cohort), by=manager(), at=NOW)
    cancel_survey(survey=first[0], by=manager(), at=NOW)

    assert propose_surveys(cohort=_fresh(cohort), by=manager(), at=NOW) == []


def test_a_survey_leaves_when_it_is_due_and_tells_everybody_seated_once():
    cohort, (here, there) = cohort_of(2)
    EnrolmentFactory(cohort=cohort, state="waiting")
    survey = planned(cohort, on_date=date(2026, 11, 25))
    morning = datetime(2026, 11, 25, 8, tzinfo=UTC)

    sweep(at=morning - timedelta(minutes=1))
    assert told("asked") == []
    sweep(at=morning)
    sweep(at=morning + timedelta(minutes=1))

    assert told("asked") == [here.learner.email, there.learner.email]
    survey.refresh_from_db()
    assert (survey.sent_at, survey.title, len(survey.questions)) == (morning, "Votre avis", 4)
    # Three weeks, until midnight in Paris.
    assert survey.closes_at == datetime(2026, 12, 16, 23, tzinfo=UTC)
    assert Event.objects.filter(verb="survey_sent").count() == 1


def test_a_survey_of_noumea_leaves_in_its_own_morning():
    cohort, _people = cohort_of(time_zone="Pacific/Noumea")
    survey = planned(cohort, on_date=date(2026, 12, 1))

    sweep(at=datetime(2026, 11, 30, 22, tzinfo=UTC))

    survey.refresh_from_db()
    assert survey.sent_at == datetime(2026, 11, 30, 22, tzinfo=UTC)
    assert _kept(survey).closes_on == date(2026, 12, 22)


def test_what_was_asked_stays_as_it_was_whatever_authors_write_afterwards():
    cohort, _people = cohort_of()
    survey = sent(cohort)
    asked = survey.questions

    survey.questionnaire.title = "Autre chose"
    survey.questionnaire.questions = []
    survey.questionnaire.save()

    assert (str(_kept(survey)), _kept(survey).questions) == ("Votre avis", asked)


def test_people_who_have_not_answered_are_reminded_twice_and_no_more():
    cohort, (quiet, quick) = cohort_of(2)
    survey = sent(cohort, is_anonymous=False)
    says(survey, quick)

    for day in range(30):
        sweep(at=NOW + day * DAY + timedelta(hours=2))

    assert told("reminder") == [quiet.learner.email] * 2
    assert Participant.objects.get(enrolment=quiet).reminders == 2


def test_a_timetable_that_stood_still_sends_one_reminder_a_day_not_two():
    cohort, _people = cohort_of()
    sent(cohort)

    sweep(at=NOW + 15 * DAY)
    sweep(at=NOW + 15 * DAY + timedelta(minutes=1))

    assert len(told("reminder")) == 1


def test_people_who_leave_are_neither_reminded_nor_counted():
    cohort, (leaving, staying) = cohort_of(2)
    survey = sent(cohort)
    withdraw(enrolment=leaving, at=NOW)

    sweep(at=NOW + 5 * DAY)

    assert told("reminder") == [staying.learner.email]
    counts = Survey.objects.with_counts().get(pk=survey.pk)
    assert (counts.asked, counts.answered) == (1, 0)


def test_people_who_come_late_are_asked_what_is_still_open():
    cohort, _people = cohort_of(entry="open", capacity=None)
    cohort.course.is_open = True
    cohort.course.save()
    still_open, over = sent(cohort), sent(cohort, days_open=1)
    late = NOW + 3 * DAY
    sweep(at=late)

    newcomer = enrol(cohort=_fresh(cohort), learner=UserFactory(), at=late)

    asked = Participant.objects.filter(enrolment=newcomer)
    assert [one.survey_id for one in asked] == [still_open.pk] != [over.pk]
    assert told("asked")[-1] == newcomer.learner.email


def test_whoever_gets_a_seat_is_asked_where_they_start_from_in_the_same_mail():
    questionnaire(title="Positionnement", proposed_at="entry")
    cohort = opened()
    survey = cohort.surveys.get()
    assert survey.sent_at is None

    learner = UserFactory()
    enrol(cohort=cohort, learner=learner, at=NOW)

    survey.refresh_from_db()
    assert survey.sent_at == NOW
    assert Participant.objects.get().enrolment.learner == learner
    [message] = Message.objects.all()
    assert survey.get_absolute_url() in message.body


def test_the_end_moves_and_so_does_what_has_not_left():
    cohort, _people = cohort_of(ends_on=date(2027, 6, 30))
    hot, cold = planned(cohort, moment="end"), planned(cohort, moment="later", months=6)
    entry = sent(cohort, moment="entry")

    change_cohort(
        cohort=cohort, by=manager(), at=NOW, ends_on=date(2027, 7, 31), time_zone="Indian/Reunion"
    )

    for survey in (hot, cold, entry):
        survey.refresh_from_db()
    assert hot.due_at == datetime(2027, 7, 31, 13, tzinfo=UTC)
    assert cold.due_at == datetime(2028, 1, 31, 5, tzinfo=UTC)
    assert entry.closes_at == datetime(2027, 7, 31, 20, tzinfo=UTC)


def test_what_has_left_keeps_its_day_when_the_end_moves():
    cohort, _people = cohort_of()
    hot = sent(cohort, moment="end")

    change_cohort(cohort=cohort, by=manager(), at=NOW, ends_on=date(2027, 12, 31))

    kept = _kept(hot)
    assert (kept.sent_at, kept.closes_on) == (NOW, date(2026, 12, 15))


def test_a_survey_whose_questionnaire_is_not_published_waits_for_it():
    cohort, _people = cohort_of()
    survey = planned(cohort, of=questionnaire(live=False))

    sweep(at=NOW + DAY)
    assert _kept(survey).sent_at is None
    survey.questionnaire.live = True
    survey.questionnaire.save()
    sweep(at=NOW + 2 * DAY)

    assert _kept(survey).sent_at == NOW + 2 * DAY


def test_cancelling_stops_everything_and_can_be_undone():
    cohort, _people = cohort_of()
    survey, by = planned(cohort), manager()
    cancel_survey(survey=survey, by=by, at=NOW)
    cancel_survey(survey=survey, by=by, at=NOW)

    sweep(at=NOW + DAY)
    assert told("asked") == []
    restore_survey(survey=survey, by=by, at=NOW)
    sweep(at=NOW + DAY)

    assert len(told("asked")) == 1
    assert Event.objects.filter(verb="survey_cancelled").count() == 1


def test_once_it_has_left_only_its_days_can_change():
    cohort, _people = cohort_of()
    survey, by = sent(cohort), manager()

    with pytest.raises(HasLeft):
        change_survey(survey=survey, by=by, at=NOW, is_anonymous=False)
    with pytest.raises(NoSuchMoment):
        change_survey(survey=survey, by=by, at=NOW + 5 * DAY, days_open=2)
    change_survey(survey=survey, by=by, at=NOW, days_open=30)

    assert _kept(survey).is_anonymous
    assert _kept(survey).closes_on == date(2026, 12, 24)


def test_a_permanent_cohort_has_no_end_to_wait_for():
    cohort, _people = cohort_of(starts_on=None, ends_on=None, is_permanent=True)

    with pytest.raises(NoSuchMoment):
        planned(cohort, moment="end")

    assert not Survey.objects.exists()


def _fresh(cohort):
    return type(cohort).objects.select_related("course").get(pk=cohort.pk)


def _kept(survey):
    return Survey.objects.select_related("cohort").get(pk=survey.pk)
