"""Bring in the seed content: pages, vocabulary, courses, modules, plans. Safe to run again."""

from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail import hooks

from courses.loading import load_courses, load_plans, load_vocabulary
from modules.loading import load_modules


class Command(BaseCommand):
    help = "Load Le RAMEAU's catalogue and modules. What authors have changed stays as it is."

    @transaction.atomic
    def handle(self, *args, **options) -> None:
        load_vocabulary()
        load_courses()
        loaded = load_modules()
        load_plans()
        # What stands above this package brings its own.
        for load in hooks.get_hooks("load_seeds"):
            load()
        if not loaded.modules:
            self.stdout.write("Catalogue: already loaded, no new module.")
            return
        self.stdout.write(
            f"Catalogue: loaded {loaded.modules} modules with {loaded.lessons} lessons, "
            f"{loaded.quizzes} quizzes and {loaded.questions} questions, and the courses."
        )
