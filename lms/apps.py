"""The look shared by all pages: base templates, styles and template tags."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    name = "lms"
    label = "look"
