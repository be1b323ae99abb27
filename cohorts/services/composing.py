"""Form'actions made to measure: asked for, arranged, answered, and opened as a cohort."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import PageViewRestriction

from cohorts.composing import Pick, days_from, pack
from cohorts.models import Cohort, Composition, CompositionModule
from cohorts.outline import picks_of
from cohorts.services.steering import open_with_team
from courses.choices import Format, Length, StepKind
from courses.models import CatalogueIndexPage, CoursePage, Level, PlanItem
from lms.accounts.models import Organisation, Role, User
from lms.accounts.services import find_or_invite
from lms.notifications.services import tell

MOST_MANAGERS_TOLD = 20


class NotArrangeable(Exception):
    """The form'action has been opened or declined: it stays as it was."""

    def __init__(self) -> None:
        super().__init__(_("This form’action has been answered: it does not change any more."))


@transaction.atomic
def compose(
    *,
    picks: Sequence[Pick],
    organisation_name: str,
    kind: str,
    level: Level | None = None,
    contact_name: str = "",
    contact_email: str = "",
    note: str = "",
    by: User | None = None,
    at: datetime | None = None,
) -> Composition:
    """Keep a form'action as composed: a manager's is a draft, anybody else's asks for an answer."""
    if not picks:
        raise ValueError("A form'action without modules.")
    pack(picks)  # refuses what does not fit in three days
    is_ours = by is not None and by.has_role(Role.MANAGER)
    composition = Composition.objects.create(
        key=secrets.token_urlsafe(16),
        organisation_name=organisation_name,
        kind=kind,
        level=level,
        contact_name=contact_name,
        contact_email=contact_email,
        note=note,
        state=Composition.State.DRAFT if is_ours else Composition.State.REQUESTED,
        composed_by=by,
        requested_at=at or timezone.now(),
    )
    CompositionModule.objects.bulk_create(
        CompositionModule(
            composition=composition, module_id=pick.module, depth=pick.depth, position=position
        )
        for position, pick in enumerate(picks)
    )
    if not is_ours:
        _tell_of_request(composition, [pick.title for pick in picks])
    return composition


@transaction.atomic
def move(*, composition: Composition, row: CompositionModule, up: bool) -> None:
    """Put one module a place earlier or later; at the edge it stays."""
    if not Composition.objects.select_for_update().get(pk=composition.pk).is_arrangeable:
        raise NotArrangeable
    rows = list(composition.composed_modules.order_by("position", "pk"))
    here = rows.index(row)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    for position, each in enumerate(rows):
        each.position = position
    CompositionModule.objects.bulk_update(rows, ["position"])


@transaction.atomic
def answer(*, composition: Composition, accepted: bool, words: str = "") -> Composition:
    """Accept or decline, and write to whoever asked; the same answer again changes nothing."""
    locked = Composition.objects.select_for_update().get(pk=composition.pk)
    state = Composition.State.ACCEPTED if accepted else Composition.State.DECLINED
    if locked.state == state:
        return locked
    if not locked.is_arrangeable:
        raise NotArrangeable
    locked.state, locked.answer = state, words
    locked.save(update_fields=["state", "answer"])
    _tell_contact(locked, "answer", {"accepted": accepted}, key=f"composition:{locked.pk}:{state}")
    return locked


@transaction.atomic
def open_composition(
    *,
    composition: Composition,
    starts_on: date,
    ends_on: date,
    capacity: int | None,
    by: User,
    organisation: Organisation | None = None,
    at: datetime | None = None,
) -> Cohort:
    """Open the cohort of this form'action: its own course holds these modules at these depths.

    Twice is once: the cohort that is open already is returned.
    """
    locked = Composition.objects.select_for_update().get(pk=composition.pk)
    if locked.cohort is not None:
        return locked.cohort
    if not locked.is_arrangeable:
        raise NotArrangeable
    course = _private_course(locked, starts_on)
    organisation = organisation or _organisation_of(locked)
    locked.cohort = open_with_team(
        by=by,
        at=at,
        team={},
        course=course,
        title=course.title,
        starts_on=starts_on,
        ends_on=ends_on,
        capacity=capacity,
        entry=Cohort.Entry.MANAGED,
        organisation=organisation,
    )
    locked.state = Composition.State.OPENED
    locked.save(update_fields=["cohort", "state"])
    return locked.cohort


def last_day(*, composition: Composition, starts_on: date) -> date:
    """Return the last day in a room, were the form'action to start on this one."""
    return days_from(starts_on, pack(picks_of(composition)).sittings)[-1]


def _organisation_of(composition: Composition) -> Organisation:
    name = composition.organisation_name
    known = Organisation.objects.filter(name__iexact=name).first()
    return known or Organisation.objects.create(name=name, kind=composition.kind)


def _private_course(composition: Composition, starts_on: date) -> CoursePage:
    """Write the course of this cohort alone: published, so that it works as any, but private.

    Its address cannot be guessed and wants people signed in; the catalogue leaves it out.
    """
    programme = pack(picks_of(composition))
    name = composition.organisation_name
    course = CoursePage(
        title=_("Form’action – %(organisation)s") % {"organisation": name},
        slug=f"formaction-{slugify(name)[:60]}-{secrets.token_hex(6)}",
        format=Format.FORM_ACTION,
        length=Length.DAYS,
        minutes=programme.minutes,
    )
    if composition.level:
        course.levels = [composition.level]
    course.plan_items = _plan(programme.sittings, starts_on)
    catalogue = CatalogueIndexPage.objects.get()
    catalogue.add_child(instance=course)
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    course.save_revision().publish()
    return course


def _plan(sittings: Sequence, starts_on: date) -> list[PlanItem]:
    """Return a half-day in a room for each sitting, then its modules to take up online."""
    monday = starts_on.toordinal() - starts_on.weekday()
    items: list[PlanItem] = []
    for sitting, day in zip(sittings, days_from(starts_on, sittings), strict=True):
        titles = " · ".join(pick.title for pick in sitting.picks)
        timing = {
            "week": 1 + (day.toordinal() - monday) // 7,
            "weekday": day.weekday(),
            "half_day": sitting.half_day.value,
        }
        room = {"kind": StepKind.COLLECTIVE, "title": titles[:200], "minutes": sitting.minutes}
        items.append(PlanItem(**room, **timing))
        items += [
            PlanItem(
                kind=StepKind.MODULE,
                title=pick.title[:200],
                module_id=pick.module,
                depth=pick.depth,
                **timing,
            )
            for pick in sitting.picks
        ]
    for order, item in enumerate(items):
        item.sort_order = order
    return items


def _tell_of_request(composition: Composition, titles: Sequence[str]) -> None:
    about = {"composition": composition, "titles": titles, "base_url": settings.BASE_URL}
    managers = User.objects.filter(is_active=True, memberships__role=Role.MANAGER).distinct()
    for manager in managers.order_by("pk")[:MOST_MANAGERS_TOLD]:
        tell(
            recipient=manager,
            key=f"composition:{composition.pk}:asked:{manager.pk}",
            template="cohorts/mail/composition_asked.txt",
            context=about,
        )
    _tell_contact(composition, "received", about, key=f"composition:{composition.pk}:received")


def _tell_contact(composition: Composition, name: str, about: dict, *, key: str) -> None:
    """Write to the contact. The outbox writes to people, so a stranger becomes one, without access.

    They have no password and no role: only an address that the team may write to and enrol.
    """
    if not composition.contact_email:
        return
    person, _created = find_or_invite(email=composition.contact_email)
    tell(
        recipient=person,
        key=key,
        template=f"cohorts/mail/composition_{name}.txt",
        context={"composition": composition, "base_url": settings.BASE_URL, **about},
    )
