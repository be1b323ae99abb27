"""What cohorts do by the timetable."""

from celery import shared_task

from cohorts.services import archives, classroom, materials, offers, reminders
from cohorts.surveys.services import sending as surveys


@shared_task
def send_reminders() -> None:
    reminders.send_due()


@shared_task
def expire_offers() -> None:
    offers.expire_offers()


@shared_task
def sweep_surveys() -> None:
    surveys.sweep()


@shared_task
def submit_overdue_attempts() -> None:
    classroom.submit_overdue()


@shared_task
def build_archives_left_behind() -> None:
    archives.build_left_behind()


@shared_task
def forget_old_archives() -> None:
    archives.forget_old()


@shared_task
def forget_removed_materials() -> None:
    materials.forget_removed()
