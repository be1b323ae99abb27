"""What people say of themselves."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.choices import time_zone_choices
from lms.accounts.models import User


class NameForm(forms.Form):
    """First and last name, as certificates will show them."""

    first_name = forms.CharField(
        label=_("First name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "given-name"}),
    )
    last_name = forms.CharField(
        label=_("Last name"),
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "family-name"}),
        help_text=_("Your name as it should stand on your certificates."),
    )


class SignupForm(NameForm):
    """The name that will stand on certificates, asked beside address and password."""

    field_order = ["first_name", "last_name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to do: the adapter has kept the names (allauth calls this by contract)."""


class ProfileForm(NameForm):
    """What a person may change about themselves."""

    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=time_zone_choices,
        help_text=_("Every time on the platform is shown in this zone."),
    )
