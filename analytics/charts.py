"""Where the bars of a chart stand. Plain numbers in the units of the drawing; templates draw."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """One bar: its place, its size, the middle for its label, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    value: int
    label: str

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def above(self) -> float:
        """Where the figure over the bar stands."""
        return round(self.y - 6, 2)


def bars(
    values: Sequence[tuple[str, int]], *, width: float, height: float, top: float = 0, gap: float
) -> tuple[Bar, ...]:
    """Share the width between the values; the tallest bar takes the height below ``top``."""
    if not values:
        return ()
    step = width / len(values)
    tallest = max(value for _label, value in values) or 1
    return tuple(
        _bar(place, label, value, step=step, gap=gap, floor=height, scale=(height - top) / tallest)
        for place, (label, value) in enumerate(values)
    )


def _bar(
    place: int, label: str, value: int, *, step: float, gap: float, floor: float, scale: float
) -> Bar:
    tall = value * scale
    return Bar(
        x=round(place * step + gap / 2, 2),
        y=round(floor - tall, 2),
        width=round(step - gap, 2),
        height=round(tall, 2),
        value=value,
        label=label,
    )
