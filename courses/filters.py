"""What a visitor asks of the catalogue, read from the address and written back to it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

WORDS = "q"
MAX_QUERY = 200


@dataclass(frozen=True)
class Filters:
    """One choice per filter at most, and words. ``unknown`` names the filters left aside."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    unknown: tuple[str, ...] = ()

    def without(self, name: str) -> "Filters":
        if name == WORDS:
            return replace(self, words="")
        return replace(
            self, chosen={key: value for key, value in self.chosen.items() if key != name}
        )

    def choosing(self, name: str, key: str) -> "Filters":
        return replace(self, chosen={**self.chosen, name: key})

    def address(self, *, page: int = 1) -> str:
        """Return the query string that leads back to this list, empty when nothing is asked."""
        asked = {**self.chosen, **({WORDS: self.words} if self.words else {})}
        if page > 1:
            asked["page"] = str(page)
        return f"?{urlencode(asked)}" if asked else ""

    @property
    def is_empty(self) -> bool:
        return not self.chosen and not self.words


def read_filters(asked: Mapping[str, str], *, offered: Mapping[str, Collection[str]]) -> Filters:
    """Keep what the catalogue knows; an address that asks for more still leads somewhere."""
    given = {name: asked.get(name, "").strip() for name in offered}
    return Filters(
        chosen={name: key for name, key in given.items() if key in offered[name]},
        words=" ".join(asked.get(WORDS, "").replace("\0", " ").split())[:MAX_QUERY].strip(),
        unknown=tuple(name for name, key in given.items() if key and key not in offered[name]),
    )
