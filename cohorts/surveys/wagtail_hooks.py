"""Questionnaires in the editor: written with drafts, and previewed as learners see them."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from cohorts.surveys.loading import load_questionnaires
from cohorts.surveys.models import Questionnaire


class QuestionnaireViewSet(SnippetViewSet):
    model = Questionnaire
    icon = "form"
    menu_label = _("Questionnaires")
    menu_order = 260
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("get_proposed_at_display", label=_("Proposed to new cohorts")),
        BooleanColumn("is_anonymous", label=_("Anonymous")),
        BooleanColumn("is_proposal", label=_("Proposition")),
    ]
    search_fields = ["title"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest):
        return Questionnaire.objects.order_by("title", "pk")


register_snippet(QuestionnaireViewSet)
hooks.register("load_seeds", load_questionnaires)


@hooks.register("before_delete_snippet")
def keep_what_was_asked(request: HttpRequest, instances: Iterable) -> HttpResponse | None:
    used = [one for one in instances if isinstance(one, Questionnaire) and one.surveys.exists()]
    if not used:
        return None
    said = gettext(
        "“%(title)s” cannot be deleted: cohorts are, or were, asked it. "
        "Unpublish it instead: it is proposed to no other cohort."
    )
    for one in used:
        messages.error(request, said % {"title": one.title})
    return redirect("wagtailsnippets_surveys_questionnaire:list")


@hooks.register("before_bulk_action")
def keep_what_was_asked_in_bulk(
    request: HttpRequest, action_type: str, objects: Iterable, action: object
) -> HttpResponse | None:
    return keep_what_was_asked(request, objects) if action_type == "delete" else None
