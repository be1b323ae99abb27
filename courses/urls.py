"""Addresses of this package."""

app_name = "courses"
urlpatterns: list = []
