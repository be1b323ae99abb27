"""Keys to cohorts: making them, taking them back, coming in with one."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cohorts.models import Cohort, Enrolment, EntryKey
from cohorts.models.keys import spelled_as_cut
from cohorts.services.enrolments import check_time, come_in, lock, present
from lms.accounts.models import User

# No sign that is taken for another, on a board or on the telephone.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
LINK_LENGTH = 28


class KeyRefused(Exception):
    """The key does not open the cohort, or not any more; the message says why."""


def cut(
    *,
    cohort: Cohort,
    valid_until: datetime,
    most_uses: int,
    by: User,
    at: datetime | None = None,
) -> EntryKey:
    """Make a key: a short code for a cohort that one enters by code, else a link nobody guesses."""
    length = CODE_LENGTH if cohort.entry == Cohort.Entry.CODE else LINK_LENGTH
    return EntryKey.objects.create(
        cohort=cohort,
        code="".join(secrets.choice(SIGNS) for _sign in range(length)),
        valid_until=valid_until,
        most_uses=most_uses,
        created_by=by,
        created_at=at or timezone.now(),
    )


def revoke(*, key: EntryKey, at: datetime | None = None) -> None:
    """Make the key useless from now on. People who came in with it stay."""
    EntryKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=at or timezone.now())


def key_of(code: str) -> EntryKey | None:
    """Return the key that is spelled so, whatever its case, spaces and hyphens."""
    keys = EntryKey.objects.select_related("cohort__course")
    return keys.filter(code=spelled_as_cut(code)).first()


def refusal(key: EntryKey, *, at: datetime) -> str:
    """Say why the key does not open its cohort; nothing when it does."""
    entries = (Cohort.Entry.INVITATION, Cohort.Entry.CODE)
    if key.cohort.entry not in entries or not key.cohort.course.live:
        return _("This cohort no longer takes people this way.")
    if not key.is_usable(now=at):
        return _("This invitation is over. Ask whoever gave it to you for a new one.")
    return ""


@transaction.atomic
def join(*, key: EntryKey, learner: User, at: datetime | None = None) -> Enrolment:
    """Enrol with the key: a seat, or the waiting list. Somebody already there uses up nothing."""
    at = at or timezone.now()
    cohort = lock(key.cohort)
    enrolment = present(cohort, learner)
    if enrolment:
        return enrolment
    key = EntryKey.objects.select_for_update().get(pk=key.pk)
    key.cohort = cohort
    check_time(cohort, at=at)
    if why := refusal(key, at=at):
        raise KeyRefused(why)
    key.uses += 1
    key.save(update_fields=["uses"])
    return come_in(cohort, learner, by=learner, at=at)
