"""Drop what analytics has counted and count it again from the log."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import ngettext

from analytics.rollups import rebuild


class Command(BaseCommand):
    help = "Counts the log again, from the first event to the last."

    def handle(self, *args: Any, **options: Any) -> None:
        count = rebuild()
        said = ngettext(
            "%(count)d day of a learner counted.", "%(count)d days of learners counted.", count
        )
        self.stdout.write(said % {"count": count})
