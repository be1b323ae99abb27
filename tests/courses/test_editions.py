"""What is remembered of the catalogue, and what makes it old."""

import pytest
from django.core.cache import cache
from django.db import transaction

from courses.models import Theme, remember, remember_each
from courses.models.editions import EDITION, PLACES, _memory
from tests.factories import CourseFactory

pytestmark = pytest.mark.django_db


def test_one_edition_is_read_once():
    readings = []

    answers = [remember("titles", lambda: readings.append(1) or "Alliances") for _ in range(2)]

    assert answers == ["Alliances", "Alliances"]
    assert readings == [1]


def test_only_the_keys_that_are_not_remembered_are_asked():
    asked = []

    def double(keys):
        asked.append(keys)
        return {key: key * 2 for key in keys}

    remember_each("double", [1, 2], double)

    assert remember_each("double", [2, 3], double) == {2: 4, 3: 6}
    assert asked == [[1, 2], [3]]


def test_a_page_or_a_term_that_is_saved_or_deleted_begins_an_edition():
    course = CourseFactory()
    theme = Theme.objects.create(slug="alliances", title="Alliances")
    seen = []
    for number, change in enumerate((course.save, theme.save, theme.delete, course.delete)):
        remember("number", lambda number=number: number)
        change()
        seen.append(remember("number", lambda number=number: number + 1))

    assert seen == [1, 2, 3, 4]


def test_a_change_while_it_is_read_makes_it_old():
    course = CourseFactory(title="Ancien")

    def read():
        title = course.title
        course.save()
        return title

    remember("title", read)

    assert remember("title", lambda: "Nouveau") == "Nouveau"


def test_a_transaction_reads_what_is_true_and_nothing_of_it_is_remembered():
    course = CourseFactory(title="Publié")

    def title():
        return type(course).objects.values_list("title", flat=True).get(pk=course.pk)

    assert remember("title", title) == "Publié"
    with transaction.atomic():
        type(course).objects.filter(pk=course.pk).update(title="Brouillon")
        inside = remember("title", title)
        transaction.set_rollback(True)

    assert inside == "Brouillon"
    assert remember("title", title) == "Publié"


def test_a_change_made_by_another_process_makes_old_what_this_one_remembers():
    remember("title", lambda: "Ancien")

    cache.set(EDITION, "begun elsewhere", timeout=None)

    assert remember("title", lambda: "Nouveau") == "Nouveau"


def test_no_more_places_are_kept_than_a_process_has_room_for():
    for number in range(PLACES + 10):
        remember_each("number", [number], lambda keys: {key: key for key in keys})

    assert len(_memory) <= PLACES


def test_what_was_changed_past_the_signals_shows_within_a_minute(monkeypatch):
    remember("title", lambda: "Ancien")

    monkeypatch.setattr("courses.models.editions.AT_MOST", 0)

    assert remember("title", lambda: "Nouveau") == "Nouveau"
