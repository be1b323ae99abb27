"""What the catalogue adds to the home page and to the editor."""

from itertools import groupby

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from courses.choices import Format
from courses.models import (
    Audience,
    CoursePage,
    FormatPresentation,
    Impact,
    Level,
    Modality,
    Need,
    ResourceCentre,
    ResourceKind,
    Theme,
    remember,
    words_of,
)
from courses.search import cards_of


@hooks.register("home_panels")
def show_catalogue(request: HttpRequest) -> SafeString:
    """Present the offer on the home page; it is the same for all."""
    return remember("home", _draw_catalogue)


def _draw_catalogue() -> SafeString:
    """Draw the formats, the themes with their modules, the modalities and the impacts."""
    formats, themes, levels, modalities, impacts = words_of(
        *(model.objects.all() for model in (FormatPresentation, Theme, Level, Modality, Impact))
    )
    awareness = CoursePage.objects.in_catalogue().filter(format=Format.AWARENESS)
    cards = cards_of(list(awareness.for_cards()), themes=themes, levels=levels)
    cards_by_theme = {title: list(group) for title, group in groupby(cards, lambda c: c.theme)}
    return render_to_string(
        "courses/_home.html",
        {
            "formats": formats,
            "themes": [(theme, cards_by_theme.get(theme.title, [])) for theme in themes],
            "modalities": modalities,
            "impacts": impacts,
        },
    )


class TermViewSet(SnippetViewSet):
    """A list of terms, in their order."""

    list_display = ["title", "slug", "position"]
    ordering = ["position", "title"]


class ThemeViewSet(TermViewSet):
    model = Theme
    icon = "tag"


class AudienceViewSet(TermViewSet):
    model = Audience
    icon = "group"


class LevelViewSet(TermViewSet):
    model = Level
    icon = "bars"


class ModalityViewSet(TermViewSet):
    model = Modality
    icon = "list-ul"


class FormatViewSet(TermViewSet):
    model = FormatPresentation
    icon = "grip"


class ImpactViewSet(TermViewSet):
    model = Impact
    icon = "pick"


class NeedViewSet(TermViewSet):
    model = Need
    icon = "help"


class ResourceKindViewSet(TermViewSet):
    model = ResourceKind
    icon = "folder-open-inverse"


class ResourceCentreViewSet(TermViewSet):
    model = ResourceCentre
    icon = "site"
    list_display = ["title", "need", "url", "position"]
    list_filter = ["need"]


class CatalogueGroup(SnippetViewSetGroup):
    """One menu entry for all the words of the catalogue."""

    items = (
        ThemeViewSet,
        AudienceViewSet,
        LevelViewSet,
        ModalityViewSet,
        FormatViewSet,
        ImpactViewSet,
        NeedViewSet,
        ResourceCentreViewSet,
        ResourceKindViewSet,
    )
    menu_label = _("Catalogue words")
    menu_icon = "tag"
    menu_name = "catalogue-words"
    menu_order = 210


register_snippet(CatalogueGroup)


class CourseListing(PageListingViewSet):
    """All courses at a glance, to find the one to edit."""

    model = CoursePage
    icon = "openquote"
    menu_label = _("Courses")
    menu_name = "courses"
    menu_order = 200
    add_to_admin_menu = True
    columns = [
        *PageListingViewSet.columns[:2],
        Column("format", label=_("Format"), accessor="format_label", sort_key="format"),
        Column("theme", label=_("Theme"), sort_key="theme__position"),
        Column("length", label=_("Duration"), accessor="get_length_display", sort_key="length"),
        BooleanColumn("is_open", label=_("Open to all"), sort_key="is_open"),
        *PageListingViewSet.columns[3:],
    ]
    list_filter = ["format", "theme", "audiences", "levels", "length", "is_open", "is_proposal"]


@hooks.register("register_admin_viewset")
def register_course_listing() -> CourseListing:
    return CourseListing("course_list")
