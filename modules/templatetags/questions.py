"""What templates of questions ask for that a snapshot does not hold."""

from django import template
from django.core.files.storage import default_storage

register = template.Library()


@register.filter
def stored(file: str) -> str:
    """Return the address of a stored file: it may change, its name does not."""
    return default_storage.url(file)
