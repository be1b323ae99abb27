"""Which address leads where. The catalogue, home and plain pages are Wagtail's, last."""

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.utils.urlpatterns import decorate_urlpatterns

from lms.accounts.rules import editors_only
from lms.pages import views as pages

# Wagtail's editor writes styles and scripts into its pages; only authors see them.
editor_policy = csp_update(
    {"script-src": ["'unsafe-inline'"], "style-src": ["'unsafe-inline'"], "img-src": ["blob:"]}
)
previews_policy = csp_replace({"frame-ancestors": ["'self'"]})

editor_urls = wagtailadmin_urls.urlpatterns
for decorator in (editor_policy, previews_policy, editors_only):
    decorate_urlpatterns(editor_urls, decorator)
sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

urlpatterns = [
    path("healthz", pages.healthz, name="healthz"),
    path("readyz", pages.readyz, name="readyz"),
    path("compte/", include("lms.accounts.urls")),
    path("compte/", include("allauth.urls")),
    # The editor's own sign-in pages would let people past the second step.
    re_path(r"^(?:gestion|_util)/login/$", sign_in),
    path("gestion/", include(editor_urls)),
    # Pictures are public once published; documents are not (cohorts.views.documents).
    re_path(r"^media/(?P<path>images/.*)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("courses.urls")),
    path("", include("cohorts.coaching.urls")),
    path("", include("cohorts.surveys.urls")),
    path("", include("cohorts.marking.urls")),
    path("", include("cohorts.urls")),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("analytics.urls")),
    path("", include(wagtail_urls)),
]
