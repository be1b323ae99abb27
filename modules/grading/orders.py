"""Credit for what is put in order, and for what is put together."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise


class OrderCredit(StrEnum):
    """What a partly right order is worth."""

    ALL_OR_NOTHING = "all_or_nothing"
    NEIGHBOURS = "neighbours"


def score_order(given: Sequence[str], correct: Sequence[str], credit: OrderCredit) -> float:
    """Return the share of items followed by the one that should follow; 1 only for the right order.

    Counting neighbours, one item out of place costs two or three of them and not the whole.
    """
    if credit is OrderCredit.ALL_OR_NOTHING:
        return float(list(given) == list(correct))
    return len(set(pairwise(given)) & set(pairwise(correct))) / (len(correct) - 1)


def score_pairs(given: Mapping[str, str], correct: Mapping[str, str]) -> float:
    """Return the share of things put with what they belong to."""
    return sum(given.get(left) == right for left, right in correct.items()) / len(correct)
