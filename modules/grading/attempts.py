"""The score of a whole attempt."""


def score_attempt(credits: list[float]) -> float | None:
    """Return the share of the whole: every question that earns credit weighs the same."""
    return sum(credits) / len(credits) if credits else None
