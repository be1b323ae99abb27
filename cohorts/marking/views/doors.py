"""Who enters: a learner with a seat at their own work, readers at that of their cohorts."""

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404

from cohorts.marking.rules import cohorts_marked_by
from cohorts.models import Cohort, Enrolment
from lms.accounts.models import Role, User
from lms.accounts.rules import role_required
from modules.models import Activity, SubmittedFile

reader_required = role_required(Role.TRAINER, Role.MANAGER)


def own_seat(request: HttpRequest, cohort_pk: int) -> Enrolment:
    """Return the seat of whoever asks, or answer 404."""
    seats = Enrolment.objects.seated().select_related("cohort__course", "learner")
    return get_object_or_404(seats, cohort=cohort_pk, learner=request.user.pk)


def marked_cohort(person: User, cohort_pk: int) -> Cohort:
    """Return the cohort, for those who grade there, or answer 404."""
    return get_object_or_404(cohorts_marked_by(person).select_related("course"), pk=cohort_pk)


def activity_to_mark(activity_pk: int) -> Activity:
    return get_object_or_404(Activity, pk=activity_pk).specific


def is_from_script(request: HttpRequest) -> bool:
    """Whether the page saves by itself as somebody types, and only wants to hear how it went."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def private_file(file: SubmittedFile, *, name: str) -> FileResponse:
    """Hand over a file as a download: nothing of it is shown on this site's behalf."""
    response = FileResponse(
        file.file.open("rb"), as_attachment=True, filename=name, content_type=file.content_type
    )
    response["Cache-Control"] = "private, no-store"
    return response
