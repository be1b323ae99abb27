"""Nightly housekeeping of sign-ins."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def forget_old_sessions() -> None:
    """Delete sessions past their end; they hold nothing that is needed later."""
    call_command("clearsessions")
