"""The manager's sessions: a plan proposed and created; sessions changed and cancelled."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from cohorts.models import CohortStaff, Session, SessionLeader
from cohorts.services.planning import drafts_from_cohort, drafts_from_plan
from courses.models import PlanItem
from lms.accounts.models import Role
from lms.notifications.models import Message
from tests.factories import (
    CohortFactory,
    CourseFactory,
    EnrolmentFactory,
    MembershipFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

STEPS = [
    {"kind": "collective", "title": "Première session", "week": 1, "weekday": 1, "place": "Paris"},
    {"kind": "coaching", "title": "Coaching", "week": 2, "minutes": 60},
    {"kind": "webinar", "title": "Webinaire", "week": 3, "weekday": 3, "half_day": "afternoon"},
    {"kind": "visit", "title": "Visite", "week": 4, "weekday": 2, "follows_previous": True},
]


@pytest.fixture
def manager(sign_in):
    return sign_in(MembershipFactory(role=Role.MANAGER).person)


@pytest.fixture
def cohort():
    course = CourseFactory(format="experience", length="months")
    for order, step in enumerate(STEPS):
        PlanItem.objects.create(course=course, sort_order=order, **step)
    return CohortFactory(course=course, starts_on=date(2027, 3, 1), ends_on=date(2027, 12, 1))


def member(cohort, role=Role.TRAINER):
    person = UserFactory()
    CohortStaff.objects.create(cohort=cohort, person=person, role=role)
    return person


def proposals(cohort) -> str:
    return f"/pilotage/promotions/{cohort.pk}/seances/proposer/"


def answers_of(page) -> dict:
    """Return what the browser sends when the manager changes nothing."""
    lines = page.context["lines"]
    data = {
        f"{lines.prefix}-TOTAL_FORMS": len(lines.forms),
        f"{lines.prefix}-INITIAL_FORMS": len(lines.forms),
    }
    for form in lines:
        for field in form:
            value = field.value()
            if value not in (None, False, ""):
                data[field.html_name] = value
    if page.context["version"]:
        data["seen"] = page.context["version"]
    return data


def test_the_plan_is_proposed_as_dates_and_created_as_it_is(client, manager, cohort):
    trainer = member(cohort)

    page = client.get(proposals(cohort))
    assert not Session.objects.exists()
    client.post(proposals(cohort), {**answers_of(page), "wish": "create"})

    sessions = cohort.sessions.order_by("starts_at")
    assert list(sessions.values_list("title", "starts_at", "ends_at", "mode", "place")) == [
        ("Première session", utc(3, 2, 8), utc(3, 2, 16, 30), "on_site", "Paris"),
        ("Webinaire", utc(3, 18, 13), utc(3, 18, 14, 30), "remote", ""),
        ("Visite", utc(3, 24, 8), utc(3, 24, 16, 30), "on_site", ""),
    ]
    assert sessions[2].follows == sessions[1]
    assert set(SessionLeader.objects.values_list("person", flat=True)) == {trainer.pk}
    assert drafts_from_plan(cohort) == []


def utc(month, day, hour, minute=0):
    return datetime(2027, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day"),
    # 20 December is a holiday in Réunion.
    [("Europe/Paris", 20), ("Indian/Reunion", 21)],
)
def test_holidays_are_those_of_the_cohorts_territory(zone, day):
    course = CourseFactory()
    PlanItem.objects.create(course=course, kind="collective", title="Séance", week=1, weekday=0)
    cohort = CohortFactory(
        course=course, starts_on=date(2027, 12, 20), ends_on=date(2028, 6, 1), time_zone=zone
    )

    (draft,) = drafts_from_plan(cohort)

    assert timezone.localdate(draft.starts_at, timezone=ZoneInfo(zone)).day == day


def test_excluded_periods_move_the_proposal(client, manager, cohort):
    page = client.get(proposals(cohort))

    answer = client.post(
        proposals(cohort),
        {**answers_of(page), "wish": "replan", "closed_periods": "1/3/2027 - 5/3/2027"},
        follow=True,
    )

    assert answer.context["lines"].forms[0]["day"].value() == date(2027, 3, 8)
    assert not Session.objects.exists()


def test_a_period_that_is_none_is_said(client, manager, cohort):
    answer = client.post(proposals(cohort), {"wish": "replan", "closed_periods": "Noël"})

    assert "Noël" in str(answer.context["periods"].errors)


def test_a_conflict_is_shown_with_another_date_that_one_click_takes(client, manager, cohort):
    trainer = member(cohort)
    elsewhere = SessionFactory(starts_at=utc(3, 2, 9), ends_at=utc(3, 2, 10))
    SessionLeader.objects.create(session=elsewhere, person=trainer)

    page = client.get(proposals(cohort))
    row = page.context["rows"][0]
    assert [objection.sentence for objection in row["objections"]] == [
        f"{trainer} a déjà un engagement à ce moment."
    ]
    taken = client.post(
        proposals(cohort), {**answers_of(page), "take": f"0|{row['day']}|{row['hours']}"}
    )

    assert taken.context["lines"].forms[0]["day"].value() == "2027-03-03"
    assert taken.context["version"] == ""
    assert cohort.sessions.count() == 0


def test_a_new_conflict_is_shown_before_anything_is_saved(client, manager, cohort):
    page = client.get(proposals(cohort))
    asked = {**answers_of(page), "form-1-day": "2027-03-06", "wish": "create"}  # a Saturday

    refused = client.post(proposals(cohort), asked)
    assert cohort.sessions.count() == 0
    client.post(proposals(cohort), {**answers_of(refused), "wish": "create"})

    assert cohort.sessions.count() == 3


def test_an_earlier_cohort_is_copied_to_the_new_dates(client, manager, cohort):
    trainer = member(cohort)
    later = CohortFactory(
        course=cohort.course, starts_on=date(2028, 2, 28), ends_on=date(2028, 12, 1)
    )
    CohortStaff.objects.create(cohort=later, person=trainer, role=Role.TRAINER)
    session = SessionFactory(
        cohort=cohort, title="Rencontre", starts_at=utc(3, 30, 8), ends_at=utc(3, 30, 10)
    )
    SessionLeader.objects.create(session=session, person=trainer)
    SessionFactory(cohort=cohort, cancelled_at=utc(1, 1, 1))

    (draft,) = drafts_from_cohort(later, cohort)

    # The fifth Tuesday again, at ten in the morning.
    assert (draft.title, draft.starts_at) == ("Rencontre", datetime(2028, 3, 28, 8, tzinfo=UTC))
    assert list(draft.leaders) == [trainer]


def test_opening_another_like_it_keeps_the_team(client, manager, cohort):
    trainer = member(cohort)

    form = client.get(f"/pilotage/promotions/ouvrir/?copie={cohort.pk}").context["form"]

    assert form.initial["course"] == cohort.course_id
    assert form.initial["trainers"] == [trainer.pk]


def edited(cohort, session, **fields) -> dict:
    return {
        "title": session.title,
        "kind": session.kind,
        "mode": session.mode,
        "is_required": "on",
        "day": "2027-01-12",
        "starts": "09:00",
        "ends": "17:30",
        "seen": session.sequence,
        **fields,
    }


def test_two_managers_edit_and_the_second_is_told_and_keeps_what_they_typed(
    client, manager, cohort
):
    session = SessionFactory(cohort=cohort)
    address = f"/pilotage/promotions/{cohort.pk}/seances/{session.pk}/modifier/"
    client.post(address, edited(cohort, session, place="Salle A"))

    answer = client.post(address, edited(cohort, session, place="Salle B"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Quelqu’un d’autre a modifié cette séance" in page
    assert "Salle A" in page
    assert answer.context["form"]["place"].value() == "Salle B"
    client.post(address, edited(cohort, session, place="Salle B", seen=1))

    session.refresh_from_db()
    assert (session.place, session.sequence) == ("Salle B", 2)


def test_whoever_is_given_a_session_to_lead_is_invited_to_it(client, manager, cohort):
    session = SessionFactory(cohort=cohort)
    EnrolmentFactory(cohort=cohort)
    trainer = member(cohort)

    client.post(
        f"/pilotage/promotions/{cohort.pk}/seances/{session.pk}/modifier/",
        edited(cohort, session, leaders=[trainer.pk]),
    )

    assert [leader.person for leader in session.leaders.all()] == [trainer]
    assert [message.recipient for message in Message.objects.all()] == [trainer]


def test_a_session_is_added_and_cancelled(client, manager, cohort):
    fields = {
        "title": "Rencontre", "kind": "event", "mode": "remote", "day": "2027-04-06",
        "starts": "10:00", "ends": "12:00",
    }  # fmt: skip
    client.post(f"/pilotage/promotions/{cohort.pk}/seances/ajouter/", fields)
    session = Session.objects.get()
    assert (session.starts_at, session.is_required) == (utc(4, 6, 8), False)

    client.post(
        f"/pilotage/promotions/{cohort.pk}/seances/{session.pk}/annuler/", {"reason": "Grève"}
    )

    session.refresh_from_db()
    assert (session.is_cancelled, session.cancelled_because) == (True, "Grève")


@pytest.mark.parametrize("size", [1, 3])
def test_the_list_of_sessions_takes_as_many_queries_whatever_its_size(
    client, manager, cohort, django_assert_num_queries, size
):
    for number in range(size):
        session = SessionFactory(
            cohort=cohort, starts_at=utc(4, 6 + number, 8), ends_at=utc(4, 6 + number, 10)
        )
        SessionLeader.objects.create(session=session, person=member(cohort))

    with django_assert_num_queries(11):
        client.get(f"/pilotage/promotions/{cohort.pk}/seances/")


@pytest.mark.parametrize("size", [1, 3])
def test_the_proposal_takes_as_many_queries_whatever_its_size(
    client, manager, cohort, django_assert_num_queries, size
):
    PlanItem.objects.filter(course=cohort.course_id, sort_order__gte=size + 1).delete()
    for _number in range(size + 1):
        member(cohort)

    with django_assert_num_queries(11):
        client.get(proposals(cohort))


@pytest.mark.parametrize("size", [1, 3])
def test_the_page_of_a_session_takes_as_many_queries_whatever_its_size(
    client, sign_in, cohort, django_assert_num_queries, size
):
    session = SessionFactory(cohort=cohort)
    sign_in(EnrolmentFactory(cohort=cohort).learner)
    for number in range(size):
        SessionLeader.objects.create(session=session, person=member(cohort))
        session.materials.create(title=f"Document {number}", url="https://exemple.org/")

    with django_assert_num_queries(6):
        answer = client.get(session.get_absolute_url())

    assert answer.status_code == 200


def test_the_room_is_for_the_cohort_only(client, sign_in, cohort):
    session = SessionFactory(cohort=cohort, mode="remote", room_url="https://salle.example.org/x")
    learner = EnrolmentFactory(cohort=cohort).learner
    door = f"{session.get_absolute_url()}salle/"

    sign_in(learner)
    page = client.get(session.get_absolute_url()).content.decode()
    led = client.get(door)
    sign_in(UserFactory())
    refused = client.get(door)

    assert door in page
    assert (led.status_code, led.headers["Location"]) == (302, "https://salle.example.org/x")
    assert refused.status_code == 404
