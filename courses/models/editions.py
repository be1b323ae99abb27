"""What pages show of the catalogue, remembered until authors change anything in it.

Every page, snippet, step, picture or document that is saved, moved or deleted begins a new edition
of the catalogue; what was read of an older one is read anew. The edition's name is in the cache,
which all processes share; what was read of it is in the memory of each (docs/decisions: "one memory
for what authors write"). What is remembered is the same for everybody, and nobody may change it.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from time import monotonic
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import post_page_move
from wagtail.snippets.models import get_snippet_models

from courses.models.plan import PlanItem

EDITION = "courses.edition"
# What is changed past Django's signals (a script in SQL) shows by then.
AT_MOST = 60
# A page of 20 kB each: some megabytes for a process.
PLACES = 500
# Snippets besides, whatever package registers them.
AUTHORED = (Page, PageViewRestriction, PlanItem, AbstractImage, AbstractDocument)

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

# Name and key → the edition it was read of, when it was, and what was read.
_memory: dict[tuple[str, Hashable], tuple[str, float, Any]] = {}


def remember(name: str, read: Callable[[], Value]) -> Value:
    """Return what ``read`` returns, without asking it twice in one edition."""
    return remember_each(name, [""], lambda _keys: {"": read()})[""]


def remember_each(
    name: str, keys: Iterable[Key], read: Callable[[list[Key]], Mapping[Key, Value]]
) -> dict[Key, Value]:
    """Return a value for each key; ``read`` is asked once, for those that are not remembered."""
    keys = list(dict.fromkeys(keys))
    if not keys:
        return {}
    if _is_deciding():
        return dict(read(keys))
    # Named before anything is read: a change in between makes what is read old at once.
    edition = str(cache.get(EDITION) or _first_edition())
    fresh = monotonic() - AT_MOST
    known: dict[Key, Value] = {}
    for key in keys:
        of_edition, read_at, value = _memory.get((name, key), ("", 0.0, None))
        if of_edition == edition and read_at > fresh:
            known[key] = value
    if missing := [key for key in keys if key not in known]:
        found = read(missing)
        _keep(name, {key: found[key] for key in missing}, edition)
        known |= {key: found[key] for key in missing}
    return known


def _is_deciding() -> bool:
    """Whether a transaction is under way: it reads what is true, and may yet be undone.

    What a test wraps around itself is none.
    """
    return not all(getattr(block, "_from_testcase", False) for block in connection.atomic_blocks)


def _keep(name: str, values: Mapping[Key, Any], edition: str) -> None:
    if len(_memory) + len(values) > PLACES:
        _memory.clear()
    now = monotonic()
    _memory.update({(name, key): (edition, now, value) for key, value in values.items()})


def begin_edition() -> None:
    cache.set(EDITION, uuid4().hex, timeout=None)


def _first_edition() -> str:
    # Of two processes that find none, one writes it and both read it.
    return str(cache.get_or_set(EDITION, uuid4().hex, timeout=None))


@receiver([post_save, post_delete])
def _see_change(instance: Any, **_kwargs: Any) -> None:
    if isinstance(instance, AUTHORED) or type(instance) in get_snippet_models():
        _begin_twice()


@receiver(post_page_move)
def _see_move(**_kwargs: Any) -> None:
    _begin_twice()


def _begin_twice() -> None:
    """Begin once all may read the change; and at once, for a test, which never commits."""
    begin_edition()
    transaction.on_commit(begin_edition)
