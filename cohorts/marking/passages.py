"""Where remarks stand in a text: plain functions of what was quoted."""

from collections.abc import Sequence
from typing import NamedTuple


class Segment(NamedTuple):
    """A piece of the text; ``number`` is that of the remark on it, from 1, or None."""

    text: str
    number: int | None = None


def segments(text: str, passages: Sequence[str]) -> list[Segment]:
    """Cut the text at the passages that remarks quote: all of it stays, in order.

    A passage that is not in the text, or that another remark covers already, is not marked.
    """
    places: list[tuple[int, int, int]] = []
    for number, passage in enumerate(passages, start=1):
        start = text.find(passage) if passage else -1
        end = start + len(passage)
        if start >= 0 and all(end <= other[0] or other[1] <= start for other in places):
            places.append((start, end, number))
    cut, last = [], 0
    for start, end, number in sorted(places):
        cut += [Segment(text[last:start]), Segment(text[start:end], number)]
        last = end
    return [piece for piece in (*cut, Segment(text[last:])) if piece.text]
