"""Addresses of this package."""

app_name = "cohorts"
urlpatterns: list = []
