"""What happens to people: they are invited, hold roles, lose them."""

from collections.abc import Collection, Mapping

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from lms.accounts.models import Membership, Organisation, Role, User

# The editor's own groups (made by its migrations) that a role opens.
EDITOR_GROUPS = {Role.AUTHOR: ("Editors",), Role.MANAGER: ("Moderators",)}


@transaction.atomic
def find_or_invite(*, email: str, first_name: str = "", last_name: str = "") -> tuple[User, bool]:
    """Return the person with this address, and whether they are new here.

    A newcomer gets no password: they choose one through « mot de passe oublié ». A name that is
    already known is never replaced.
    """
    address = email.strip().lower()
    person, created = User.objects.get_or_create(
        email=address, defaults={"first_name": first_name.strip(), "last_name": last_name.strip()}
    )
    if created:
        person.set_unusable_password()
        person.save(update_fields=["password"])
    return person, created


@transaction.atomic
def find_or_invite_many(names: Mapping[str, tuple[str, str]]) -> dict[str, User]:
    """Return the person of each address (in lower case), inviting newcomers as above.

    ``names`` gives first and last names by address. However many people, a handful of queries.
    """
    known = _by_address(names)
    newcomers = [
        User(
            email=address,
            first_name=first_name,
            last_name=last_name,
            password=make_password(None),
        )
        for address, (first_name, last_name) in names.items()
        if address not in known
    ]
    # Somebody else may invite the same person at this very moment: theirs is as good as ours.
    User.objects.bulk_create(newcomers, ignore_conflicts=True)
    return known | _by_address([person.email for person in newcomers])


def change_profile(*, person: User, first_name: str, last_name: str, time_zone: str) -> None:
    """Keep what somebody says of themselves."""
    person.first_name, person.last_name, person.time_zone = first_name, last_name, time_zone
    person.save(update_fields=["first_name", "last_name", "time_zone"])


def confirm_address(*, person: User) -> None:
    """Hold the person's address for theirs, as if they had followed a confirmation link."""
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )


@transaction.atomic
def grant_role(*, person: User, organisation: Organisation, role: Role) -> Membership:
    """Give the role, and the place in the editor that comes with it."""
    membership, _created = Membership.objects.get_or_create(
        person=person, organisation=organisation, role=role
    )
    for name in EDITOR_GROUPS.get(role, ()):
        person.groups.add(Group.objects.get(name=name))
    person.__dict__.pop("roles", None)
    return membership


def _by_address(addresses: Collection[str]) -> dict[str, User]:
    return {person.email: person for person in User.objects.filter(email__in=addresses)}
