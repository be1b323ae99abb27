"""The library of modules: pages that authors write and preview, and that no visitor can open.

Courses place modules by their plan, so a module is written once and serves both depths, the MOOCs
and the programmes (docs/decisions/0003). Learners meet its activities in their classroom.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock
from wagtail.models import Page

from lms.fields import BlocksField


class LibraryPage(Page):
    """A page of the library: its own address answers to those who may edit it, and to nobody else.

    They see what learners will see, under a banner; nothing of it is recorded.
    """

    preview_template = "modules/preview.html"
    # What the banner's page includes, with this page as ``activity``.
    fragment = ""

    class Meta:
        abstract = True

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not self.permissions_for_user(request.user).can_edit():
            raise Http404
        return self.serve_preview(request, self.default_preview_mode)

    def get_preview_template(self, request, mode_name):
        return self.preview_template

    def get_preview_context(self, request, mode_name):
        return {**super().get_context(request), "activity": self, "fragment": self.fragment}


class ModuleLibraryPage(LibraryPage):
    """Where the modules stand in the editor's tree."""

    parent_page_types = ["pages.HomePage"]
    subpage_types = ["modules.ModulePage"]
    max_count = 1
    preview_modes: list[tuple[str, str]] = []

    class Meta:
        verbose_name = _("module library")
        verbose_name_plural = _("module libraries")

    def serve(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        raise Http404


class ModulePage(LibraryPage):
    """A block of a course: objectives, and activities in order."""

    objectives = BlocksField(
        [("objective", CharBlock(label=_("objective"), max_length=200))],
        blank=True,
        verbose_name=_("objectives"),
        help_text=_("What people will be able to do, one line each, starting with a verb."),
    )

    content_panels = [*Page.content_panels, FieldPanel("objectives")]
    parent_page_types = ["modules.ModuleLibraryPage"]
    subpage_types = ["modules.LessonPage", "modules.QuizPage", "modules.AssignmentPage"]
    page_description = _("A block of a course: objectives, lessons, quizzes and assignments.")
    fragment = "modules/_module.html"

    class Meta:
        verbose_name = _("module")
        verbose_name_plural = _("modules")

    def get_preview_context(self, request, mode_name):
        activities = self.get_children().specific() if self.pk else []
        return {**super().get_preview_context(request, mode_name), "activities": activities}
