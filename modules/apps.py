"""What one does in a step: activities, questions, attempts, completions."""

from django.apps import AppConfig


class ModulesConfig(AppConfig):
    name = "modules"
