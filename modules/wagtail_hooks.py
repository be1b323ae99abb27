"""What this package adds to the editor, and to the catalogue's pages.

``course_panels`` and ``courses_with_content`` are the catalogue's own hooks: it does not know what
its courses are made of.
"""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from courses.models import CoursePage
from modules.models import ModulePage, Question
from modules.outline import outline_on_page, outlines_by_id
from modules.rules import is_in_use


class QuestionViewSet(SnippetViewSet):
    """The question bank; where a question is asked is on its own page ("usage")."""

    model = Question
    icon = "help"
    menu_label = gettext_lazy("Question bank")
    menu_order = 250
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("kind_label", label=gettext_lazy("Kind")),
        "source",
        Column("quiz_count", label=gettext_lazy("Quizzes")),
    ]
    search_fields = ["title", "source"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest):
        return Question.objects.with_quiz_count().order_by("-pk")


register_snippet(QuestionViewSet)


@hooks.register("course_panels")
def show_outline(course: CoursePage, request: HttpRequest) -> str:
    """Show the lessons of a course on its page; nothing while it is in preparation."""
    outline = outline_on_page(course)
    if not outline.activities:
        return ""
    pages = ModulePage.objects.in_bulk([module.id for module in outline.modules])
    steps = [
        {"module": module, "objectives": [text.value for text in pages[module.id].objectives]}
        for module in outline.modules
    ]
    context = {"outline": outline, "steps": steps}
    return render_to_string("modules/_outline.html", context, request=request)


@hooks.register("courses_with_content")
def courses_with_content(course_ids: Iterable[int]) -> set[int]:
    """Return the courses whose plan holds at least one published activity (two queries)."""
    outlines = outlines_by_id(course_ids)
    return {course_id for course_id, outline in outlines.items() if outline.activities}


@hooks.register("before_delete_page")
def keep_what_learners_did(request: HttpRequest, page: Page) -> HttpResponse | None:
    if not is_in_use(page):
        return None
    _refuse(request, page)
    return redirect("wagtailadmin_pages:edit", page.pk)


@hooks.register("before_bulk_action")
def keep_what_learners_did_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable[Page], action
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    in_use = [page for page in objects if isinstance(page, Page) and is_in_use(page)]
    if not in_use:
        return None
    for page in in_use:
        _refuse(request, page)
    return redirect("wagtailadmin_explore", in_use[0].get_parent().pk)


def _refuse(request: HttpRequest, page: Page) -> None:
    messages.error(
        request,
        _(
            "“%(title)s” cannot be deleted: a course places it, or learners have worked on it. "
            "Unpublish it instead: it leaves the courses, and what people did is kept."
        )
        % {"title": page.title},
    )
