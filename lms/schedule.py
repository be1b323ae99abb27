"""The platform's timetable: what runs by itself, every so many seconds or at a Paris time."""

from celery.schedules import crontab

SCHEDULE = {
    "deliver-messages-left-behind": {
        "task": "lms.notifications.tasks.deliver_due",
        "schedule": 60.0,
    },
    "remind-people-of-sessions": {
        "task": "cohorts.tasks.send_reminders",
        "schedule": 60.0,
    },
    "send-remind-and-close-surveys": {
        "task": "cohorts.tasks.sweep_surveys",
        "schedule": 60.0,
    },
    "remind-people-of-coaching": {
        "task": "cohorts.coaching.tasks.send_reminders",
        "schedule": 60.0,
    },
    "read-calendars-of-coaches": {
        "task": "cohorts.coaching.tasks.read_calendars",
        "schedule": 60.0,
    },
    "pass-on-unanswered-seats": {
        "task": "cohorts.tasks.expire_offers",
        "schedule": 60.0,
    },
    "hand-in-overdue-attempts": {
        "task": "cohorts.tasks.submit_overdue_attempts",
        "schedule": 60.0,
    },
    "build-archives-left-behind": {
        "task": "cohorts.tasks.build_archives_left_behind",
        "schedule": 120.0,
    },
    "forget-old-archives": {
        "task": "cohorts.tasks.forget_old_archives",
        "schedule": crontab(hour="3", minute="40"),
    },
    "forget-removed-materials": {
        "task": "cohorts.tasks.forget_removed_materials",
        "schedule": crontab(hour="3", minute="50"),
    },
    "publish-scheduled-pages": {
        "task": "lms.pages.tasks.publish_scheduled_pages",
        "schedule": 60.0,
    },
    "forget-old-sessions": {
        "task": "lms.accounts.tasks.forget_old_sessions",
        "schedule": crontab(hour="3", minute="20"),
    },
    "count-the-log": {
        "task": "analytics.tasks.roll_up",
        "schedule": 300.0,
    },
    "count-the-whole-log-again": {
        "task": "analytics.tasks.rebuild",
        "schedule": crontab(hour="4", minute="10"),
    },
}
