"""The private address of an agenda: opened, replaced when it has leaked, closed."""

import secrets

from cohorts.models import AgendaFeed
from lms.accounts.models import User


def open_feed(*, person: User) -> AgendaFeed:
    """Give the person an address, or the one they have."""
    feed, _created = AgendaFeed.objects.get_or_create(
        person=person, defaults={"key": secrets.token_urlsafe(24)}
    )
    return feed


def renew_feed(*, person: User) -> AgendaFeed:
    """Give the person a new address; the one before answers nothing any more."""
    feed, _created = AgendaFeed.objects.update_or_create(
        person=person, defaults={"key": secrets.token_urlsafe(24)}
    )
    return feed


def close_feed(*, person: User) -> None:
    """Let the address answer nothing any more."""
    AgendaFeed.objects.filter(person=person).delete()
