"""Random draws: which questions an attempt is asked, each at most once.

Plain Python. Draws may overlap («3 of the theme» and «2 of the module inside it»): a question that
one of them could spare goes to the one that needs it, so whatever can be filled is filled.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Wish:
    """So many questions among these."""

    count: int
    candidates: Collection[int]


def draw(wishes: Sequence[Wish], *, taken: Collection[int], luck: Random) -> list[list[int]]:
    """Return what each wish gets: nothing of ``taken``, and no question twice.

    The same luck draws the same questions, in whatever order the candidates come. A wish that
    cannot be filled gets fewer; in all, as many as possible are drawn.
    """
    taken = set(taken)
    orders = [_shuffled(set(wish.candidates) - taken, luck) for wish in wishes]
    places = [index for index, wish in enumerate(wishes) for _place in range(wish.count)]
    holder: dict[int, int] = {}
    for place in range(len(places)):
        _seat(place, places, orders, holder, set())
    drawn: list[list[int]] = [[] for _wish in wishes]
    for question in _shuffled(holder, luck):
        drawn[places[holder[question]]].append(question)
    return drawn


def missing(wishes: Sequence[Wish], *, taken: Collection[int]) -> list[int]:
    """Return how many questions each wish lacks, when as many as possible are drawn."""
    drawn = draw(wishes, taken=taken, luck=Random(0))  # noqa: S311 - nothing secret
    return [wish.count - len(found) for wish, found in zip(wishes, drawn, strict=True)]


def _shuffled(questions: Collection[int], luck: Random) -> list[int]:
    order = sorted(questions)
    luck.shuffle(order)
    return order


def _seat(
    place: int,
    places: Sequence[int],
    orders: Sequence[Sequence[int]],
    holder: dict[int, int],
    tried: set[int],
) -> bool:
    """Find a question for this place, moving those already placed if it must (Kuhn, 1955)."""
    order = orders[places[place]]
    for question in order:
        if question not in holder:
            holder[question] = place
            return True
    for question in order:
        if question in tried:
            continue
        tried.add(question)
        if _seat(holder[question], places, orders, holder, tried):
            holder[question] = place
            return True
    return False
