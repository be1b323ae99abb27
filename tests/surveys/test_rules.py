"""When surveys leave and when answers may be shown, tried on any date and any number of people."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cohorts.surveys.counting import (
    FEWEST,
    Recommendation,
    lines,
    mean,
    recommendation,
    releasable,
)
from cohorts.surveys.timing import at_clock, end_of, months_after, reminder_after, step_days

PARIS = ZoneInfo("Europe/Paris")
ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Paris", "Indian/Reunion", "Pacific/Noumea")]
)
DAYS = st.dates(date(2026, 1, 1), date(2040, 12, 31))
INSTANTS = st.builds(
    lambda day, minutes: datetime.combine(day, time(0), UTC) + timedelta(minutes=minutes),
    DAYS,
    st.integers(0, 24 * 60 - 1),
)


def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month():
    assert months_after(date(2026, 12, 8), 3) == date(2027, 3, 8)
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2027, 11, 30), 3) == date(2028, 2, 29)


@given(DAYS, st.integers(1, 12))
def test_months_later_counts_months(day, months):
    later = months_after(day, months)

    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day <= day.day


@given(DAYS, ZONES)
def test_a_morning_is_nine_on_the_clock_of_the_cohort_whatever_the_season(day, zone):
    instant = at_clock(day, time(9), zone)

    assert instant.astimezone(zone).timetz().replace(tzinfo=None) == time(9)
    assert instant < end_of(day, zone) == at_clock(day + timedelta(days=1), time(0), zone)


def test_a_survey_of_noumea_leaves_while_paris_still_sleeps():
    leaves = at_clock(date(2026, 11, 24), time(9), ZoneInfo("Pacific/Noumea"))

    assert leaves == datetime(2026, 11, 23, 22, tzinfo=UTC)


@given(INSTANTS, ZONES, st.integers(0, 60))
def test_there_are_two_reminders_at_most_days_apart_however_late_the_timetable(asked, zone, late):
    now, sent, reminded = asked, 0, []
    while due := reminder_after(asked, sent=sent, now=now, closes_at=None, zone=zone):
        now = max(due, now) + timedelta(days=late)
        reminded.append(now)
        sent += 1
    after = reminder_after(asked, sent=sent, now=now, closes_at=None, zone=zone)

    assert after is None
    assert len(reminded) == 2
    assert reminded[0] - asked > timedelta(days=3)
    assert reminded[1] - reminded[0] > timedelta(days=2)


@given(INSTANTS, st.integers(0, 20))
def test_nobody_is_reminded_of_what_is_over(asked, days):
    closes_at = asked + timedelta(days=days)

    due = reminder_after(asked, sent=0, now=asked, closes_at=closes_at, zone=PARIS)

    assert due is None or due < closes_at


def test_steps_of_a_plan_fall_on_their_weekday_or_at_the_end_of_their_week():
    steps = [(1, None), (3, 1), (None, 4), (1, 0)]

    days = step_days(steps, starts_on=date(2026, 9, 2))

    assert days == [
        date(2026, 9, 4),
        date(2026, 9, 15),
        date(2026, 9, 18),
        # Nobody is asked before the first day.
        date(2026, 9, 2),
    ]


@given(st.lists(st.sampled_from(["answer", "nothing"]), max_size=60))
def test_no_group_of_answers_is_ever_smaller_than_five_and_none_is_lost(story):
    held, shown = 0, 0
    for moment in story:
        held += moment == "answer"
        released = releasable(held, is_closed=False)
        assert released == 0 or released >= FEWEST
        held, shown = held - released, shown + released
    last = releasable(held, is_closed=True)

    assert last == 0 or last >= FEWEST
    total = story.count("answer")
    assert shown + last == (total if total >= FEWEST else 0)


def test_the_first_results_come_with_the_tenth_answer_and_the_rest_at_the_end():
    assert [releasable(held, is_closed=False) for held in (5, 9, 10, 14, 15)] == [0, 0, 5, 5, 10]
    assert [releasable(held, is_closed=True) for held in (0, 4, 5, 9)] == [0, 0, 5, 9]


def test_shares_are_of_the_people_who_answered():
    found = lines(["Outils", "Échanges", "Rien"], [0, 1, 1, 0, 1], people=3)

    assert [(line.label, line.count, line.percent) for line in found] == [
        ("Outils", 2, 67),
        ("Échanges", 3, 100),
        ("Rien", 0, 0),
    ]


def test_recommendation_is_promoters_less_detractors():
    found = recommendation([10, 9, 8, 7, 6, 0])

    assert found == Recommendation(promoters=2, passives=2, detractors=2)
    assert found.score == 0
    assert recommendation([]) is None
    assert mean([]) is None


@given(st.lists(st.integers(0, 10), min_size=1))
def test_a_recommendation_score_is_between_its_ends(scores):
    found = recommendation(scores)

    assert found.promoters + found.passives + found.detractors == len(scores)
    assert -100 <= found.score <= 100
