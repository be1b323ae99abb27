"""Addresses of measures: below the manager's desk, open to whoever follows the cohort."""

from django.urls import path, re_path

from analytics import views

app_name = "analytics"
urlpatterns = [
    path("pilotage/promotions/<int:pk>/suivi/", views.progress, name="progress"),
    re_path(
        r"^pilotage/promotions/(?P<pk>[0-9]+)/suivi\.(?P<extension>csv|xlsx)$",
        views.progress_export,
        name="progress_export",
    ),
    path("pilotage/promotions/<int:pk>/personnes/<int:enrolment_pk>/", views.person, name="person"),
]
