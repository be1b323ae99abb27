"""Addresses of one's own account, beside those of allauth."""

urlpatterns: list = []
