"""What this package adds to the catalogue's pages.

``course_panels`` and ``courses_with_content`` are the catalogue's own hooks: it does not know what
its courses are made of.
"""

from collections.abc import Iterable

from django.template.loader import render_to_string
from wagtail import hooks

from courses.models import CoursePage
from modules.models import ModulePage
from modules.outline import outline_of, outlines_by_id


@hooks.register("course_panels")
def show_outline(course: CoursePage) -> str:
    """Show the lessons of a course on its page; nothing while it is in preparation."""
    outline = outline_of(course)
    if not outline.activities:
        return ""
    pages = ModulePage.objects.in_bulk([module.id for module in outline.modules])
    steps = [
        {"module": module, "objectives": [text.value for text in pages[module.id].objectives]}
        for module in outline.modules
    ]
    context = {"outline": outline, "steps": steps}
    return render_to_string("modules/_outline.html", context)


@hooks.register("courses_with_content")
def courses_with_content(course_ids: Iterable[int]) -> set[int]:
    """Return the courses whose plan holds at least one published activity (two queries)."""
    outlines = outlines_by_id(course_ids)
    return {course_id for course_id, outline in outlines.items() if outline.activities}
