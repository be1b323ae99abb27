"""Whether two short texts say the same, forgiving what is no mistake of substance."""

import unicodedata
from collections.abc import Set
from enum import StrEnum

APOSTROPHES = str.maketrans(dict.fromkeys("’‘ʼʹ′´`＇", "'"))
LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


class Strict(StrEnum):
    """What an author may choose not to forgive."""

    CASE = "case"
    ACCENTS = "accents"
    SPACES = "spaces"
    APOSTROPHES = "apostrophes"


def same_text(given: str, accepted: str, strict: Set[Strict]) -> bool:
    return _fold(given, strict) == _fold(accepted, strict)


def _fold(text: str, strict: Set[Strict]) -> str:
    """Return the text without what is forgiven."""
    if Strict.APOSTROPHES not in strict:
        text = text.translate(APOSTROPHES)
    if Strict.SPACES not in strict:
        text = " ".join(text.split())
    if Strict.CASE not in strict:
        text = text.casefold()
    if Strict.ACCENTS not in strict:
        text = _without_accents(text)
    # The same letter may be written as one character or as two.
    return unicodedata.normalize("NFC", text)


def _without_accents(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.translate(LIGATURES))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
