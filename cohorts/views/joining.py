"""Coming in by another door: on request, with a link or a code, by the offer of a seat."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cohorts.forms.entry import AskForm, CodeForm
from cohorts.models import Cohort, EntryKey
from cohorts.services import keys, offers, requests
from cohorts.services.enrolments import EnrolmentClosed
from cohorts.views.doors import first_page, say_what_overlaps
from lms.accounts.rules import SignedInRequest

View = Callable[..., HttpResponse]

# A room of people behind one address types wrong now and then; a program tries thousands.
MOST_WRONG_CODES = 30
WRONG_CODES_KEPT = 15 * 60


@login_required
@require_http_methods(["GET", "POST"])
def ask(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask the team for a seat in a cohort that one enters on request."""
    cohorts = Cohort.objects.select_related("course").filter(course__live=True)
    cohort = get_object_or_404(cohorts, pk=pk, entry=Cohort.Entry.REQUEST)
    form = AskForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            requests.ask(
                cohort=cohort, learner=request.user, motivation=form.cleaned_data["motivation"]
            )
        except EnrolmentClosed as error:
            messages.error(request, str(error))
            return redirect("courses:course", cohort.course.slug)
        say_what_overlaps(request, cohort)
        return redirect(cohort)
    context = {"cohort": cohort, "form": form}
    return render(request, "cohorts/ask.html", context, status=422 if form.errors else 200)


def patient(view: View) -> View:
    """Send away whoever only tries codes: after many wrong ones, nothing is looked up."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if cache.get(_counter(request), 0) >= MOST_WRONG_CODES:
            return render(request, "429.html", status=429)
        return view(request, *args, **kwargs)

    return guarded


@patient
@require_http_methods(["GET", "POST"])
def join_form(request: HttpRequest) -> HttpResponse:
    """Type the code that one was given."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        key = _key(request, form.cleaned_data["code"])
        if key:
            return redirect("cohorts:join", key.code)
        form.add_error("code", _("No cohort has this code. Look at it once more."))
    status = 422 if form.errors else 200
    return render(request, "cohorts/join_form.html", {"form": form}, status=status)


@patient
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, code: str) -> HttpResponse:
    """Show the cohort that the key opens; let people who are signed in come in."""
    key = _key(request, code)
    if key is None:
        raise Http404
    refusal = keys.refusal(key, at=timezone.now())
    if request.method == "POST" and request.user.is_authenticated:
        try:
            keys.join(key=key, learner=request.user)
        except (keys.KeyRefused, EnrolmentClosed) as error:
            refusal = str(error)
        else:
            say_what_overlaps(request, key.cohort)
            return redirect(first_page(request.user, key.cohort))
    context = {"cohort": key.cohort, "refusal": refusal, "address": request.path}
    return render(request, "cohorts/join.html", context, status=410 if refusal else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest, key: str) -> HttpResponse:
    """Answer the offer of a seat, from the mail: the signed address says who answers."""
    found = offers.offer_of(key)
    if found is None:
        raise Http404
    enrolment, until = found
    refusal = ""
    if request.method == "POST":
        answer = offers.decline if request.POST.get("answer") == "decline" else offers.accept
        try:
            answer(enrolment=enrolment, until=until)
        except (offers.OfferOver, EnrolmentClosed) as error:
            refusal = str(error)
        enrolment.refresh_from_db()
    context = {
        "enrolment": enrolment,
        "cohort": enrolment.cohort,
        "is_current": offers.is_current(enrolment, until, now=timezone.now()),
        "refusal": refusal,
    }
    return render(request, "cohorts/offer.html", context, status=410 if refusal else 200)


def _key(request: HttpRequest, code: str) -> EntryKey | None:
    """Look the code up, and count it when it is wrong."""
    key = keys.key_of(code)
    if key is None:
        cache.add(_counter(request), 0, timeout=WRONG_CODES_KEPT)
        cache.incr(_counter(request))
    return key


def _counter(request: HttpRequest) -> str:
    return f"wrong-codes:{get_adapter(request).get_client_ip(request)}"
