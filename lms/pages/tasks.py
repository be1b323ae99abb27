"""What the editor leaves to the timetable."""

from celery import shared_task
from django.core.management import call_command


@shared_task
def publish_scheduled_pages() -> None:
    """Publish and expire the pages whose time has come."""
    call_command("publish_scheduled")
