"""What a question asks, without what is said about it afterwards."""

from typing import Any

# Words for afterwards, and whose question it is: results before and after a change compare.
BESIDE = {
    "question", "version", "source", "explanation", "feedback", "guidance", "model_answer",
}  # fmt: skip


def substance(snapshot: Any) -> Any:
    """Return what two versions differ by: text, pictures, options, what is right, credit."""
    if isinstance(snapshot, dict):
        return {key: substance(value) for key, value in snapshot.items() if key not in BESIDE}
    if isinstance(snapshot, list):
        return [substance(value) for value in snapshot]
    return snapshot
