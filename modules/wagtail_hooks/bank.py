"""The question bank in the editor: what is listed, searched, filtered, chosen."""

from collections.abc import Iterator

from django import forms
from django.db.models import Count
from django.http import HttpRequest
from django.urls import include, path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, ModelChoiceFilter
from taggit.models import Tag
from wagtail import hooks
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.chooser import (
    BaseSnippetChooseView,
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import (
    EditView,
    IndexView,
    SnippetViewSet,
    SnippetViewSetGroup,
)

from modules.kinds import KINDS
from modules.models import Difficulty, Question, QuestionCategory, QuizPage

USED_TAGS = Tag.objects.filter(modules_questiontag_items__isnull=False).distinct().order_by("name")


class QuestionFilterSet(WagtailFilterSet):
    category = ModelChoiceFilter(
        label=_("Category"),
        queryset=lambda request: QuestionCategory.objects.all(),
        method="inside_category",
    )
    tags = ModelChoiceFilter(label=_("Tag"), queryset=lambda request: USED_TAGS.all())
    difficulty = ChoiceFilter(label=_("Difficulty"), choices=Difficulty.choices)
    kind = ChoiceFilter(
        label=_("Kind"),
        choices=lambda: [(kind.name, kind.block.label) for kind in KINDS.values()],
        method="of_kind",
    )
    live = ChoiceFilter(
        label=_("Status"),
        choices=[("true", _("published")), ("false", _("draft or archived"))],
        method="with_status",
    )
    use = ChoiceFilter(label=_("Use"), choices=[("never", _("never used"))], method="never_asked")

    class Meta:
        model = Question
        fields: list[str] = []

    def inside_category(self, questions, name, category):
        return questions.filter(category__in=QuestionCategory.objects.ids_below()[category.pk])

    def of_kind(self, questions, name, kind):
        return questions.of_kind(kind)

    def with_status(self, questions, name, value):
        return questions.filter(live=value == "true")

    def never_asked(self, questions, name, value):
        return questions.never_used()


def _own_pages(question: Question) -> list[tuple[str, str, str]]:
    """Return what leads from a question to its pages: label, address, icon."""
    return [
        (gettext("Use and results"), reverse("modules:question", args=[question.pk]), "table"),
        (gettext("Try it"), reverse("modules:try_question", args=[question.pk]), "glasses"),
    ]


class QuestionIndexView(IndexView):
    def search_queryset(self, queryset):
        return queryset.search(self.search_query) if self.is_searching else queryset

    def get_list_more_buttons(self, instance):
        return [
            *super().get_list_more_buttons(instance),
            *(
                MenuItem(label, url=url, icon_name=icon, priority=15)
                for label, url, icon in _own_pages(instance)
            ),
        ]


class QuestionEditView(EditView):
    @property
    def header_more_buttons(self):
        return [
            *(
                Button(label, url=url, icon_name=icon, priority=5)
                for label, url, icon in _own_pages(self.object)
            ),
            *super().header_more_buttons,
        ]


class QuestionFilterForm(BaseFilterForm):
    """Finds a question to ask, in the window that opens over a quiz."""

    q = forms.CharField(label=_("Search term"), required=False)
    category = forms.ModelChoiceField(
        label=_("Category"),
        queryset=QuestionCategory.objects.all(),
        required=False,
        widget=forms.Select(attrs={"data-chooser-modal-search-filter": True}),
    )

    def filter(self, objects):
        category, query = self.cleaned_data["category"], self.cleaned_data["q"]
        if category:
            objects = objects.filter(category__in=QuestionCategory.objects.ids_below()[category.pk])
        if query:
            self.is_searching, self.search_query = True, query
            objects = objects.search(query)
        return objects


class _ChooseQuestion(BaseSnippetChooseView):
    """What may be asked, and where it stands in the bank."""

    filter_form_class = QuestionFilterForm
    ordering = ["title", "pk"]

    def get_object_list(self):
        return Question.objects.askable().select_related("category__parent__parent")

    @property
    def columns(self):
        return [
            *super().columns[:1],
            Column("kind_label", label=_("Kind")),
            Column("category", label=_("Category")),
        ]


class ChooseQuestionView(_ChooseQuestion, ChooseView):
    pass


class ChooseQuestionResultsView(_ChooseQuestion, ChooseResultsView):
    pass


class QuestionChooserViewSet(SnippetChooserViewSet):
    choose_view_class = ChooseQuestionView
    choose_results_view_class = ChooseQuestionResultsView


class QuestionViewSet(SnippetViewSet):
    """All questions; where each is asked and how it does is on its own page."""

    model = Question
    base_url_path = "banque/questions"
    icon = "help"
    menu_label = _("Questions")
    index_view_class = QuestionIndexView
    edit_view_class = QuestionEditView
    chooser_viewset_class = QuestionChooserViewSet
    filterset_class = QuestionFilterSet
    list_display = [
        "title",
        Column("kind_label", label=_("Kind")),
        Column("category", label=_("Category")),
        Column("get_difficulty_display", label=_("Difficulty"), sort_key="difficulty"),
        Column("quiz_count", label=_("Quizzes"), sort_key="quiz_count"),
        Column("state_label", label=_("Status"), sort_key="live"),
    ]
    # Says that there is a search; `search_queryset` does it.
    search_fields = ["title"]
    list_per_page = 50

    def get_queryset(self, request: HttpRequest):
        questions = Question.objects.with_quiz_count().order_by("-pk")
        return questions.select_related("category__parent__parent")


class CategoryViewSet(SnippetViewSet):
    """The tree of categories, in its order."""

    model = QuestionCategory
    base_url_path = "banque/categories"
    icon = "folder-open-inverse"
    menu_label = _("Categories")
    list_display = ["__str__", Column("question_count", label=_("Questions"))]
    search_fields = ["title"]
    list_per_page = 100

    def get_queryset(self, request: HttpRequest):
        return QuestionCategory.objects.annotate(question_count=Count("questions"))


class BankGroup(SnippetViewSetGroup):
    items = (QuestionViewSet, CategoryViewSet)
    menu_label = _("Question bank")
    menu_icon = "help"
    menu_name = "question-bank"
    menu_order = 250


register_snippet(BankGroup)


@hooks.register("register_page_header_buttons")
def quiz_buttons(page: Page, user, view_name: str, next_url: str | None = None) -> Iterator[Button]:
    """Lead from a quiz to its trial and its figures."""
    if not isinstance(page.specific, QuizPage) or not user.has_perm("modules.change_question"):
        return
    pages = [("modules:try_quiz", gettext("Try it"), "glasses"),
             ("modules:quiz", gettext("Results of the questions"), "table")]  # fmt: skip
    for name, label, icon in pages:
        yield Button(label, reverse(name, args=[page.pk]), icon_name=icon, priority=12)


@hooks.register("register_admin_urls")
def bank_pages() -> list:
    return [path("banque/", include("modules.urls"))]
