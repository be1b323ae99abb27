"""Public holidays of France: each territory has its own beside those of the Republic."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from holidays import country_holidays

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


def holidays_in(time_zone: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of the French territory that keeps this time zone."""
    return _holidays(TERRITORIES.get(time_zone), tuple(years))


@lru_cache(maxsize=64)
def _holidays(territory: str | None, years: tuple[int, ...]) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv=territory, years=years))
