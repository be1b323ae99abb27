"""Keeping the rollups fresh."""

from celery import shared_task

from analytics import rollups


@shared_task
def roll_up() -> None:
    rollups.roll_up()


@shared_task
def rebuild() -> None:
    """Once a night: whatever a pass may have missed is counted by morning."""
    rollups.rebuild()
