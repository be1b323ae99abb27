"""When a cohort may meet: the public holidays of its territory and its own closed periods."""

from datetime import date
from zoneinfo import ZoneInfo

from cohorts.models import Cohort
from cohorts.scheduling import Rules, read_periods
from cohorts.territories import holidays_in

# A programme lasts nine months; plans and moves reach into the years around it.
YEARS_AHEAD = 3


def rules_of(cohort: Cohort, *, around: date | None = None) -> Rules:
    """Return when this cohort may meet, for the years around its dates or the day given."""
    day = around or cohort.starts_on or cohort.opened_at.date()
    return Rules(
        zone=ZoneInfo(cohort.time_zone),
        excluded=read_periods(cohort.closed_periods),
        holidays=holidays_in(cohort.time_zone, range(day.year - 1, day.year + YEARS_AHEAD)),
    )
