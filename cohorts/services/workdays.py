"""When a cohort may meet: the public holidays of its territory and its own closed periods."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from cohorts.models import Cohort
from cohorts.scheduling import Rules, read_periods

# A programme lasts nine months; plans and moves reach into the years around it.
YEARS_AHEAD = 3
TERRITORIES = {
    "America/Guadeloupe": "971",
    "America/Martinique": "972",
    "America/Cayenne": "973",
    "America/Miquelon": "PM",
    "America/St_Barthelemy": "BL",
    "America/Marigot": "MF",
    "Indian/Kerguelen": "TF",
    "Indian/Mayotte": "976",
    "Indian/Reunion": "974",
    "Pacific/Noumea": "NC",
    "Pacific/Tahiti": "PF",
    "Pacific/Marquesas": "PF",
    "Pacific/Gambier": "PF",
    "Pacific/Wallis": "WF",
}


def rules_of(cohort: Cohort, *, around: date | None = None) -> Rules:
    """Return when this cohort may meet, for the years around its dates or the day given."""
    day = around or cohort.starts_on or cohort.opened_at.date()
    return Rules(
        zone=ZoneInfo(cohort.time_zone),
        excluded=read_periods(cohort.closed_periods),
        holidays=holidays_in(cohort.time_zone, range(day.year - 1, day.year + YEARS_AHEAD)),
    )


def holidays_in(time_zone: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of the French territory that keeps this time zone."""
    return _holidays(TERRITORIES.get(time_zone), tuple(years))


@lru_cache(maxsize=64)
def _holidays(territory: str | None, years: tuple[int, ...]) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv=territory, years=years))
