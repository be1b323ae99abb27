"""Which bytes of a file are asked for (RFC 9110, section 14): what players need to jump about."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=(\d*)-(\d*)", re.ASCII)
LONGEST_NUMBER = 18
# A player that asks for « the rest » gets a piece and asks on: no answer holds a whole film.
LONGEST_SPAN = 4 * 1024 * 1024


@dataclass(frozen=True)
class Span:
    """The bytes from ``first`` to ``last``, both included, of ``size``."""

    first: int
    last: int
    size: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"bytes {self.first}-{self.last}/{self.size}"


class OutsideTheFile(ValueError):
    """Nothing of what is asked for is there."""


def span_asked(header: str, size: int) -> Span | None:
    """Return the bytes asked for; nothing when the whole file is the answer.

    A header that makes no sense, or that asks for several spans, is answered by the whole file, as
    the standard allows.
    """
    asked = ONE_RANGE.fullmatch(header.strip())
    if asked is None or any(len(number) > LONGEST_NUMBER for number in asked.groups()):
        return None
    first, last = asked.groups()
    if not first and not last:
        return None
    if first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(0, size - int(last))
    end = min(int(last), size - 1) if first and last else size - 1
    if start > end:
        raise OutsideTheFile
    return Span(start, min(end, start + LONGEST_SPAN - 1), size)
