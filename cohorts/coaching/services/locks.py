"""Holding the people of an appointment until the transaction ends."""

from lms.accounts.models import User


def hold(*people: User) -> dict[int, User]:
    """Lock the rows of these people, in one order for everybody; return them as they are now.

    By number, not the coach first: two coaches may coach each other, and would wait in a circle.
    """
    pks = {person.pk for person in people}
    # NO KEY: rows that refer to these people are written meanwhile without waiting.
    held = User.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=pks)
    return {user.pk: user for user in held.select_related("coach_settings").order_by("pk")}
