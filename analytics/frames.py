"""Progress as pandas frames, one row per learner. SQL counts; pandas arranges.

The frame of people is read whole, because its measures and its order speak of everybody; modules
and quizzes are added for the rows that are shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
from django.conf import settings
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When
from django.utils.translation import gettext as _

from analytics.measures import is_late
from analytics.models import DailyActivity
from cohorts.models import Enrolment
from cohorts.models.enrolments import EnrolmentQuerySet
from courses.folding import fold
from modules.models import Completion
from modules.outline import Outline
from modules.progress import counting_scores, work_scores

ACTIVE_WITHIN = timedelta(days=7)
SILENT_AFTER = timedelta(days=14)
# The kinds of activity that earn a score.
GRADED = ("quiz", "assignment")
PERSON = {
    "pk": "enrolment",
    "learner__first_name": "first_name",
    "learner__last_name": "last_name",
    "learner__email": "email",
    "coach__first_name": "coach_first_name",
    "coach__last_name": "coach_last_name",
    "state": "state",
    "confirmed_at": "confirmed_at",
    "last_seen_at": "last_seen_at",
}
# The columns that each order sorts by, and whether each rises.
ORDERS = {
    "name": {"last_name": True, "first_name": True, "email": True},
    "late": {"percent": True, "last_seen_at": True, "last_name": True},
    "ahead": {"percent": False, "last_name": True},
    "silent": {"last_seen_at": True, "last_name": True},
}


@dataclass(frozen=True)
class Totals:
    """What a cohort's people look like together."""

    people: int
    mean: float
    median: float
    finished: int
    not_started: int
    late: int
    active: int


def people_frame(
    enrolments: EnrolmentQuerySet, outline: Outline, *, expected: int | None, now: datetime
) -> pd.DataFrame:
    """Return one row per enrolment: who, how far, when last, and what to worry about."""
    frame = pd.DataFrame.from_records(
        list(enrolments.values_list(*PERSON)), columns=list(PERSON.values())
    ).set_index("enrolment")
    required = outline.required_ids
    done = dict(
        Completion.objects.filter(
            enrolment_id__in=enrolments.values("pk"), activity_id__in=required
        )
        .values_list("enrolment_id")
        .annotate(Count("pk"))
    )
    frame["done"] = frame.index.map(lambda pk: done.get(pk, 0)).astype(int)
    frame["percent"] = 100 * frame["done"] // len(required) if required else 0
    frame.loc[frame["state"] == Enrolment.State.COMPLETED, "percent"] = 100
    for column in ("last_seen_at", "confirmed_at"):
        frame[column] = pd.to_datetime(frame[column], utc=True).astype("datetime64[us, UTC]")
    frame["is_late"] = [is_late(percent, expected=expected) for percent in frame["percent"]]
    seen = frame["last_seen_at"].fillna(frame["confirmed_at"])
    frame["is_silent"] = (frame["percent"] < 100) & (seen < now - SILENT_AFTER)
    active = _active_since(enrolments, (now - ACTIVE_WITHIN).date())
    frame["is_active"] = frame.index.isin(list(active))
    return frame


def totals_of(frame: pd.DataFrame) -> Totals:
    percents = frame["percent"]
    return Totals(
        people=len(frame),
        mean=round(float(percents.mean()), 1) if len(frame) else 0.0,
        median=float(percents.median()) if len(frame) else 0.0,
        finished=int((percents == 100).sum()),
        not_started=int(((frame["done"] == 0) & (percents < 100)).sum()),
        late=int(frame["is_late"].sum()),
        active=int(frame["is_active"].sum()),
    )


def arranged(
    frame: pd.DataFrame, *, order: str = "name", show: str = "", words: str = ""
) -> pd.DataFrame:
    """Return the rows that answer, in the order asked; the unknown changes nothing."""
    conditions = {
        "late": frame["is_late"],
        "silent": frame["is_silent"],
        "not_started": (frame["done"] == 0) & (frame["percent"] < 100),
        "started": (frame["done"] > 0) & (frame["percent"] < 100),
        "finished": frame["percent"] == 100,
    }
    if show in conditions:
        frame = frame[conditions[show]]
    names = (frame["first_name"] + " " + frame["last_name"] + " " + frame["email"]).map(fold)
    for word in fold(words).split():
        frame = frame[names.loc[frame.index].str.contains(word, regex=False)]
    columns = ORDERS.get(order, ORDERS["name"])
    return frame.sort_values(
        list(columns), ascending=list(columns.values()), na_position="first", kind="stable"
    )


def module_percents(enrolments: Iterable[int], outline: Outline) -> pd.DataFrame:
    """Return a row per enrolment and a column per place of a module: percent of what is required.

    A module that requires nothing has no percentage.
    """
    enrolments = list(enrolments)
    required = _required_by_place(outline)
    done = _done_by_place(enrolments, required)
    return pd.DataFrame(
        {
            place: pd.Series(
                [100 * done.get((pk, place), 0) // len(ids) if ids else pd.NA for pk in enrolments],
                index=enrolments,
                dtype="Int64",
            )
            for place, ids in enumerate(required)
        },
        index=enrolments,
    )


def module_means(
    enrolments: EnrolmentQuerySet, outline: Outline, *, people: int
) -> list[int | None]:
    """Return, by place, the share of the required activities that everybody together has done."""
    required = _required_by_place(outline)
    done = _done(Completion.objects.filter(enrolment_id__in=enrolments.values("pk")), required)
    together = dict(done.values_list("place").annotate(Count("pk"))) if done is not None else {}
    return [
        100 * together.get(place, 0) // (len(ids) * people) if ids and people else None
        for place, ids in enumerate(required)
    ]


def scores_of(enrolments: Iterable[int], outline: Outline) -> dict[tuple[int, int], int]:
    """Return the score that counts, 0 to 100, of each enrolment in each graded activity."""
    kinds = {activity.id: activity.kind for activity in outline.activities}
    graded = [counting_scores(enrolments)]
    if "assignment" in kinds.values():
        graded.append(work_scores(enrolments))
    # A score is a share of small whole numbers: the float may miss a whole percentage by a hair.
    return {
        (enrolment, activity): int(100 * score + 1e-9)
        for by_enrolment in graded
        for enrolment, scores in by_enrolment.items()
        for activity, score in scores.items()
        if kinds.get(activity) in GRADED
    }


def export_frame(frame: pd.DataFrame, outline: Outline) -> pd.DataFrame:
    """Return the grid as people keep it: every learner of the frame, titles as headings."""
    percents = module_percents(frame.index, outline)
    scores = scores_of(frame.index, outline)
    columns = {
        _("Last name"): frame["last_name"],
        _("First name"): frame["first_name"],
        _("E-mail address"): frame["email"],
        _("Coach"): (
            frame["coach_first_name"].fillna("") + " " + frame["coach_last_name"].fillna("")
        ).str.strip(),
        _("State"): frame["state"].map(dict(Enrolment.State.choices)).map(str),
        _("Progress (%)"): frame["percent"],
        _("Last activity"): frame["last_seen_at"]
        .dt.tz_convert(settings.TIME_ZONE)
        .dt.tz_localize(None),
    }
    for place, module in enumerate(outline.modules, start=1):
        name = f"{place}. {module.title}"
        columns[_("%(module)s (%%)") % {"module": name}] = percents[place - 1]
        for activity in module.activities:
            if activity.kind in GRADED:
                heading = _("%(module)s – “%(title)s” (score, %%)")
                columns[heading % {"module": name, "title": activity.title}] = pd.Series(
                    [scores.get((pk, activity.id), pd.NA) for pk in frame.index],
                    index=frame.index,
                    dtype="Int64",
                )
    return pd.DataFrame(columns, index=frame.index)


def active_people_by_day(
    enrolments: EnrolmentQuerySet, *, first: date, last: date
) -> list[tuple[date, int]]:
    """Return how many of these people learned on each day, the silent days included."""
    counts = dict(
        DailyActivity.objects.filter(
            enrolment_id__in=enrolments.values("pk"), day__range=(first, last)
        )
        .values_list("day")
        .annotate(Count("enrolment_id"))
    )
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [(day, counts.get(day, 0)) for day in days]


def _required_by_place(outline: Outline) -> list[list[int]]:
    return [
        [activity.id for activity in module.activities if activity.is_required]
        for module in outline.modules
    ]


def _done(completions: QuerySet[Completion], required: list[list[int]]) -> QuerySet[Any] | None:
    """Keep completions of required activities, each with the place of its module."""
    places = [When(activity_id__in=ids, then=Value(n)) for n, ids in enumerate(required) if ids]
    if not places:
        return None
    return (
        completions.filter(activity_id__in=[pk for ids in required for pk in ids])
        .annotate(place=Case(*places, output_field=IntegerField()))
        .order_by()
    )


def _done_by_place(enrolments: list[int], required: list[list[int]]) -> dict[tuple[int, int], int]:
    """Count what each enrolment has done of each list of activities."""
    done = _done(Completion.objects.filter(enrolment_id__in=enrolments), required)
    if done is None:
        return {}
    rows = done.values_list("enrolment_id", "place").annotate(Count("pk"))
    return {(enrolment, place): count for enrolment, place, count in rows}


def _active_since(enrolments: EnrolmentQuerySet, day: date) -> set[int]:
    rows = DailyActivity.objects.filter(enrolment_id__in=enrolments.values("pk"), day__gt=day)
    return set(rows.values_list("enrolment_id", flat=True))
