"""Addresses of cohorts: the learner's space and classroom, coaching, the manager's desk."""

from django.urls import URLPattern, path

app_name = "cohorts"

learning: list[URLPattern] = []

coaching: list[URLPattern] = []

steering: list[URLPattern] = []

urlpatterns = [*learning, *coaching, *steering]
