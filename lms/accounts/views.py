"""One's own account, beside the pages of allauth."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts import services
from lms.accounts.forms import ProfileForm
from lms.accounts.models import User

PROFILE = ("first_name", "last_name", "time_zone")


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change how somebody is named, and in which zone they read times."""
    person = cast(User, request.user)
    kept = {name: getattr(person, name) for name in PROFILE}
    form = ProfileForm(request.POST or None, initial=kept)
    if form.is_valid():
        services.change_profile(person=person, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "account/profile.html", {"form": form})
