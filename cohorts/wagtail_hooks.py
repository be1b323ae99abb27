"""What cohorts add to the pages of the catalogue: how to enrol, beside what is taught."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail import hooks
from wagtail.documents.models import AbstractDocument

from cohorts.models import Cohort, Enrolment
from cohorts.progress import give_queue_places, progress_of
from cohorts.rules import may_read
from courses.choices import Format
from courses.models import CoursePage
from modules.outline import outline_of

COHORTS_SHOWN = 6
ASKING = (Enrolment.State.REQUESTED, Enrolment.State.OFFERED)


@hooks.register("course_doors")
def enrolment_panel(course: CoursePage, request: HttpRequest) -> str:
    """Draw the box in which one enrols, continues, or reads why there is nothing to enrol in."""
    outline = outline_of(course)
    enrolments = _own_enrolments(course, request)
    seated = [enrolment for enrolment in enrolments if enrolment.is_seated]
    progress = progress_of(seated, {course.pk: outline}) if seated else {}
    joined = {enrolment.cohort_id for enrolment in enrolments}
    has_content = bool(outline.activities)
    return render_to_string(
        "cohorts/_enrolment.html",
        {
            "course": course,
            "address": reverse("courses:course", args=[course.slug]),
            "seated": [(enrolment, progress[enrolment.pk]) for enrolment in seated],
            "waiting": [one for one in enrolments if one.state == Enrolment.State.WAITING],
            "asking": [one for one in enrolments if one.state in ASKING],
            "cohorts": [cohort for cohort in _open_cohorts(course) if cohort.pk not in joined],
            "may_enrol": course.is_open and has_content and not seated,
            "has_content": has_content,
        },
        request=request,
    )


@hooks.register("course_panels")
def composer_panel(course: CoursePage) -> str:
    """Lead from the catalogue's form'action to the composer; a composed one has its programme."""
    if course.format != Format.FORM_ACTION or course.plan_items.exists():
        return ""
    return render_to_string("cohorts/_composer_door.html")


@hooks.register("before_serve_document")
def keep_lessons_documents(document: AbstractDocument, request: HttpRequest) -> HttpResponse | None:
    """Keep what stands in lessons for those who may read them; to others it does not exist."""
    if may_read(request.user, document):
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _own_enrolments(course: CoursePage, request: HttpRequest) -> list[Enrolment]:
    if not request.user.is_authenticated:
        return []
    enrolments = Enrolment.objects.filter(learner=request.user.pk, cohort__course=course)
    own = list(
        enrolments.exclude(state__in=Enrolment.GONE)
        .select_related("cohort")
        .order_by("-requested_at", "-pk")
    )
    give_queue_places(own)
    return own


def _open_cohorts(course: CoursePage) -> list[Cohort]:
    cohorts = Cohort.objects.filter(
        course=course,
        entry__in=(Cohort.Entry.OPEN, Cohort.Entry.REQUEST),
        is_permanent=False,
    ).running_on(timezone.localdate())
    return list(cohorts.with_seats().order_by("starts_on", "pk")[:COHORTS_SHOWN])
