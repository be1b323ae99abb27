"""French typography: the spaces where a line may not break, and curly apostrophes."""

import re

NO_BREAK = "\u00a0"
THIN = "\u202f"

_RULES = [
    # Before the marks that French sets apart; an address (https://) has no space there to change.
    (re.compile(r"[ \u00a0\u202f]+(?=[:;?!»])"), NO_BREAK),
    (re.compile(r"«[ \u00a0\u202f]*"), f"«{NO_BREAK}"),
    # Inside numbers: 675 000.
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), THIN),
    # Between a number and what it counts: 38 %, 1,2 million, 8,5 points, 2 h.
    (re.compile(r"(?<=\d) (?=(?:%|€|(?:millions?|milliards?|points?|h|min)\b))"), NO_BREAK),
    (re.compile(r"(?<=\w)'"), "’"),
]


def french(text: str) -> str:
    """Return the text as French print sets it; applying it twice changes nothing more."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
