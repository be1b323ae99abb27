"""Who plays in the demonstration: one account per role, learners, their organisations."""

import os
import random
import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password

from cohorts.loading.names import FIRST, LAST
from lms.accounts.models import Organisation, Role, User
from lms.accounts.services import find_or_invite, grant_role

DOMAIN = "demo.lerameau.example"
LEARNERS = 99
HOUSE = ("Le RAMEAU", Organisation.Kind.HOUSE)
SCHOOL = ("École Exemple (démonstration)", Organisation.Kind.SCHOOL)
ASSOCIATION = ("Association Exemple (démonstration)", Organisation.Kind.ASSOCIATION)


@dataclass(frozen=True)
class Part:
    """One account of the contract: what people type, and what it shows them."""

    account: str
    first_name: str
    last_name: str
    role: Role | None = None
    organisation: tuple[str, str] | None = None

    @property
    def email(self) -> str:
        return f"{self.account}@{DOMAIN}"


PARTS = (
    Part("apprenante", "Inès", "Moreau", Role.MEMBER, ASSOCIATION),
    Part("coach", "Marc", "Lefèvre", Role.COACH, HOUSE),
    Part("coach02", "Amina", "Benali", Role.COACH, HOUSE),
    Part("formateur", "Youssef", "Haddad", Role.TRAINER, HOUSE),
    Part("auteur", "Claire", "Dubois", Role.AUTHOR, HOUSE),
    Part("pilote", "Sophie", "Garnier", Role.MANAGER, HOUSE),
    Part("partenaire", "Hélène", "Roche", Role.PARTNER, SCHOOL),
    Part("admin", "Administration", "Démonstration"),
)


@dataclass(frozen=True)
class Cast:
    """Everybody, ready to play."""

    parts: dict[str, User]
    learners: list[User]
    school: Organisation


def learner_address(number: int) -> str:
    return f"apprenant{number:02}@{DOMAIN}"


def kept_password() -> str:
    """Return the demonstration's password, drawn once for this data folder."""
    path = settings.DATA_DIR / "demo-password"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(f"rameau-{secrets.token_hex(4)}")
    except FileExistsError:
        pass
    return path.read_text()


def invite_cast(chance: random.Random, *, password: str) -> Cast:
    """Create the accounts, with their roles; all share one password, hashed once."""
    organisations = {
        part.organisation: Organisation.objects.get_or_create(
            name=part.organisation[0], defaults={"kind": part.organisation[1]}
        )[0]
        for part in PARTS
        if part.organisation
    }
    parts = {}
    for part in PARTS:
        person = _invite(part.email, part.first_name, part.last_name)
        if part.role and part.organisation:
            grant_role(person=person, organisation=organisations[part.organisation], role=part.role)
        parts[part.account] = person
    parts["admin"].is_staff = parts["admin"].is_superuser = True
    parts["admin"].save(update_fields=["is_staff", "is_superuser"])
    learners = [
        _invite(learner_address(number), first_name, last_name)
        for number, (first_name, last_name) in enumerate(_names(chance), start=1)
    ]
    User.objects.filter(email__endswith=f"@{DOMAIN}").update(password=make_password(password))
    return Cast(parts, learners, organisations[SCHOOL])


def _invite(email: str, first_name: str, last_name: str) -> User:
    person, _created = find_or_invite(email=email, first_name=first_name, last_name=last_name)
    EmailAddress.objects.get_or_create(
        user=person, email=email, defaults={"verified": True, "primary": True}
    )
    return person


def _names(chance: random.Random) -> list[tuple[str, str]]:
    """Draw full names that differ, so that lists are easy to read."""
    lasts = chance.sample(LAST, len(LAST)) + chance.sample(LAST, LEARNERS - len(LAST))
    firsts = chance.sample(FIRST, len(FIRST)) + chance.sample(FIRST, LEARNERS - len(FIRST))
    return list(zip(firsts, lasts, strict=True))
