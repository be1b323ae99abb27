"""What the catalogue answers: the courses that match what an address asks, drawn as cards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any, NamedTuple

from django.core.paginator import Page as Sheet
from django.core.paginator import Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.choices import Format, Length
from courses.filters import WORDS, Filters, read_filters
from courses.models import (
    Audience,
    CoursePage,
    FormatPresentation,
    Level,
    Theme,
    Word,
    in_preparation,
    remember,
    words_of,
)

PER_PAGE = 24
FORMAT = "format"
LABELS = {
    FORMAT: _("Format"),
    "theme": _("Theme"),
    "public": _("Audience"),
    "niveau": _("Level"),
    "duree": _("Duration"),
}


@dataclass(frozen=True)
class Facet:
    """One filter of the catalogue: its name in the address and what it offers (key → title)."""

    name: str
    label: str | Promise
    offers: Mapping[str, str | Promise]
    chosen: str = ""

    @property
    def chosen_title(self) -> str | Promise:
        return self.offers[self.chosen]


@dataclass(frozen=True)
class Edition:
    """One way to follow what a card presents: a course."""

    slug: str
    levels: tuple[str, ...]
    length: str | Promise
    is_in_preparation: bool


@dataclass(frozen=True)
class Card:
    """One subject of a format: an awareness module has a course per depth, others have one."""

    format: str
    title: str
    theme: str
    hue: str
    host: str
    editions: tuple[Edition, ...]

    @property
    def is_in_preparation(self) -> bool:
        return all(edition.is_in_preparation for edition in self.editions)


@dataclass(frozen=True)
class Section:
    """The cards of one format."""

    title: str | Promise
    summary: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Tab:
    """One format, or all of them: how many courses it holds and where it leads."""

    title: str | Promise
    total: int
    address: str
    is_current: bool


@dataclass(frozen=True)
class Listing:
    """One page of the catalogue, with what was asked and what may be asked."""

    filters: Filters
    facets: tuple[Facet, ...]
    tabs: tuple[Tab, ...]
    sheet: Sheet
    sections: tuple[Section, ...]

    @property
    def total(self) -> int:
        return self.sheet.paginator.count

    @property
    def selects(self) -> list[Facet]:
        """The filters to choose from a list; formats have their tabs."""
        return [facet for facet in self.facets if facet.name != FORMAT]

    @property
    def format(self) -> str:
        return self.filters.chosen.get(FORMAT, "")

    @cached_property
    def active(self) -> list[dict[str, Any]]:
        """What is asked, each with the address of the same list without it."""
        asked = [
            (facet.name, facet.label, facet.chosen_title) for facet in self.selects if facet.chosen
        ]
        if self.filters.words:
            asked.append((WORDS, _("Words"), self.filters.words))
        return [
            {"label": label, "title": title, "without": self.filters.without(name).address()}
            for name, label, title in asked
        ]

    @property
    def unknown(self) -> list[str | Promise]:
        return [facet.label for facet in self.facets if facet.name in self.filters.unknown]

    @property
    def sheets(self) -> list[tuple[int, str]]:
        return [
            (number, self.filters.address(page=number))
            for number in self.sheet.paginator.page_range
        ]

    @property
    def address(self) -> str:
        return self.filters.address(page=self.sheet.number)


class Words(NamedTuple):
    """The words that courses are filtered by, each list in its order."""

    formats: Sequence[Word]
    themes: Sequence[Word]
    audiences: Sequence[Word]
    levels: Sequence[Word]

    def offers(self) -> dict[str, dict[str, str | Promise]]:
        """Return what each filter offers: key → title."""
        return {
            FORMAT: _titles(self.formats),
            "theme": _titles(self.themes),
            "public": _titles(self.audiences),
            "niveau": _titles(self.levels),
            "duree": {length.key: length.label for length in Length},
        }


def _words() -> Words:
    models = (FormatPresentation, Theme, Audience, Level)
    return remember("words", lambda: Words(*words_of(*(model.objects.all() for model in models))))


def filters_of(asked: Mapping[str, str]) -> Filters:
    """Return what an address asks, as far as the catalogue knows of it."""
    return read_filters(asked, offered=_words().offers())


def find_courses(asked: Mapping[str, str]) -> Listing:
    """Return the page of the catalogue that an address asks for."""
    words = _words()
    offers = words.offers()
    filters = read_filters(asked, offered=offers)
    chosen = filters.chosen
    lengths = {length.key: length.value for length in Length}
    courses = (
        CoursePage.objects.in_catalogue()
        .asked(
            theme__slug=chosen.get("theme"),
            audiences__slug=chosen.get("public"),
            levels__slug=chosen.get("niveau"),
            length=lengths.get(chosen.get("duree", "")),
        )
        .answering(filters.words)
    )
    totals = courses.count_by_format()
    formats = {word.slug: word.mark for word in words.formats}
    format_ = formats.get(chosen.get(FORMAT, ""))
    rows = courses.asked(format=format_).for_cards()
    paginator = Paginator(rows, PER_PAGE)
    # The tabs have counted already.
    paginator.count = totals.get(format_, 0) if format_ else sum(totals.values())
    sheet = paginator.get_page(asked.get("page"))
    cards = cards_of(list(sheet.object_list), themes=words.themes, levels=words.levels)
    return Listing(
        filters=filters,
        facets=tuple(
            Facet(name, label, offers[name], chosen.get(name, "")) for name, label in LABELS.items()
        ),
        tabs=_tabs(filters, words.formats, totals),
        sheet=sheet,
        sections=_sections(cards, words.formats),
    )


def cards_of(
    rows: list[dict[str, Any]], *, themes: Iterable[Word], levels: Sequence[Word]
) -> list[Card]:
    """Draw the rows of ``for_cards`` as cards, in the same order."""
    themes_by_id = {word.id: word for word in themes}
    waiting = in_preparation({row["pk"] for row in rows if row["has_modules"]})
    levels_of = _levels_of({row["pk"] for row in rows}, levels)
    subjects: dict[tuple, list[dict[str, Any]]] = {}
    for row in rows:
        subjects.setdefault((row["format"], row["theme_id"], row["title"]), []).append(row)
    cards = []
    for (format_, theme_id, title), editions in subjects.items():
        theme = themes_by_id.get(theme_id)
        cards.append(
            Card(
                format=format_,
                title=title,
                theme=theme.title if theme else "",
                hue=theme.mark if theme else "",
                host=_host(editions[0]),
                editions=tuple(
                    Edition(
                        slug=row["slug"],
                        levels=levels_of.get(row["pk"], ()),
                        length=Length(row["length"]).label,
                        is_in_preparation=row["pk"] in waiting,
                    )
                    for row in editions
                ),
            )
        )
    return cards


def _tabs(
    filters: Filters, presentations: Iterable[Word], totals: Mapping[str, int]
) -> tuple[Tab, ...]:
    current = filters.chosen.get(FORMAT)
    everything = Tab(_("All"), sum(totals.values()), filters.without(FORMAT).address(), not current)
    return (
        everything,
        *(
            Tab(
                title=word.title,
                total=totals.get(word.mark, 0),
                address=filters.choosing(FORMAT, word.slug).address(),
                is_current=word.slug == current,
            )
            for word in presentations
        ),
    )


def _sections(cards: list[Card], presentations: Iterable[Word]) -> tuple[Section, ...]:
    by_format = {word.mark: word for word in presentations}
    sections = []
    for value, of_format in groupby(cards, key=lambda card: card.format):
        word = by_format.get(value)
        title, summary = (word.title, word.text) if word else (Format(value).label, "")
        sections.append(Section(title=title, summary=summary, cards=tuple(of_format)))
    return tuple(sections)


def _host(row: dict[str, Any]) -> str:
    """Say with whom: the school and its curriculum, or the partner and where it is hosted."""
    parts = (row["school"], row["curriculum"], row["partner"], row["hosted_on"])
    return ", ".join(part for part in parts if part)


def _levels_of(pks: set[int], levels: Sequence[Word]) -> dict[int, tuple[str, ...]]:
    links = CoursePage.levels.through.objects.filter(coursepage__in=pks)
    pairs = set(links.values_list("coursepage_id", "level_id"))
    return {pk: tuple(level.title for level in levels if (pk, level.id) in pairs) for pk in pks}


def _titles(words: Iterable[Word]) -> dict[str, str | Promise]:
    return {word.slug: word.title for word in words}
