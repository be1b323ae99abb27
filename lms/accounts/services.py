"""What happens to people: they are invited, hold roles, lose them."""

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
def grant_role(*, person: User, organisation: Organisation, role: Role) -> Membership:
    """Give the role, and the place in the editor that comes with it."""
    membership, _created = Membership.objects.get_or_create(
        person=person, organisation=organisation, role=role
    )
    for name in EDITOR_GROUPS.get(role, ()):
        person.groups.add(Group.objects.get(name=name))
    person.__dict__.pop("roles", None)
    return membership
