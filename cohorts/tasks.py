"""What cohorts do by the timetable."""

from celery import shared_task

from cohorts.services import reminders


@shared_task
def send_reminders() -> None:
    reminders.send_due()
