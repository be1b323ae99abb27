"""The kinds of question: one file each, with its form for authors, its reading and its grading.

A new kind is a file with a ``KIND``, a line in this table and a template.
"""

from modules.kinds import multiple_choice, single_choice
from modules.kinds.kind import Answer, Kind, Snapshot

KINDS: dict[str, Kind] = {kind.name: kind for kind in (single_choice.KIND, multiple_choice.KIND)}

__all__ = ["KINDS", "Answer", "Kind", "Snapshot"]
