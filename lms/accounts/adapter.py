"""How sign-in talks to the rest of the platform."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter

from lms.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Addresses are kept in lower case, so that one person is one account."""

    def clean_email(self, email: str) -> str:
        return super().clean_email(email).strip().lower()

    def save_user(self, request: Any, user: User, form: Any, commit: bool = True) -> User:
        user.first_name = form.cleaned_data.get("first_name", "")
        user.last_name = form.cleaned_data.get("last_name", "")
        return super().save_user(request, user, form, commit=commit)
