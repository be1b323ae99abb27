"""The seed content: questionnaires to begin with, each a proposition that the team adopts.

Each is loaded once and marked; from then on it belongs to its authors.
"""

import json
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import yaml
from django.db import transaction

from cohorts.surveys.models import Questionnaire
from courses.models import SeedMark
from modules.formats.typography import french
from modules.kinds import multiple_choice, open_text, scale, single_choice

SEEDS = Path(__file__).parent / "seeds" / "questionnaires.yaml"


@transaction.atomic
def load_questionnaires() -> int:
    """Create the questionnaires that were never loaded; return how many."""
    seeds = yaml.safe_load(SEEDS.read_text(encoding="utf-8"))
    done = set(SeedMark.objects.values_list("key", flat=True))
    waiting = [one for one in seeds["questionnaires"] if _mark(one) not in done]
    for seed in waiting:
        _load(seed, scales=seeds["scales"])
        SeedMark.objects.create(key=_mark(seed))
    return len(waiting)


def _mark(seed: dict[str, Any]) -> str:
    return f"questionnaire:{seed['key']}"


def _load(seed: dict[str, Any], *, scales: dict[str, list[str]]) -> None:
    """Write and publish one, with a first revision: a scheduled change would else hide it."""
    questionnaire = Questionnaire.objects.create(
        title=french(seed["title"]),
        introduction=french(seed["introduction"]),
        questions=json.dumps(
            [
                _question(question, key=f"{seed['key']}/{position}", scales=scales)
                for position, question in enumerate(seed["questions"], start=1)
            ]
        ),
        is_anonymous=seed["anonymous"],
        proposed_at=seed["proposed_at"],
        is_proposal=True,
        live=False,
    )
    questionnaire.save_revision().publish()


def _question(seed: dict[str, Any], *, key: str, scales: dict[str, list[str]]) -> dict[str, Any]:
    value = {"text": french(seed["text"]), "is_required": seed.get("required", False)}
    return {"type": seed["kind"], "value": value | FILLED[seed["kind"]](seed, key, scales)}


def _scale(seed: dict[str, Any], key: str, scales: dict[str, list[str]]) -> dict[str, Any]:
    return {
        "points": _listed(scales[seed["scale"]], key),
        "low": french(seed.get("low", "")),
        "high": french(seed.get("high", "")),
        "has_no_opinion": seed.get("no_opinion", False),
        "measure": seed.get("measure", ""),
    }


def _choice(seed: dict[str, Any], key: str, scales: dict[str, list[str]]) -> dict[str, Any]:
    return {"options": _listed(seed["options"], key)}


def _text(seed: dict[str, Any], key: str, scales: dict[str, list[str]]) -> dict[str, Any]:
    return {}


def _listed(texts: list[str], key: str) -> list[dict[str, str]]:
    """Return a list as the editor stores it, with the same ids on every platform."""
    return [
        {"type": "item", "id": str(uuid5(NAMESPACE_URL, f"{key}/{place}")), "value": french(text)}
        for place, text in enumerate(texts)
    ]


FILLED = {
    scale.NAME: _scale,
    single_choice.NAME: _choice,
    multiple_choice.NAME: _choice,
    open_text.NAME: _text,
}
