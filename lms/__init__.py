"""The ground floor: settings, people, the log, messages and plain pages."""

from lms.celery import app as celery_app

__all__ = ["celery_app"]
