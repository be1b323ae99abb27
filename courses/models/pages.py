"""The catalogue's own pages: its index and the resource centres."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.models.vocabulary import Need, ResourceCentre, ResourceKind


class CatalogueIndexPage(Page):
    """The catalogue: every published course, filtered by what the address asks."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count = 1

    class Meta:
        verbose_name = _("catalogue")
        verbose_name_plural = _("catalogues")


class ResourceIndexPage(Page):
    """The resource centres, by the need they answer."""

    introduction = RichTextField(_("introduction"), features=["bold", "italic", "link"], blank=True)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    parent_page_types = ["pages.HomePage"]
    subpage_types: list[str] = []
    max_count = 1

    class Meta:
        verbose_name = _("resources page")
        verbose_name_plural = _("resources pages")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        centres = ResourceCentre.objects.order_by("position", "title")
        return {
            **super().get_context(request, *args, **kwargs),
            "needs": Need.objects.order_by("position").prefetch_related(
                Prefetch("centres", queryset=centres, to_attr="ordered_centres")
            ),
            "kinds": ResourceKind.objects.order_by("position"),
        }
