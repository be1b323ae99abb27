"""A cohort that is asked: a questionnaire with one question of each kind, surveys, people."""

import json
from datetime import UTC, date, datetime, timedelta

from cohorts.surveys.models import Questionnaire, Survey
from cohorts.surveys.services.answering import answer
from cohorts.surveys.services.planning import add_survey
from cohorts.surveys.services.sending import send
from tests.factories import CohortFactory, EnrolmentFactory, UserFactory

NOW = datetime(2026, 11, 24, 8, tzinfo=UTC)
SOON = NOW + timedelta(hours=1)


def listed(texts):
    return [{"type": "item", "id": text, "value": text} for text in texts]


def asks(kind, text, **fields):
    return {"type": kind, "value": {"text": text, "is_required": False, **fields}}


def on_points(text, points, **fields):
    usual = {"low": "", "high": "", "has_no_opinion": False, "measure": ""}
    return asks("scale", text, points=listed(points), **(usual | fields))


SATISFACTION = on_points(
    "Satisfait ?", ["Non", "Un peu", "Oui"], is_required=True, measure="satisfaction"
)
RHYTHM = asks("single_choice", "Le rythme ?", options=listed(["Lent", "Adapté", "Rapide"]))
HELP = asks("multiple_choice", "Ce qui aide ?", options=listed(["Outils", "Échanges"]))
WORDS = asks("open_text", "En quelques mots ?")
RECOMMENDATION = on_points(
    "Recommanderiez-vous ?", [str(point) for point in range(11)], measure="recommendation"
)


def questionnaire(*questions, **fields):
    """Return a published questionnaire of these questions, or of one of each kind."""
    chosen = questions or (SATISFACTION, RHYTHM, HELP, WORDS)
    return Questionnaire.objects.create(
        **{"title": "Votre avis", "questions": json.dumps(list(chosen)), **fields}
    )


def cohort_of(people=1, **fields):
    dates = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 6, 30)}
    cohort = CohortFactory(**(dates | fields))
    return cohort, EnrolmentFactory.create_batch(people, cohort=cohort)


def planned(cohort, *questions, moment="date", **fields):
    """Plan a survey of the cohort for today, anonymous unless said otherwise."""
    on_date = NOW.date() if moment == "date" else None
    usual = {"on_date": on_date, "is_anonymous": moment != "entry", "by": UserFactory(), "at": NOW}
    return add_survey(
        cohort=cohort,
        questionnaire=fields.pop("of", None) or questionnaire(*questions),
        moment=moment,
        **(usual | fields),
    )


def sent(cohort, *questions, **fields):
    """Plan a survey and let it leave."""
    survey = send(survey=planned(cohort, *questions, **fields), at=NOW)
    return Survey.objects.select_related("cohort").get(pk=survey.pk)


def says(survey, enrolment, point=3, *, at=SOON, **others):
    """Let somebody answer the first question, and others by position: `q2=[…]`."""
    answers = {1: point} | {int(name[1:]): value for name, value in others.items()}
    answer(survey=survey, enrolment=enrolment, answers=answers, at=at)
