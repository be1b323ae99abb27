"""How sign-in talks to the rest of the platform."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.models import EmailConfirmation
from allauth.account.utils import get_next_redirect_url
from django.http import HttpRequest

from lms.accounts import services
from lms.accounts.models import User


class Backend(AuthenticationBackend):
    """Whoever a session names comes with their roles, which the header of every page asks for."""

    def get_user(self, user_id: int | str) -> User | None:
        person = User.objects.with_roles(user_id)
        return person if self.user_can_authenticate(person) else None


class AccountAdapter(DefaultAccountAdapter):
    """Addresses are kept in lower case, so that one person is one account."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).strip().lower()

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.first_name = form.cleaned_data.get("first_name", "")
        user.last_name = form.cleaned_data.get("last_name", "")
        return super().save_user(request, user, form, commit=commit)

    def get_email_confirmation_url(
        self, request: HttpRequest | None, emailconfirmation: EmailConfirmation
    ) -> str:
        """Let the link lead on to where the newcomer came from, in whatever browser it opens."""
        url = super().get_email_confirmation_url(request, emailconfirmation)
        # Addresses of other sites were left aside.
        came_from = get_next_redirect_url(request) if request else None
        return f"{url}?{urlencode({'next': came_from})}" if came_from else url

    def set_password(self, user: User, password: str) -> None:
        """Keep the password; the first one of an invited person also confirms their address.

        Only the link that we sent there let them choose it: no need to ask again.
        """
        is_first = not user.has_usable_password()
        super().set_password(user, password)
        if is_first:
            services.confirm_address(person=user)
