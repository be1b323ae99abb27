"""Grading by hand."""

from django.apps import AppConfig


class MarkingConfig(AppConfig):
    name = "cohorts.marking"
    label = "marking"
