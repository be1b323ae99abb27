"""What cohorts do by the timetable."""

from celery import shared_task

from cohorts.services import offers, reminders


@shared_task
def send_reminders() -> None:
    reminders.send_due()


@shared_task
def expire_offers() -> None:
    offers.expire_offers()
