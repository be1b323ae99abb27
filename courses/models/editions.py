"""What pages show of the catalogue, remembered until authors change anything in it.

Every page, term and step that is saved, moved or deleted begins a new edition of the catalogue;
what was read of an older one is read anew. The edition is in the cache, which all processes share.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move

from courses.models.plan import PlanItem
from courses.models.vocabulary import Term

EDITION = "courses.edition"
# What is changed past Django's signals (a script in SQL, a cache of another process) shows by then.
AT_MOST = 60
AUTHORED = (Page, PageViewRestriction, PlanItem, Term)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def remember(name: str, read: Callable[[], Value]) -> Value:
    """Return what ``read`` returns, without asking it twice in one edition."""
    return remember_each(name, [""], lambda _keys: {"": read()})[""]


def remember_each(
    name: str, keys: Iterable[Key], read: Callable[[list[Key]], Mapping[Key, Value]]
) -> dict[Key, Value]:
    """Return a value for each key; ``read`` is asked once, for those that are not remembered."""
    places = {key: f"courses.{name}.{key}" for key in keys}
    held = cache.get_many([EDITION, *places.values()])
    edition = held.get(EDITION) or _first_edition()
    known = {
        key: held[place][1]
        for key, place in places.items()
        if place in held and held[place][0] == edition
    }
    if missing := [key for key in places if key not in known]:
        found = read(missing)
        # Under the edition of before the reading: a change in between makes it old at once.
        cache.set_many({places[key]: (edition, found[key]) for key in missing}, AT_MOST)
        known |= {key: found[key] for key in missing}
    return known


def begin_edition() -> None:
    cache.set(EDITION, uuid4().hex, timeout=None)


def _first_edition() -> str:
    # Of two processes that find none, one writes it and both read it.
    return str(cache.get_or_set(EDITION, uuid4().hex, timeout=None))


@receiver([post_save, post_delete])
def _see_change(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, AUTHORED):
        _begin_twice()


@receiver(post_page_move)
def _see_move(**_kwargs: Any) -> None:
    _begin_twice()


def _begin_twice() -> None:
    """Begin now for whoever reads in this transaction; once it ends, for all the others."""
    begin_edition()
    transaction.on_commit(begin_edition)
