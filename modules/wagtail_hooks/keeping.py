"""What learners have worked on is not deleted: the editor says so, and what to do instead."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page

from modules.models import Question, QuestionCategory
from modules.rules import category_is_in_use, is_in_use, question_is_in_use


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


@hooks.register("before_delete_snippet")
def keep_what_was_asked(request: HttpRequest, instances: Iterable) -> HttpResponse | None:
    """Refuse to delete questions that quizzes or attempts use, and categories that hold some."""
    refused = [(one, reason) for one in instances if (reason := _reason_to_keep(one))]
    for one, reason in refused:
        messages.error(request, reason % {"title": one})
    if not refused:
        return None
    viewset = refused[0][0].snippet_viewset
    return redirect(viewset.get_url_name("list"))


def _reason_to_keep(instance) -> str:
    if isinstance(instance, Question) and question_is_in_use(instance):
        return _(
            "“%(title)s” cannot be deleted: a quiz asks it, or learners have answered it. Archive "
            "it instead (“Unpublish”): it is no longer asked, and what people answered is kept."
        )
    if isinstance(instance, QuestionCategory) and category_is_in_use(instance):
        return _(
            "“%(title)s” cannot be deleted: it holds questions or categories, or a quiz draws from "
            "it. Move them first."
        )
    return ""
