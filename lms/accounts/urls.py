"""Addresses of one's own account, beside those of allauth."""

from django.urls import path

from lms.accounts import views

urlpatterns = [path("profil/", views.profile, name="profile")]
