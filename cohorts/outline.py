"""What a form'action may be made of, as the catalogue offers it, and what composed ones hold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from django.db.models import QuerySet

from cohorts.composing import MINUTES, Pick, Programme, pack
from cohorts.models import Composition
from courses.choices import Depth, Format, StepKind
from courses.models import CoursePage, Level, PlanItem
from modules.models import ModulePage

# Modules without a theme come after those that have one.
NO_THEME = 1000


@dataclass(frozen=True)
class Offer:
    """One awareness module at one depth; ``slug`` is its page's in the catalogue."""

    slug: str
    pick: Pick
    hue: int | None = None

    @property
    def depth(self) -> Depth:
        return Depth(self.pick.depth)


@dataclass(frozen=True)
class OfferedTheme:
    """A theme with its modules, each with the depths it is offered at."""

    title: str
    hue: int | None
    modules: Sequence[tuple[str, Sequence[Offer]]]


def offers() -> dict[str, Offer]:
    """Return every module and depth that may be chosen, by slug, in the catalogue's order."""
    awareness = CoursePage.objects.in_catalogue().filter(format=Format.AWARENESS)
    steps = (
        PlanItem.objects.filter(course__in=awareness, kind=StepKind.MODULE, module__live=True)
        .order_by("course__theme__position", "course__path", "sort_order")
        .select_related("course__theme", "module")
    )
    offered: dict[str, Offer] = {}
    for rank, step in enumerate(steps):
        theme = step.course.theme
        pick = Pick(
            module=step.module_id,
            title=step.module.title,
            depth=step.depth,
            orientation=step.course.orientation,
            theme=theme.title if theme else "",
            place=(theme.position if theme else NO_THEME, rank),
            minutes=MINUTES[step.depth],
        )
        offered.setdefault(
            step.course.slug, Offer(step.course.slug, pick, theme.hue if theme else None)
        )
    return offered


def by_theme(offered: Mapping[str, Offer]) -> list[OfferedTheme]:
    """Group what is offered as the page shows it: themes, modules, depths."""
    ranked = sorted(offered.values(), key=lambda offer: offer.pick.place)
    themes = []
    for title, held in groupby(ranked, key=lambda offer: offer.pick.theme):
        modules: dict[int, list[Offer]] = {}
        first = None
        for offer in held:
            first = first or offer
            modules.setdefault(offer.pick.module, []).append(offer)
        depths = [(group[0].pick.title, group) for group in modules.values()]
        themes.append(OfferedTheme(title, first.hue if first else None, depths))
    return themes


def form_action_levels() -> QuerySet[Level]:
    """Return the levels of the form'actions of the catalogue."""
    courses = CoursePage.objects.in_catalogue().filter(format=Format.FORM_ACTION)
    return Level.objects.filter(courses__in=courses).distinct().order_by("position")


def with_objectives(picks: Iterable[Pick]) -> list[Pick]:
    picks = list(picks)
    pages = ModulePage.objects.in_bulk({pick.module for pick in picks})
    return [
        replace(pick, objectives=tuple(text.value for text in pages[pick.module].objectives))
        for pick in picks
    ]


def picks_of(composition: Composition) -> list[Pick]:
    """Return what was chosen, in its order; the catalogue may have dropped it since."""
    known = {(offer.pick.module, offer.pick.depth): offer.pick for offer in offers().values()}
    rows = composition.composed_modules.select_related("module").order_by("position", "pk")
    return [
        known.get((row.module_id, row.depth))
        or Pick(row.module_id, row.module.title, row.depth, minutes=MINUTES[row.depth])
        for row in rows
    ]


def programme_of(composition: Composition) -> Programme:
    return pack(with_objectives(picks_of(composition)))
