"""The front door of an empty platform: home page, plain pages, site, and what editors may do.

The pages are made once; from then on they belong to the authors. Loading again only keeps the
site's address and the editors' permissions in step with the settings and the code.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.contrib.settings.registry import registry as settings_registry
from wagtail.models import Page, Site
from wagtail.snippets.models import get_snippet_models

from lms.pages.models import HomePage, PlainPage

SEEDS = Path(__file__).parent / "seeds"
SITE_NAME = "Le RAMEAU"
HEADLINE = "Apprendre à faire alliance, pour le bien commun"
INTRODUCTION = (
    "<p>Le RAMEAU est un laboratoire de recherche dédié aux alliances innovantes au service du "
    "bien commun. Ses travaux deviennent ici des formations, de deux heures de découverte à neuf "
    "mois de parcours : pour les associations, les fondations, les entreprises, les pouvoirs "
    "publics et les étudiants.</p>"
)
PLAIN_PAGES = {
    "mentions-legales": "Mentions légales",
    "donnees-personnelles": "Données personnelles",
    "accessibilite": "Accessibilité",
}
# What Wagtail's two groups may do with the vocabulary and the question bank (snippets).
SNIPPET_RIGHTS = {
    "Editors": ("view", "add", "change", "publish"),
    "Moderators": ("view", "add", "change", "publish", "delete"),
}


@transaction.atomic
def load_pages() -> HomePage:
    """Make sure that the platform has its home page, its plain pages and its site; return home."""
    home = HomePage.objects.first() or _first_home()
    _keep_site(home)
    open_editor()
    return home


def open_editor() -> None:
    """Let authors and moderators work on every snippet, and moderators change the settings."""
    models = get_snippet_models()
    kinds = ContentType.objects.get_for_models(*models)
    settings_kinds = ContentType.objects.get_for_models(*settings_registry)
    Group.objects.get(name="Moderators").permissions.add(
        *Permission.objects.filter(
            content_type__in=settings_kinds.values(), codename__startswith="change_"
        )
    )
    for name, rights in SNIPPET_RIGHTS.items():
        codenames = [f"{right}_{model._meta.model_name}" for model in models for right in rights]
        Group.objects.get(name=name).permissions.add(
            *Permission.objects.filter(content_type__in=kinds.values(), codename__in=codenames)
        )


def _first_home() -> HomePage:
    """Put our home page, and the plain pages under it, where Wagtail welcomes a newcomer."""
    root = Page.get_first_root_node()
    home = root.add_child(
        instance=HomePage(
            title="Accueil", slug="accueil", headline=HEADLINE, introduction=INTRODUCTION
        )
    )
    for slug, title in PLAIN_PAGES.items():
        body = (SEEDS / f"{slug}.html").read_text(encoding="utf-8")
        home.add_child(instance=PlainPage(title=title, slug=slug, body=body))
    return home


def _keep_site(home: HomePage) -> None:
    """Name the default site and give it our address; drop the page Wagtail started with."""
    address = urlsplit(settings.BASE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first() or Site(is_default_site=True)
    wanted = (SITE_NAME, address.hostname, port, home.pk)
    if (site.site_name, site.hostname, site.port, site.root_page_id) != wanted:
        site.site_name, site.hostname, site.port, site.root_page_id = wanted
        site.save()
    Page.objects.filter(depth=2, slug="home", content_type__model="page").delete()
