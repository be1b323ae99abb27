"""What people say of themselves."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from lms.accounts.models import User


class SignupForm(forms.Form):
    """The name that will stand on certificates, asked beside address and password."""

    field_order = ["first_name", "last_name", "email", "password1"]

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

    def signup(self, request: HttpRequest, user: User) -> None:
        """Nothing more to do: the adapter has kept the names (allauth calls this by contract)."""


class ProfileForm(forms.ModelForm):
    """What a person may change about themselves."""

    class Meta:
        model = User
        fields = ["first_name", "last_name", "time_zone"]
