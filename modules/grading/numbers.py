"""Numbers as people write them, « 1 234,5 km » or "1,234.5 km", and whether they are close."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

LONGEST = 100
MINUS = str.maketrans({"−": "-", "–": "-"})
# Between thousands; a single comma or point is always the decimal one.
GAP = "[ \u00a0\u202f'’]"
WRITTEN = re.compile(
    rf"""
    (?P<sign>[+-]?)\s*
    (?P<digits>
        [0-9]{{1,3}}(?:\.[0-9]{{3}})+,[0-9]+      # 1.234,5
      | [0-9]{{1,3}}(?:,[0-9]{{3}})+\.[0-9]+      # 1,234.5
      | [0-9]{{1,3}}(?:\.[0-9]{{3}}){{2,}}        # 1.234.567
      | [0-9]{{1,3}}(?:,[0-9]{{3}}){{2,}}         # 1,234,567
      | [0-9]{{1,3}}(?:{GAP}[0-9]{{3}})+(?:[.,][0-9]+)?
      | [0-9]+(?:[.,][0-9]*)?
      | [.,][0-9]+
    )
    (?:\s*(?:[eE]|[x×*·]\s*10\s*\^?)\s*(?P<power>[+-]?[0-9]{{1,2}})(?![0-9]))?
    (?P<unit>(?!\s*[0-9.,]).*)
    """,
    re.VERBOSE,
)


class Tolerance(StrEnum):
    """What the distance allowed is counted in."""

    ABSOLUTE = "absolute"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Quantity:
    number: Decimal
    unit: str = ""


def read_quantity(text: str) -> Quantity | None:
    """Return the number and the unit that somebody wrote; nothing when it is no number."""
    written = WRITTEN.fullmatch(text.translate(MINUS).strip()) if len(text) <= LONGEST else None
    if written is None:
        return None
    digits = f"{written['sign']}{_plain(written['digits'])}e{written['power'] or 0}"
    return Quantity(Decimal(digits), written["unit"].strip())


def _plain(digits: str) -> str:
    """Return the digits without signs between thousands, and with a point before decimals."""
    digits = re.sub(GAP, "", digits)
    marks = re.findall("[.,]", digits)
    if len(marks) > 1 and len(set(marks)) == 1:
        return re.sub("[.,]", "", digits)
    whole, _mark, decimals = digits.rpartition(marks[-1]) if marks else (digits, "", "")
    return f"{re.sub('[.,]', '', whole) or 0}.{decimals or 0}"


def is_close(given: Decimal, right: Decimal, tolerance: Decimal, kind: Tolerance) -> bool:
    allowed = abs(right) * tolerance / 100 if kind is Tolerance.PERCENT else tolerance
    return abs(given - right) <= allowed


def same_unit(given: str, unit: str) -> bool:
    """Whether two units are the same: m² is m2, and MW is not mW."""
    return _folded(given) == _folded(unit)


def _folded(unit: str) -> str:
    return "".join(unicodedata.normalize("NFKC", unit).split())
