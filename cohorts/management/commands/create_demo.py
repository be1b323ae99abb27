"""Create the demonstration once, and say who plays in it."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cohorts.loading.demonstration import build, is_there
from cohorts.loading.people import LEARNERS, PARTS, kept_password, learner_address
from cohorts.marking.loading import show_assignment


class Command(BaseCommand):
    help = "Create the demonstration's people and cohorts, once; print its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.EMBEDDED:
            raise CommandError(_("The demonstration is for the embedded platform only."))
        password = kept_password()
        if not is_there():
            build(password=password)
            show_assignment()
        self.stdout.write(
            _("Demonstration accounts, password %(password)s:") % {"password": password}
        )
        for part in PARTS:
            role = part.role.label if part.role else _("administrator")
            self.stdout.write(f"  {part.email:40} {role}")
        self.stdout.write(
            _("  and learners from %(first)s to %(last)s")
            % {"first": learner_address(1), "last": learner_address(LEARNERS)}
        )
