"""The desk's calendar: weeks of a month, bars of a season, and the pages that draw them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from cohorts.calendar import Month, Season, month_of, read_month, read_season, season_of
from lms.accounts.models import Role
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    MembershipFactory,
    OrganisationFactory,
    SessionFactory,
)

MONTH, SEASON = reverse("cohorts:calendar_month"), reverse("cohorts:calendar_season")
days = st.dates(date(2001, 1, 1), date(2099, 12, 31))


# Layout


def test_a_month_is_read_from_its_address_and_leads_to_those_beside():
    month = read_month("2026-12")

    assert month == Month(2026, 12)
    assert (str(month.before), str(month.after)) == ("2026-11", "2027-01")
    assert (month.weeks[0][0], month.weeks[-1][-1]) == (date(2026, 11, 30), date(2027, 1, 3))


@pytest.mark.parametrize("typed", ["", "2026", "2026-13", "2026-00", "1800-01", "２０２６-01", "x"])
def test_what_is_no_month_is_none(typed):
    assert read_month(typed) is None


@pytest.mark.parametrize("typed", ["", "26", "9999", "2026-09"])
def test_what_is_no_season_is_none(typed):
    assert read_season(typed) is None


@given(days)
def test_every_month_holds_each_of_its_days_once_in_whole_weeks(day):
    month = month_of(day)
    flat = [each for week in month.weeks for each in week]

    assert flat == [flat[0] + timedelta(days=count) for count in range(len(flat))]
    assert {len(week) for week in month.weeks} == {7}
    assert flat[0] <= month.first <= day <= month.last <= flat[-1]


@given(days, days)
def test_a_bar_never_leaves_its_season(one, other):
    season = season_of(one)
    starts, ends = min(one, other), max(one, other)

    start, length = season.bar(starts, ends)

    assert season.first <= one <= season.last
    assert 0 <= start < start + length <= season.days


def test_a_season_goes_from_september_to_august():
    assert season_of(date(2027, 8, 31)) == Season(2026)
    assert season_of(date(2027, 9, 1)) == Season(2027)
    assert [str(month) for month in Season(2026).months][::11] == ["2026-09", "2027-08"]


# Pages


@pytest.fixture
def manager(sign_in, db):
    return sign_in(MembershipFactory(role=Role.MANAGER).person)


def session_on(day, *, cohort=None, hour=9, **fields):
    zone = ZoneInfo(cohort.time_zone if cohort else "Europe/Paris")
    starts = datetime(day.year, day.month, day.day, hour, tzinfo=zone)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=3)}
    return SessionFactory(cohort=cohort or CohortFactory(), **times, **fields)


def shown(response):
    return [
        (day.date, [session.title for session, _starts, _ends in day.sessions])
        for day in response.context["days"]
    ]


def test_a_month_shows_the_sessions_of_all_cohorts_day_by_day(client, manager):
    session_on(date(2026, 12, 1), title="Ouverture")
    session_on(date(2026, 12, 1), hour=14, title="Visite")
    session_on(date(2026, 12, 17), title="Bilan")
    session_on(
        date(2026, 12, 8),
        title="Annulée",
        cancelled_at=datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC")),
    )
    session_on(date(2027, 1, 2), title="Plus tard")

    response = client.get(MONTH, {"mois": "2026-12"})

    assert shown(response) == [
        (date(2026, 12, 1), ["Ouverture", "Visite"]),
        (date(2026, 12, 17), ["Bilan"]),
    ]


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [("Pacific/Noumea", 8, 1), ("America/Martinique", 20, 31), ("Indian/Reunion", 1, 1)],
)
def test_a_session_stands_on_the_day_that_its_cohort_reads(client, manager, zone, hour, day):
    cohort = CohortFactory(time_zone=zone)
    session_on(date(2026, 12, day), cohort=cohort, hour=hour)

    response = client.get(MONTH, {"mois": "2026-12"})

    assert [each for each, _sessions in shown(response)] == [date(2026, 12, day)]


def test_filters_narrow_the_month_and_stay_in_the_address(client, manager):
    session_on(date(2026, 12, 1), title="Garonne", cohort=CohortFactory(title="Garonne"))
    session_on(date(2026, 12, 2), title="Loire", cohort=CohortFactory(title="Loire"))

    response = client.get(MONTH, {"mois": "2026-12", "q": "loire"})

    assert shown(response) == [(date(2026, 12, 2), ["Loire"])]
    assert "q=loire&amp;mois=2027-01" in response.content.decode().replace(
        "?mois", "&amp;mois"
    ) or ("mois=2027-01&amp;q=loire" in response.content.decode())


def test_partners_see_the_sessions_of_their_own_cohorts_without_a_way_in(client, sign_in, db):
    school = OrganisationFactory()
    session_on(date(2026, 12, 1), title="La leur", cohort=CohortFactory(organisation=school))
    session_on(date(2026, 12, 2), title="Une autre")
    sign_in(MembershipFactory(role=Role.PARTNER, organisation=school).person)

    response = client.get(MONTH, {"mois": "2026-12"})

    assert shown(response) == [(date(2026, 12, 1), ["La leur"])]
    assert response.context["known"] == set()


def test_a_season_shows_cohorts_as_bars_with_their_sessions(client, manager):
    cohort = CohortFactory(starts_on=date(2026, 9, 1), ends_on=date(2026, 9, 30))
    session_on(date(2026, 9, 2), cohort=cohort)
    CohortFactory(starts_on=date(2024, 9, 1), ends_on=date(2025, 6, 30))
    CohortFactory(is_permanent=True, starts_on=None, ends_on=None)

    response = client.get(SEASON, {"saison": "2026"})

    assert response.context["rows"] == [(cohort, (0, 30), [1])]


@pytest.mark.parametrize("size", [1, 3])
def test_calendars_take_as_many_queries_whatever_their_size(
    client, manager, size, django_assert_num_queries
):
    for _ in range(size):
        cohort = CohortFactory(starts_on=date(2026, 9, 1), ends_on=date(2027, 6, 30))
        EnrolmentFactory.create_batch(size, cohort=cohort)
        for number in range(size):
            session_on(date(2026, 12, 1 + number), cohort=cohort)

    with django_assert_num_queries(5):
        client.get(MONTH, {"mois": "2026-12"})
    with django_assert_num_queries(4):
        client.get(SEASON, {"saison": "2026"})
