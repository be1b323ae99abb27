"""The desk's calendar as plain layout: the weeks of a month, the months of a season, bars in it.

A season goes from September to August, as schools and programmes do.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
SEPTEMBER = 9
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def after(self) -> "Month":
        return month_of(self.first + 32 * DAY)

    @property
    def before(self) -> "Month":
        return month_of(self.first - DAY)

    @property
    def last(self) -> date:
        return self.after.first - DAY

    @property
    def weeks(self) -> list[list[date]]:
        """Whole weeks from Monday; the days of the months beside fill the edges."""
        monday = self.first - self.first.weekday() * DAY
        count = ((self.last - monday).days // 7) + 1
        return [[monday + (7 * week + day) * DAY for day in range(7)] for week in range(count)]

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"


@dataclass(frozen=True)
class Season:
    """Twelve months from September of its year."""

    year: int

    @property
    def first(self) -> date:
        return date(self.year, SEPTEMBER, 1)

    @property
    def last(self) -> date:
        return date(self.year + 1, SEPTEMBER, 1) - DAY

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def months(self) -> list[Month]:
        months = [month_of(self.first)]
        while len(months) < 12:
            months.append(months[-1].after)
        return months

    def place(self, day: date) -> int:
        """Return how many days into the season this day is, from 0 to its length."""
        return min(max((day - self.first).days, 0), self.days)

    def bar(self, starts_on: date, ends_on: date) -> tuple[int, int]:
        """Return where a cohort's bar begins, and how many days of it are in the season."""
        start = self.place(starts_on)
        return start, max(self.place(ends_on + DAY) - start, 0)


def month_of(day: date) -> Month:
    return Month(day.year, day.month)


def season_of(day: date) -> Season:
    return Season(day.year if day.month >= SEPTEMBER else day.year - 1)


def read_month(text: str) -> Month | None:
    """Read « 2026-11 »; nothing when it is no month that a calendar has a page for."""
    typed = re.fullmatch(r"(\d{4})-(\d{2})", text, re.ASCII)
    if typed is None:
        return None
    year, number = int(typed[1]), int(typed[2])
    return Month(year, number) if _has_page(year) and 1 <= number <= 12 else None


def read_season(text: str) -> Season | None:
    if re.fullmatch(r"\d{4}", text, re.ASCII) is None or not _has_page(int(text)):
        return None
    return Season(int(text))


def _has_page(year: int) -> bool:
    return FIRST_YEAR <= year <= LAST_YEAR
