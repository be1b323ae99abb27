"""Questionnaires in the editor: written with drafts, and previewed as learners see them."""

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
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
