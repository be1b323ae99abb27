"""One's own account, beside the pages of allauth."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.accounts import services
from lms.accounts.forms import ProfileForm

PROFILE = ("first_name", "last_name", "time_zone")


@login_required
@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Show and change how somebody is named, and in which zone they read times."""
    kept = {name: getattr(request.user, name) for name in PROFILE}
    form = ProfileForm(request.POST or None, initial=kept)
    if form.is_valid():
        services.change_profile(person=request.user, **form.cleaned_data)
        messages.success(request, _("Your profile is saved."))
        return redirect("profile")
    return render(request, "account/profile.html", {"form": form})
