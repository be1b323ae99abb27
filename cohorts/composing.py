"""From chosen modules to the half-days of a form'action: an order, a packing, what to look at.

A half-day is 9:00–12:30 or 14:00–17:30, so it holds 210 minutes: one module in depth, or one
discovery of two hours. Two discoveries make four hours: they do not fit, and what is left of the
half-day is said to be for exchanges, never stretched into teaching.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from cohorts.scheduling import HALF_DAY_MINUTES, WHOLE_DAY, HalfDay, Step, schedule

DISCOVERY, IN_DEPTH = "discovery", "in_depth"
STRATEGIC, PRACTICAL = "strategic", "practical"
MINUTES = {DISCOVERY: 120, IN_DEPTH: HALF_DAY_MINUTES}
# One to three days.
FEWEST_HALF_DAYS, MOST_HALF_DAYS = 2, 6


class TooLong(Exception):
    """What was chosen needs more than three days; ``half_days`` says how many half-days."""

    def __init__(self, half_days: int) -> None:
        super().__init__(f"{half_days} half-days")
        self.half_days = half_days


@dataclass(frozen=True)
class Pick:
    """One module at one depth. ``place`` is where the catalogue has it: theme, then module."""

    module: int
    title: str
    depth: str
    orientation: str = ""
    theme: str = ""
    place: tuple[int, int] = (0, 0)
    minutes: int = HALF_DAY_MINUTES
    objectives: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not 0 < self.minutes <= HALF_DAY_MINUTES:
            raise ValueError(f"A module of {self.minutes} minutes fits no half-day.")


class Doubt(StrEnum):
    """What somebody should look at before the programme is proposed."""

    SAME_MODULE = "same_module"
    SAME_THEME = "same_theme"
    NO_PANORAMA = "no_panorama"
    LATE_PANORAMA = "late_panorama"
    TOO_SHORT = "too_short"


@dataclass(frozen=True)
class Caution:
    """One doubt about a module or a theme, named as people read it."""

    doubt: Doubt
    subject: str = ""


@dataclass(frozen=True)
class Sitting:
    """One half-day of the programme, on its day from 1."""

    day: int
    half_day: HalfDay
    picks: tuple[Pick, ...]

    @property
    def minutes(self) -> int:
        return sum(pick.minutes for pick in self.picks)

    @property
    def minutes_left(self) -> int:
        return HALF_DAY_MINUTES - self.minutes


@dataclass(frozen=True)
class Programme:
    """What a form'action holds, half-day by half-day."""

    sittings: tuple[Sitting, ...] = ()
    cautions: tuple[Caution, ...] = ()

    @property
    def picks(self) -> tuple[Pick, ...]:
        return tuple(pick for sitting in self.sittings for pick in sitting.picks)

    @property
    def days(self) -> list[tuple[int, list[Sitting]]]:
        return [(day, list(held)) for day, held in groupby(self.sittings, lambda one: one.day)]

    @property
    def minutes(self) -> int:
        return sum(sitting.minutes for sitting in self.sittings)


def in_order(picks: Iterable[Pick]) -> list[Pick]:
    """Propose an order: themes as the catalogue has them, and in each the strategic first."""
    return sorted(
        picks,
        key=lambda pick: (
            pick.place[0],
            pick.orientation == PRACTICAL,
            pick.place[1],
            pick.module,
            pick.depth,
        ),
    )


def pack(picks: Iterable[Pick]) -> Programme:
    """Fill half-days with the modules in the order given, opening one when the next is too long."""
    picks = list(picks)
    filled = list(_filled(picks))
    if len(filled) > MOST_HALF_DAYS:
        raise TooLong(len(filled))
    sittings = tuple(
        Sitting(1 + rank // 2, WHOLE_DAY[rank % 2], tuple(held)) for rank, held in enumerate(filled)
    )
    return Programme(sittings, tuple(_cautions(picks, half_days=len(filled))))


def days_from(starts_on: date, sittings: Sequence[Sitting]) -> list[date]:
    """Return the day of each half-day: the first one given or the next working day, and on."""
    first = schedule([Step(0)], starts_on=starts_on)[0].day
    days = {1: first}
    for day in range(2, 1 + max((sitting.day for sitting in sittings), default=1)):
        after = date.fromordinal(days[day - 1].toordinal() + 1)
        days[day] = schedule([Step(0)], starts_on=after)[0].day
    return [days[sitting.day] for sitting in sittings]


def _filled(picks: Iterable[Pick]) -> Iterator[list[Pick]]:
    held: list[Pick] = []
    for pick in picks:
        if held and sum(one.minutes for one in held) + pick.minutes > HALF_DAY_MINUTES:
            yield held
            held = []
        held.append(pick)
    if held:
        yield held


def _cautions(picks: Sequence[Pick], *, half_days: int) -> Iterator[Caution]:
    modules = [pick.module for pick in picks]
    for module, title in {pick.module: pick.title for pick in picks}.items():
        if modules.count(module) > 1:
            yield Caution(Doubt.SAME_MODULE, title)
    for theme in dict.fromkeys(pick.theme for pick in picks if pick.theme):
        yield from _about_theme(theme, [pick for pick in picks if pick.theme == theme])
    if 0 < half_days < FEWEST_HALF_DAYS:
        yield Caution(Doubt.TOO_SHORT)


def _about_theme(theme: str, picks: Sequence[Pick]) -> Iterator[Caution]:
    short = {pick.module for pick in picks if pick.depth == DISCOVERY}
    if len(short) > 1:
        yield Caution(Doubt.SAME_THEME, theme)
    orientations = [pick.orientation for pick in picks]
    if PRACTICAL not in orientations:
        return
    if STRATEGIC not in orientations:
        yield Caution(Doubt.NO_PANORAMA, theme)
    elif orientations.index(PRACTICAL) < orientations.index(STRATEGIC):
        yield Caution(Doubt.LATE_PANORAMA, theme)
