"""What templates of questions ask for that a snapshot does not hold."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.core.files.storage import default_storage

register = template.Library()


@register.filter
def stored(file: str) -> str:
    """Return the address of a stored file: it may change, its name does not."""
    return default_storage.url(file)


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    """Return what stands at this key, or nothing."""
    return mapping.get(key, "")
