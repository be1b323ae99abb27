"""The editor's look, and a way back to the platform."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("insert_global_admin_css")
def editor_colours() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("lms/css/gestion.css"))


@hooks.register("register_admin_menu_item")
def way_back() -> MenuItem:
    return MenuItem(_("See the platform"), "/", icon_name="home", order=1)
