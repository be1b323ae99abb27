"""Addresses of this package."""

from django.urls import path

from courses import views

app_name = "courses"
urlpatterns = [
    path("formations/", views.catalogue, name="catalogue"),
    path("formations/<slug:slug>/", views.course, name="course"),
    path("ressources/", views.resources, name="resources"),
]
