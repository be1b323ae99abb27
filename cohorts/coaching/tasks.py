"""What coaching does by the timetable."""

from celery import shared_task

from cohorts.coaching.services import busy, reminders


@shared_task
def send_reminders() -> None:
    reminders.send_due()


@shared_task
def read_calendars() -> None:
    busy.read_due()
