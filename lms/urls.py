"""Which address leads where. The catalogue, home and plain pages are Wagtail's, last."""

from csp.decorators import csp_update
from django.conf import settings
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from lms.pages import views as pages

# Wagtail's editor writes styles and scripts into its pages; only authors see them.
editor_policy = csp_update(
    {"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["blob:"],
     "frame-ancestors": ["'self'"], "frame-src": ["'self'"]}
)  # fmt: skip

urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("compte/", include("lms.accounts.urls")),
    path("compte/", include("allauth.urls")),
    path("gestion/", include(decorate_urlpatterns(wagtailadmin_urls.urlpatterns, editor_policy))),
    # Pictures are public once published; documents pass through Wagtail's own rules, below.
    re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("courses.urls")),
    path("", include("cohorts.urls")),
    path("", include("analytics.urls")),
    path("", include(wagtail_urls)),
]
