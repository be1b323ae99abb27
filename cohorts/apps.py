"""Who, when, how far: cohorts, enrolments, classroom, coaching, certificates."""

from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "cohorts"
