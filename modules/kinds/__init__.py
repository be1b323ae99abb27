"""The kinds of question: one file each, with its form for authors, its reading and its grading.

A new kind is a file with a ``KIND``, a line in this table and a template.
"""

from modules.kinds import multiple_choice, open_text, scale, single_choice
from modules.kinds.kind import Answer, Kind, Marking, Snapshot

KINDS: dict[str, Kind] = {
    module.KIND.name: module.KIND for module in (single_choice, multiple_choice, open_text, scale)
}

__all__ = ["KINDS", "Answer", "Kind", "Marking", "Snapshot"]
