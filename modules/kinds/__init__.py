"""The kinds of question: one file each, with its form for authors, its reading and its grading.

A new kind is a file with a ``KIND``, a line in this table and a template.
"""

from modules.kinds import (
    gap_text,
    matching,
    multiple_choice,
    number,
    open_text,
    ordering,
    scale,
    short_text,
    single_choice,
    true_false,
)
from modules.kinds.kind import Answer, Kind, Line, Marking, Snapshot

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND
    for module in (
        single_choice,
        multiple_choice,
        true_false,
        short_text,
        number,
        matching,
        ordering,
        gap_text,
        scale,
        open_text,
    )
}

__all__ = ["KINDS", "Answer", "Kind", "Line", "Marking", "Snapshot"]
