"""A catalogue to compose from: awareness modules at both depths, and the levels of form'actions."""

from courses.models import CoursePage, Level, Theme
from modules.models import ModulePage
from tests.cohorts.classes import place
from tests.factories import CourseFactory, LessonFactory, ModuleFactory, catalogue


def theme(title: str, position: int) -> Theme:
    return Theme.objects.create(
        slug=f"theme-{position}", title=title, position=position, hue=position
    )


def offer(slug: str, *, theme: Theme | None = None, orientation: str = "strategic") -> ModulePage:
    """Put a module in the catalogue: one lesson at its short depth, one more in depth."""
    module = ModuleFactory(title=slug.capitalize(), slug=slug)
    LessonFactory(parent=module, title=f"Découvrir {slug}")
    LessonFactory(parent=module, title=f"Approfondir {slug}", course_depth="in_depth")
    for word, depth in (("decouverte", "discovery"), ("approfondissement", "in_depth")):
        course = CourseFactory(
            slug=f"{slug}-{word}", title=module.title, theme=theme, orientation=orientation
        )
        place(course, module, depth)
    return module


def form_action(*, levels: tuple[str, ...] = ("Premiers pas", "Actifs")) -> CoursePage:
    """Put the form'action of the catalogue, with its levels."""
    page = CoursePage(title="Form’action", slug="formaction", format="form_action", length="days")
    page.levels = [
        Level.objects.create(slug=title.lower().replace(" ", "-"), title=title, position=rank)
        for rank, title in enumerate(levels)
    ]
    catalogue().add_child(instance=page)
    return page
