"""What is given before and after a session: files and links, by whoever leads it.

Nobody is mailed for it: the session's page, its reminder and the agenda lead there.
"""

from datetime import datetime, timedelta
from typing import BinaryIO, cast

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from cohorts.models import Session, SessionMaterial
from lms.accounts.models import User
from lms.events.services import record
from lms.events.verbs import Verb
from modules.filetypes import FAMILIES, is_one_of, type_of

MOST_MATERIALS = 40
KEPT_FOR = timedelta(days=30)
MEGABYTE = 1_000_000
LARGEST, LARGEST_MEDIA = 50 * MEGABYTE, 200 * MEGABYTE


class MaterialRefused(Exception):
    """Nothing is added; the message says why."""


@transaction.atomic
def add_material(
    *,
    session: Session,
    by: User,
    title: str,
    moment: str,
    url: str = "",
    file: UploadedFile | None = None,
    at: datetime | None = None,
) -> SessionMaterial:
    """Give a file, or the address of something that is elsewhere."""
    session = Session.objects.select_for_update(of=("self",)).get(pk=session.pk)
    if session.materials.standing().count() >= MOST_MATERIALS:
        raise MaterialRefused(_("This session has as many materials as it may: remove some first."))
    material = SessionMaterial(session=session, title=title, moment=moment, url=url)
    if file is not None:
        material.content_type = content_type_of(file)
        material.name = get_valid_filename(file.name or "document")[-160:]
        material.size = file.size or 0
        material.file = file
    material.save()
    _record(material, by=by, at=at)
    return material


@transaction.atomic
def remove(*, material: SessionMaterial, by: User, at: datetime | None = None) -> None:
    """Take the material off the page; it can be put back as long as its file is kept."""
    at = at or timezone.now()
    if SessionMaterial.objects.standing().filter(pk=material.pk).update(removed_at=at):
        _record(material, by=by, at=at)


@transaction.atomic
def put_back(*, material: SessionMaterial, by: User, at: datetime | None = None) -> None:
    removed = SessionMaterial.objects.exclude(removed_at=None).filter(pk=material.pk)
    if removed.update(removed_at=None):
        _record(material, by=by, at=at)


def forget_removed(*, at: datetime | None = None) -> int:
    """Delete for good, with their files, materials that were removed a month ago."""
    old = SessionMaterial.objects.filter(removed_at__lte=(at or timezone.now()) - KEPT_FOR)
    count = 0
    for material in old.iterator():
        if material.file:
            material.file.delete(save=False)
        material.delete()
        count += 1
    return count


def content_type_of(file: UploadedFile) -> str:
    """Return the type of what the file holds; refuse what we do not know, and what is too large."""
    found = type_of(cast(BinaryIO, file)) or ""
    file.seek(0)
    if not is_one_of(found, FAMILIES):
        raise MaterialRefused(
            _("Send a PDF, an image, an office document without macros, a sound or a video.")
        )
    largest = LARGEST_MEDIA if found.startswith(("audio/", "video/")) else LARGEST
    if (file.size or 0) > largest:
        raise MaterialRefused(
            _("This file is larger than %(most)d MB.") % {"most": largest // MEGABYTE}
        )
    return found


def _record(material: SessionMaterial, *, by: User, at: datetime | None) -> None:
    session = material.session
    record(
        Verb.SESSION_CHANGED,
        actor=by,
        at=at,
        course_id=session.cohort.course_id,
        cohort_id=session.cohort_id,
        session_id=session.pk,
        object_id=material.pk,
    )
