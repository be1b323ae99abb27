"""The kinds of question: what authors may write, what is kept, read, accepted and graded."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from modules.kinds import KINDS
from modules.kinds.sheet import AskedQuestion, sheet

SINGLE, MULTIPLE = KINDS["single_choice"], KINDS["multiple_choice"]


def written(kind, options, **fields):
    """Return what an author wrote: options as pairs of text and whether it is right."""
    items = [
        {
            "type": "item",
            "id": text,
            "value": {"text": text, "is_correct": is_correct, "feedback": f"{text} !"},
        }
        for text, is_correct in options
    ]
    value = {"text": "Pourquoi ?", "options": items, "explanation": "Parce que.", **fields}
    return kind.block.to_python(value)


@pytest.mark.parametrize(
    ("kind", "options", "message"),
    [
        (SINGLE, [("a", False), ("b", False)], "Indiquez une seule bonne réponse"),
        (SINGLE, [("a", True), ("b", True)], "Indiquez une seule bonne réponse"),
        (MULTIPLE, [("a", False), ("b", False)], "Indiquez au moins une bonne réponse"),
        (SINGLE, [("Oui", True), (" oui ", False)], "Deux options disent la même chose"),
        (MULTIPLE, [("a", True)], "minimum"),
    ],
)
def test_a_question_nobody_could_answer_is_refused(kind, options, message):
    with override("fr"), pytest.raises(ValidationError) as refusal:
        kind.block.clean(written(kind, options))

    errors = refusal.value.as_json_data()
    assert message in json.dumps(errors, ensure_ascii=False)
    assert set(errors["blockErrors"]) == {"options"}


@pytest.mark.parametrize(
    ("kind", "options"),
    [(SINGLE, [("a", True), ("b", False)]), (MULTIPLE, [("a", True), ("b", True)])],
)
def test_a_good_question_is_accepted(kind, options):
    kind.block.clean(written(kind, options))


def test_a_snapshot_keeps_all_that_was_asked_in_plain_json():
    value = written(MULTIPLE, [("a", True), ("b", False)], credit="all_or_nothing")

    snapshot = MULTIPLE.snapshot(value)

    assert json.loads(json.dumps(snapshot)) == {
        "kind": "multiple_choice",
        "text": "Pourquoi ?",
        "options": [
            {"id": "a", "text": "a", "feedback": "a !"},
            {"id": "b", "text": "b", "feedback": "b !"},
        ],
        "correct": ["a"],
        "credit": "all_or_nothing",
        "explanation": "Parce que.",
    }


def test_half_right_is_worth_something_unless_the_author_says_otherwise():
    options = [("a", True), ("b", True), ("c", False)]
    usual = MULTIPLE.snapshot(written(MULTIPLE, options))
    strict = MULTIPLE.snapshot(written(MULTIPLE, options, credit="all_or_nothing"))

    assert MULTIPLE.grade(usual, ["a"]) == 0.5
    assert MULTIPLE.grade(strict, ["a"]) == 0


@pytest.mark.parametrize(
    ("answer", "single", "multiple"),
    [
        ([], True, True),
        (["a"], True, True),
        (["a", "b"], False, True),
        (["a", "a"], False, False),
        (["z"], False, False),
        (["a", "z"], False, False),
        ("a", False, False),
        ([1], False, False),
        ([["a"]], False, False),
        (None, False, False),
    ],
)
def test_only_an_answer_that_was_offered_is_accepted(answer, single, multiple):
    options = [("a", True), ("b", False)]

    assert SINGLE.accepts(SINGLE.snapshot(written(SINGLE, options)), answer) is single
    assert MULTIPLE.accepts(MULTIPLE.snapshot(written(MULTIPLE, options)), answer) is multiple


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_no_answer_is_blank_accepted_and_worth_nothing(kind):
    snapshot = kind.snapshot(written(kind, [("a", True), ("b", False)]))

    assert kind.read(QueryDict(), "question-1") == kind.blank
    assert kind.accepts(snapshot, kind.blank)
    assert kind.grade(snapshot, kind.blank) == 0


@given(st.lists(st.sampled_from("abcd")), st.data())
def test_the_order_of_choices_does_not_matter(chosen, data):
    options = [("a", True), ("b", True), ("c", False), ("d", False)]
    snapshot = MULTIPLE.snapshot(written(MULTIPLE, options))
    shuffled = data.draw(st.permutations(chosen))

    one, other = (
        MULTIPLE.read(QueryDict("&".join(f"q={text}" for text in texts)), "q")
        for texts in (chosen, shuffled)
    )

    assert one == other
    assert MULTIPLE.grade(snapshot, one) == MULTIPLE.grade(snapshot, other)


def test_a_sheet_numbers_questions_and_names_their_fields():
    snapshot = SINGLE.snapshot(written(SINGLE, [("a", True), ("b", False)]))

    lines = sheet([snapshot, snapshot], answers={2: ["a"]}, credits={1: 0.0, 2: 1.0})

    assert lines == [AskedQuestion(1, snapshot, [], 0.0), AskedQuestion(2, snapshot, ["a"], 1.0)]
    assert [line.name for line in lines] == ["question-1", "question-2"]
    assert [line.result for line in lines] == ["blank", "right"]
