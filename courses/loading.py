"""The seed content: vocabulary, courses and plans of Le RAMEAU's catalogue (courses/seeds).

Each piece is loaded once and marked; from then on it belongs to the authors. Loading again adds
what is new in the seeds and touches nothing else.
"""

import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.db import transaction
from wagtail.models import Page

from courses.choices import Depth, Format, Length, Orientation, StepKind
from courses.models import (
    Audience,
    CatalogueIndexPage,
    CoursePage,
    FormatPresentation,
    Impact,
    Level,
    Modality,
    Need,
    PlanItem,
    ResourceCentre,
    ResourceIndexPage,
    ResourceKind,
    SeedMark,
    Term,
    Theme,
)
from lms.pages.loading import load_pages
from lms.pages.models import HomePage

logger = logging.getLogger(__name__)

SEEDS = Path(__file__).parent / "seeds"
DEPTHS = {
    "decouverte": (Depth.DISCOVERY, Length.TWO_HOURS, 120),
    "approfondissement": (Depth.IN_DEPTH, Length.HALF_DAY, 210),
}
TIMING = ("week", "weekday", "half_day", "minutes", "follows_previous")
ORIENTATIONS = {"strategique": Orientation.STRATEGIC, "pratique": Orientation.PRACTICAL}


@transaction.atomic
def load_vocabulary() -> None:
    """Create the home page, the catalogue's terms and its two index pages."""
    load_pages()
    seeds, done = _seeds(), _marks()
    _load_terms(Theme, seeds["themes"], done, lambda _, rank: {"hue": rank})
    _load_terms(Audience, seeds["audiences"], done)
    _load_terms(
        Level, [*_format("sensibilisation")["depths"], *_format("formaction")["levels"]], done
    )
    _load_terms(Modality, seeds["modalities"], done, lambda seed, _: {"detail": seed["detail"]})
    _load_terms(Impact, seeds["impacts"], done)
    _load_terms(FormatPresentation, seeds["formats"], done, _presentation_fields)
    _load_terms(Need, seeds["needs"], done)
    _load_terms(
        ResourceKind, seeds["resource_kinds"], done, lambda seed, _: {"purpose": seed["purpose"]}
    )
    _load_terms(
        ResourceCentre,
        seeds["resource_centres"],
        done,
        lambda seed, _: {"url": seed["url"], "need": Need.objects.get(slug=seed["need"])},
    )
    home = HomePage.objects.first()
    _load_page(home, CatalogueIndexPage(title="Formations", slug="formations"), done)
    _load_page(home, ResourceIndexPage(title="Ressources", slug="ressources"), done)


@transaction.atomic
def load_courses() -> None:
    """Create the pages of the catalogue's courses, without their plans."""
    done = _marks()
    terms = _Terms()
    catalogue = CatalogueIndexPage.objects.first()
    if catalogue is None:
        return  # its authors removed the whole catalogue
    for fields in [
        *_awareness_courses(),
        *_academic_courses(),
        *_moocs(),
        _form_action(),
        *_programmes(),
    ]:
        page = terms.course(**fields)
        _load_page(catalogue, page, done)


@transaction.atomic
def load_plans() -> None:
    """Write the plans of the courses; the modules they place stand in the library by now."""
    done = _marks()
    courses = {course.slug: course for course in CoursePage.objects.all()}
    modules = {
        page.slug: page
        for page in Page.objects.filter(
            content_type__app_label="modules", content_type__model="modulepage"
        )
    }
    for slug, steps in _plans().items():
        course, key = courses.get(slug), f"plan:{slug}"
        if key in done or course is None:
            continue
        missing = {step["module"] for step in steps if "module" in step} - modules.keys()
        if missing:
            logger.warning("The plan of %s waits for modules: %s", slug, ", ".join(sorted(missing)))
            continue
        course.plan_items = [
            PlanItem(
                **{
                    **step,
                    "sort_order": order,
                    "module": modules[step["module"]] if "module" in step else None,
                }
            )
            for order, step in enumerate(steps)
        ]
        course.save_revision().publish()
        SeedMark.objects.create(key=key)


def _marks() -> set[str]:
    return set(SeedMark.objects.values_list("key", flat=True))


def _load_terms(
    model: type[Term],
    seeds: Iterable[dict[str, Any]],
    done: set[str],
    more: Callable[[dict[str, Any], int], dict[str, Any]] = lambda _seed, _rank: {},
) -> None:
    for rank, seed in enumerate(seeds, start=1):
        key = f"{model._meta.model_name}:{seed['slug']}"
        if key in done:
            continue
        model.objects.get_or_create(  # type: ignore[attr-defined]
            slug=seed["slug"],
            defaults={"title": seed["title"], "position": rank, **more(seed, rank)},
        )
        SeedMark.objects.create(key=key)


def _load_page(parent: Page, page: Page, done: set[str]) -> None:
    key = f"page:{page.slug}"
    if key in done:
        return
    if not parent.get_children().filter(slug=page.slug).exists():
        parent.add_child(instance=page)
        page.save_revision().publish()
    SeedMark.objects.create(key=key)


class _Terms:
    """The vocabulary by key, to build course pages from seeds."""

    def __init__(self) -> None:
        self.themes = {theme.slug: theme for theme in Theme.objects.all()}
        self.audiences = {audience.slug: audience for audience in Audience.objects.all()}
        self.levels = {level.slug: level for level in Level.objects.all()}

    def course(
        self,
        *,
        theme: str | None,
        audiences: Iterable[str],
        levels: Iterable[str] = (),
        **fields: Any,
    ) -> CoursePage:
        page = CoursePage(theme=self.themes.get(theme or ""), is_proposal=True, **fields)
        page.audiences = [self.audiences[slug] for slug in audiences if slug in self.audiences]
        page.levels = [self.levels[slug] for slug in levels if slug in self.levels]
        return page


def _awareness_courses() -> Iterable[dict[str, Any]]:
    for theme, module in _modules():
        for level, (_depth, length, minutes) in DEPTHS.items():
            yield {
                "slug": f"{module['slug']}-{level}",
                "title": module["title"],
                "format": Format.AWARENESS,
                "theme": theme["slug"],
                "audiences": _proposals()["audiences"]["themes"][theme["slug"]],
                "levels": [level],
                "orientation": ORIENTATIONS[module["orientation"]],
                "length": length,
                "minutes": minutes,
                "is_open": True,
            }


def _academic_courses() -> Iterable[dict[str, Any]]:
    for seed in _seeds()["academic_courses"]:
        yield {
            **_named(seed, "academique"),
            "format": Format.ACADEMIC,
            "length": Length.CURRICULUM,
            "school": seed["school"],
            "curriculum": seed["curriculum"],
        }


def _moocs() -> Iterable[dict[str, Any]]:
    for seed in _seeds()["moocs"]:
        subject = seed["subject"]
        yield {
            **_named(seed, "mooc"),
            "format": Format.MOOC,
            "length": Length.FEW_SESSIONS,
            "minutes": seed["sessions"]["count"] * 120,
            "introduction": f"<p>{subject[0].upper()}{subject[1:]}.</p>",
            "partner": seed["partner"],
            "hosted_on": seed["hosted_on"],
            "is_open": True,
        }


def _form_action() -> dict[str, Any]:
    seed = _proposals()["form_action"]
    return {
        **_named(seed, "formaction"),
        "format": Format.FORM_ACTION,
        "length": Length.DAYS,
        "levels": [level["slug"] for level in _format("formaction")["levels"]],
        "introduction": f"<p>{seed['introduction']}</p>",
    }


def _programmes() -> Iterable[dict[str, Any]]:
    for seed in _seeds()["experience_programmes"]:
        yield {
            **_named(seed, "parcours"),
            "format": Format.EXPERIENCE,
            "length": Length.MONTHS,
        }


def _named(seed: dict[str, Any], format_slug: str) -> dict[str, Any]:
    return {
        "slug": seed["slug"],
        "title": seed["title"],
        "theme": _proposals()["themes"].get(seed["slug"]),
        "audiences": _proposals()["audiences"]["formats"][format_slug],
    }


def _plans() -> dict[str, list[dict[str, Any]]]:
    """Return the steps of every course that has a plan, by the course's key."""
    titles = {module["slug"]: module["title"] for _theme, module in _modules()}

    def place(module: str, depth: Depth) -> dict[str, Any]:
        return {
            "kind": StepKind.MODULE,
            "title": titles[module],
            "module": module,
            "depth": depth,
        }

    plans = {
        f"{module}-{level}": [place(module, depth)]
        for module in titles
        for level, (depth, _length, _minutes) in DEPTHS.items()
    }
    outlines = {
        seed["slug"]: (_proposals()[outline], depth)
        for seeds, outline, depth in (
            ("moocs", "mooc", Depth.DISCOVERY),
            ("experience_programmes", "programme", Depth.IN_DEPTH),
            ("academic_courses", "academic", Depth.IN_DEPTH),
        )
        for seed in _seeds()[seeds]
    }
    for course, modules in _proposals()["modules"].items():
        outline, depth = outlines[course]
        plans[course] = _laid_out(outline, [place(module, depth) for module in modules])
    return plans


def _laid_out(
    outline: list[dict[str, Any]], module_steps: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Put the modules of a course into the outline, and the weeks, that its format shares."""
    details = {modality["slug"]: modality["detail"] for modality in _seeds()["modalities"]}
    modules = iter(module_steps)
    return [
        {
            **(next(modules) if seed["kind"] == StepKind.MODULE else _live_step(seed, details)),
            **{name: seed[name] for name in TIMING if name in seed},
        }
        for seed in outline
    ]


def _live_step(seed: dict[str, Any], details: dict[str, str]) -> dict[str, Any]:
    return {
        "kind": seed["kind"],
        "title": seed["title"],
        "detail": details.get(seed.get("modality", ""), ""),
    }


def _modules() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    return [(theme, module) for theme in _seeds()["themes"] for module in theme["modules"]]


def _format(slug: str) -> dict[str, Any]:
    return next(seed for seed in _seeds()["formats"] if seed["slug"] == slug)


def _presentation_fields(seed: dict[str, Any], _rank: int) -> dict[str, Any]:
    components = list(seed.get("components", []))
    if seed["model"] == Format.EXPERIENCE:
        components = [text for part in _seeds()["experience_components"] for text in part.values()]
    return {
        "format": seed["model"],
        "summary": _proposals()["formats"][seed["slug"]]["summary"],
        "components": "\n".join(components),
    }


@cache
def _seeds() -> dict[str, Any]:
    return _read("catalogue.yaml")


@cache
def _proposals() -> dict[str, Any]:
    return _read("proposals.yaml")


def _read(name: str) -> dict[str, Any]:
    return _typeset(yaml.safe_load((SEEDS / name).read_text(encoding="utf-8")))


def _typeset(value: Any) -> Any:
    """Set seed texts as French print does: curly apostrophes, no-break spaces."""
    if isinstance(value, dict):
        return {key: _typeset(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typeset(item) for item in value]
    if isinstance(value, str):
        text = value.replace("'", "’").replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        text = re.sub(r" ([:;?!])(?=\s|$)", "\u00a0\\1", text)
        return re.sub(r"(?<=\d) (?=h\b|jours?\b|mois\b)", "\u00a0", text)
    return value
