"""How sign-in talks to the rest of the platform."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from lms.accounts import services
from lms.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Addresses are kept in lower case, so that one person is one account."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).strip().lower()

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.first_name = form.cleaned_data.get("first_name", "")
        user.last_name = form.cleaned_data.get("last_name", "")
        return super().save_user(request, user, form, commit=commit)

    def set_password(self, user: User, password: str) -> None:
        """Keep the password; the first one of an invited person also confirms their address.

        Only the link that we sent there let them choose it: no need to ask again.
        """
        is_first = not user.has_usable_password()
        super().set_password(user, password)
        if is_first:
            services.confirm_address(person=user)
