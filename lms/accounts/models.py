"""People, the organisations they belong to, and the roles they hold there."""

from zoneinfo import available_timezones

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _


def validate_time_zone(name: str) -> None:
    """Refuse a name that the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("“%(zone)s” is not a time zone."), params={"zone": name})


class UserManager(BaseUserManager["User"]):
    """People are found by e-mail address, whatever its case."""

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email=(email or "").strip().lower())

    def with_roles(self, pk: int | str) -> "User | None":
        """Return the person with their roles at hand, or nobody: one query for both."""
        rows = list(self.filter(pk=pk).annotate(role=F("memberships__role")))
        for person in rows[:1]:
            person.roles = frozenset(row.role for row in rows if row.role)
            return person
        return None

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """One person, known by one e-mail address kept in lower case."""

    email = models.EmailField(_("e-mail address"), unique=True)
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    time_zone = models.CharField(
        _("time zone"), max_length=64, default="Europe/Paris", validators=[validate_time_zone]
    )
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_staff = models.BooleanField(_("technical administrator"), default=False)
    date_joined = models.DateTimeField(_("joined on"), default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="addresses_are_in_lower_case"
            )
        ]

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_short_name(self) -> str:
        return self.first_name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """Roles held in any organisation: one query, the first time it is asked."""
        return frozenset(self.memberships.values_list("role", flat=True))

    def has_role(self, *roles: str) -> bool:
        """Return whether this person holds one of the roles; an administrator holds them all."""
        return self.is_superuser or not self.roles.isdisjoint(roles)


class Organisation(models.Model):
    """A body that people belong to: Le RAMEAU itself, a school, a client, a territory."""

    class Kind(models.TextChoices):
        HOUSE = "house", _("Le RAMEAU")
        SCHOOL = "school", _("school")
        ASSOCIATION = "association", _("association")
        FOUNDATION = "foundation", _("foundation")
        COMPANY = "company", _("company")
        PUBLIC_BODY = "public_body", _("public body")
        TERRITORY = "territory", _("territory")

    name = models.CharField(_("name"), max_length=160, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What someone does beyond learning; learning needs no role."""

    MEMBER = "member", _("member")
    PARTNER = "partner", _("partner")
    COACH = "coach", _("coach")
    TRAINER = "trainer", _("trainer")
    AUTHOR = "author", _("author")
    MANAGER = "manager", _("programme manager")


class Membership(models.Model):
    """One role of one person in one organisation."""

    person = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="memberships",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation", "role"], name="one_role_once_per_organisation"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} ({self.organisation})"
