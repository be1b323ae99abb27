"""How search compares texts: accents, case, apostrophes and hyphens don't matter."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:['’‑-][^\W_]+)+")
_TAG = re.compile(r"<[^>]*>")
_MAX_WORDS = 20


def fold(text: str) -> str:
    """Return the words of a text in plain small letters, one space apart."""
    return " ".join(_WORD.findall(_plain(text)))


def search_text(*texts: str) -> str:
    """Return what a search looks into: every word starts after a space.

    Compound words are found as people type them: « co-construction » answers to « construction »
    and to « coconstruction ».
    """
    plain = _plain(" ".join(_TAG.sub(" ", text) for text in texts))
    compounds = ["".join(_WORD.findall(compound)) for compound in _JOINED.findall(plain)]
    return "".join(f" {word}" for word in dict.fromkeys([*_WORD.findall(plain), *compounds]))


def word_starts(query: str) -> list[str]:
    """Return the beginnings of words that a text must all hold to answer the query."""
    return fold(query).split()[:_MAX_WORDS]


def _plain(text: str) -> str:
    small = unicodedata.normalize("NFKD", text).casefold().translate(_LIGATURES)
    # Case folding may compose again, hence a second decomposition.
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", small)
        if not unicodedata.combining(letter)
    )
