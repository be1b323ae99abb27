"""The evidence file of a cohort: what shows that a training took place, sealed as a whole.

Article R6313-3 of the Code du travail asks for probative means without listing them; auditors ask
for these: the programme, the people, the signed sheets, the certificates, what was done online
and when, the results of assessments, what surveys found. ``cohorts.sealing`` says how the whole is
sealed.
"""

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cohorts import roster, sealing
from cohorts.evidence import sheet_particulars
from cohorts.hours import hours_of
from cohorts.models import Cohort, Session
from cohorts.printing import print_plan, print_sheet
from cohorts.sealing import Dossier
from cohorts.surveys.exports import table_of
from cohorts.surveys.models import Survey
from cohorts.surveys.reports import results_of, surveys_of
from cohorts.surveys.rules import Reader
from lms.events.models import Event
from lms.events.verbs import Verb
from modules.models import Activity, Attempt, Submission

BATCH = 500
Make = Callable[[], bytes | Iterable[bytes]]
ONLINE = (
    Verb.ACTIVITY_OPENED,
    Verb.ACTIVITY_COMPLETED,
    Verb.ATTEMPT_STARTED,
    Verb.ATTEMPT_SUBMITTED,
    Verb.SUBMISSION_SENT,
    Verb.ROOM_ENTERED,
)


def files_of(cohort: Cohort, *, at: datetime) -> list[tuple[str, Make]]:
    """Return each file's name with what makes it, so that one is in memory at a time."""
    held = cohort.sessions.standing().filter(starts_at__lte=at)
    sessions = held.select_related("cohort__course", "cohort__organisation")
    return [
        ("programme.pdf", partial(_programme, cohort)),
        ("personnes.csv", partial(_table, partial(_people, cohort, at))),
        *((_sheet_name(each), partial(_sheet, each)) for each in sessions.order_by("starts_at")),
        ("signatures.csv", partial(_table, partial(_signatures, cohort))),
        ("connexions.csv", partial(_table, partial(_visits, cohort))),
        ("resultats.csv", partial(_table, partial(_results, cohort))),
        ("questionnaires.csv", partial(_table, partial(_surveys, cohort))),
        *(
            (_survey_name(each), partial(_table, partial(_figures, each)))
            for each in _asked(cohort)
        ),
    ]


def seal(dossier: Dossier, *, cohort: Cohort, at: datetime) -> None:
    """End the file with its index and the house's signature."""
    about = {
        "issuer": settings.WAGTAIL_SITE_NAME,
        "course": cohort.course.title,
        "cohort": cohort.title,
        "made_at": at.isoformat(timespec="seconds"),
    }
    dossier.seal(about=about, key=signing_key())


def signing_key() -> Ed25519PrivateKey:
    """Return the house's key, made once and kept beside its data, for its owner's eyes only."""
    path = Path(settings.DATA_DIR) / "evidence-key.pem"
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(sealing.new_key())
    except FileExistsError:
        pass
    return sealing.read_key(path.read_bytes())


def _programme(cohort: Cohort) -> bytes:
    steps = cohort.course.plan_items.order_by("sort_order", "pk")
    return print_plan(
        {
            "issuer": settings.WAGTAIL_SITE_NAME,
            "course": cohort.course.title,
            "cohort": cohort.title,
            "starts_on": cohort.starts_on and cohort.starts_on.isoformat(),
            "ends_on": cohort.ends_on and cohort.ends_on.isoformat(),
            "minutes": cohort.course.minutes,
            "steps": [
                {
                    "title": step.title,
                    "kind": str(step.get_kind_display()),
                    "week": step.week,
                    "minutes": step.minutes,
                    "is_required": step.is_required,
                    "detail": step.detail,
                }
                for step in steps
            ],
        }
    )


def _sheet_name(session: Session) -> str:
    return f"emargement/{slugify(f'{session.starts_at:%Y-%m-%d} {session.title} {session.pk}')}.pdf"


def _sheet(session: Session) -> bytes:
    return print_sheet(sheet_particulars(session))


def _table(rows: Callable[[], Iterable[list]]) -> Iterator[bytes]:
    """Write rows as the house's CSV, some at a time; the mark says UTF-8 to spreadsheets."""
    yield codecs.BOM_UTF8
    lines = iter(rows())
    while batch := list(islice(lines, BATCH)):
        table = io.StringIO()
        writer = csv.writer(table, delimiter=";", lineterminator="\r\n")
        for row in batch:
            writer.writerow([roster.harmless("" if cell is None else str(cell)) for cell in row])
        yield table.getvalue().encode()


def _people(cohort: Cohort, at: datetime) -> Iterator[list]:
    yield [
        _("Number"),
        _("Last name"),
        _("First name"),
        _("E-mail address"),
        _("State"),
        _("Half-days signed"),
        _("Half-days held"),
        _("Minutes on sheets"),
        _("Minutes online"),
        _("Minutes of coaching"),
    ]
    hours = hours_of(cohort, at=at)
    people = cohort.enrolments.seated().select_related("learner").order_by("pk")
    for one in people.iterator(chunk_size=BATCH):
        each = hours[one.pk]
        yield [
            one.pk,
            one.learner.last_name,
            one.learner.first_name,
            one.learner.email,
            one.get_state_display(),
            each.half_days,
            each.half_days_held,
            each.attended,
            each.online,
            each.coaching,
        ]


def _signatures(cohort: Cohort) -> Iterator[list]:
    columns = (
        "number", "session", "day", "half_day", "enrolment", "statement", "means", "signed_at",
        "words", "reason", "corrects__number", "previous_hash", "hash",
    )  # fmt: skip
    yield list(columns)
    yield from map(list, cohort.signatures.order_by("number").values_list(*columns).iterator())


def _visits(cohort: Cohort) -> Iterator[list]:
    yield [_("At"), _("Person"), _("What happened"), _("Activity or session")]
    zone = ZoneInfo(cohort.time_zone)
    events = Event.objects.filter(cohort_id=cohort.pk, verb__in=ONLINE)
    titles = dict(
        Activity.objects.filter(pk__in=events.values("activity_id")).values_list("pk", "title")
    )
    sessions = dict(cohort.sessions.values_list("pk", "title"))
    rows = events.order_by("occurred_at", "pk").values_list(
        "occurred_at", "enrolment_id", "verb", "activity_id", "session_id"
    )
    for occurred_at, enrolment, verb, activity, session in rows.iterator(chunk_size=BATCH):
        when = occurred_at.astimezone(zone).isoformat(timespec="seconds")
        what = titles.get(activity or 0) or sessions.get(session or 0, "")
        yield [when, enrolment, Verb(verb).label, what]


def _results(cohort: Cohort) -> Iterator[list]:
    yield [
        _("Person"),
        _("Activity"),
        _("Attempt"),
        _("Handed in at"),
        _("Result in %"),
        _("Passed"),
    ]
    zone = ZoneInfo(cohort.time_zone)
    handed_in = Attempt.objects.filter(
        enrolment_id__in=cohort.enrolments.values("pk"), submitted_at__isnull=False
    )
    attempts = handed_in.select_related("quiz").defer("questions").order_by("enrolment_id", "pk")
    for each in attempts.iterator(chunk_size=BATCH):
        when = each.submitted_at.astimezone(zone) if each.submitted_at else None
        yield [
            each.enrolment_id,
            each.quiz.title,
            each.number,
            when and when.isoformat(timespec="seconds"),
            each.percent,
            _("yes") if each.is_passed else _("no"),
        ]
    graded = Submission.objects.filter(
        enrolment_id__in=cohort.enrolments.values("pk"), state=Submission.State.RETURNED
    )
    works = graded.select_related("assignment").defer("text").order_by("enrolment_id", "pk")
    for work in works.iterator(chunk_size=BATCH):
        sent_at = work.sent_at.astimezone(zone) if work.sent_at else None
        yield [
            work.enrolment_id,
            work.assignment.title,
            work.number,
            sent_at and sent_at.isoformat(timespec="seconds"),
            work.percent,
            _("yes") if work.is_passed else _("no"),
        ]


def _asked(cohort: Cohort) -> list[Any]:
    return [survey for survey in surveys_of(cohort) if survey.is_sent]


def _survey_name(survey: Survey) -> str:
    return f"questionnaires/{slugify(f'{survey.sent_at:%Y-%m-%d} {survey} {survey.pk}')}.csv"


def _surveys(cohort: Cohort) -> Iterator[list]:
    yield [_("Survey"), _("When"), _("Anonymous"), _("Sent at"), _("People asked"), _("Answers")]
    for each in _asked(cohort):
        yield [
            each,
            each.moment_in_words,
            _("yes") if each.is_anonymous else _("no"),
            each.sent_at.astimezone(each.zone).isoformat(timespec="seconds"),
            each.asked,
            each.answered,
        ]


def _figures(survey: Survey) -> Iterator[list]:
    """Only what people said together: an auditor has no need of anybody's own words."""
    yield from table_of(results_of(survey, reader=Reader.TEAM), with_texts=False)
