"""What we learn from it: measures, dashboards, exports."""

from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"
