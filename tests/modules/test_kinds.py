"""The kinds of question: what authors may write, what is kept, read, accepted and graded."""

import json
from random import Random

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks import CharBlock

from modules.kinds import KINDS
from modules.kinds.parts import PictureBlock
from modules.kinds.sheet import AskedQuestion, Show, sheet
from tests.modules.questions import EXAMPLES, items

SINGLE, MULTIPLE = KINDS["single_choice"], KINDS["multiple_choice"]
BARE_OPTION = {"picture": None, "explanation": "", "source": ""}
NO_FEEDBACK = {"right": "", "partly": "", "wrong": ""}


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
        "picture": None,
        "options": [
            {"id": "a", "text": "a", "feedback": "a !", **BARE_OPTION},
            {"id": "b", "text": "b", "feedback": "b !", **BARE_OPTION},
        ],
        "correct": ["a"],
        "credit": "all_or_nothing",
        "keeps_order": False,
        "feedback": NO_FEEDBACK,
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
    snapshot = kind.snapshot(kind.block.to_python(EXAMPLES[kind.name]))

    assert kind.read(snapshot, QueryDict(), "question-1") == kind.blank
    assert kind.accepts(snapshot, kind.blank)
    assert not kind.grade(snapshot, kind.blank)
    assert kind.in_words(snapshot, kind.blank) == ""


@given(st.lists(st.sampled_from("abcd")), st.data())
def test_the_order_of_choices_does_not_matter(chosen, data):
    options = [("a", True), ("b", True), ("c", False), ("d", False)]
    snapshot = MULTIPLE.snapshot(written(MULTIPLE, options))
    shuffled = data.draw(st.permutations(chosen))

    one, other = (
        MULTIPLE.read(snapshot, QueryDict("&".join(f"q={text}" for text in texts)), "q")
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


def asked(name, **fields):
    kind = KINDS[name]
    return kind, kind.snapshot(kind.block.to_python({**EXAMPLES[name], **fields}))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_the_example_of_a_kind_is_accepted_and_kept_in_plain_json(kind):
    value = kind.block.clean(kind.block.to_python(EXAMPLES[kind.name]))

    snapshot = kind.snapshot(value)

    assert json.loads(json.dumps(snapshot)) == snapshot
    assert (snapshot["kind"], snapshot["text"]) == (kind.name, EXAMPLES[kind.name]["text"])


@pytest.mark.parametrize(
    ("sent", "answer"), [("", None), ("2", 2), ("0", 0), ("x", "x"), ("²", "²"), ("999", "999")]
)
def test_a_scale_reads_the_number_of_a_point(sent, answer):
    kind, snapshot = asked("scale")

    assert kind.read(snapshot, QueryDict(f"q={sent}"), "q") == answer


@pytest.mark.parametrize(
    ("answer", "accepted"),
    [(None, True), (0, True), (3, True), (4, False), (-1, False), (True, False), ("2", False)],
)
def test_a_scale_accepts_its_points_only(answer, accepted):
    kind, snapshot = asked("scale")

    assert kind.accepts(snapshot, answer) is accepted


def test_no_opinion_is_an_answer_only_where_it_is_offered():
    kind, snapshot = asked("scale", has_no_opinion=False)

    assert not kind.accepts(snapshot, 0)


def test_nothing_is_right_on_a_scale_and_nothing_earns_credit():
    kind, snapshot = asked("scale")

    assert kind.grade(snapshot, 3) is None
    assert kind.right(snapshot) is None
    assert kind.in_words(snapshot, 3) == "Tout à fait"


def test_an_open_text_waits_for_its_reader():
    kind, snapshot = asked("open_text")
    answer = kind.read(snapshot, QueryDict("q=Une+alliance%0D%0Aen+deux+lignes.+"), "q")

    assert answer == "Une alliance\nen deux lignes."
    assert kind.accepts(snapshot, answer)
    assert kind.grade(snapshot, answer) is None
    assert not kind.accepts(snapshot, "x" * 20_001)
    assert not kind.accepts(snapshot, ["x"])


def test_a_rubric_where_nothing_earns_a_point_is_refused():
    kind = KINDS["open_text"]
    levels = items({"text": "Non", "points": 0}, {"text": "Oui", "points": 0})
    value = {**EXAMPLES["open_text"], "rubric": items({"title": "Tout", "levels": levels})}

    with pytest.raises(ValidationError):
        kind.block.clean(kind.block.to_python(value))


def test_a_picture_needs_its_alternative_text():
    block = PictureBlock([("image", CharBlock())])

    with pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python({"image": "carte.png", "alt": " "}))

    assert set(refusal.value.as_json_data()["blockErrors"]) == {"alt"}


@pytest.mark.parametrize(
    ("name", "answer", "credit", "result"),
    [
        ("open_text", "Une alliance", None, "waiting"),
        ("open_text", "", 0.0, "blank"),
        ("open_text", "Une alliance", 0.5, "partly"),
        ("scale", 2, None, "noted"),
        ("single_choice", ["0"], 1.0, "right"),
        ("single_choice", ["1"], 0.0, "wrong"),
    ],
)
def test_a_result_is_one_word(name, answer, credit, result):
    _, snapshot = asked(name)

    assert AskedQuestion(1, snapshot, answer, credit, Show.RESULT).result == result


@pytest.mark.parametrize("name", ["single_choice", "multiple_choice"])
def test_shuffling_keeps_every_option_and_respects_a_fixed_order(name):
    kind, snapshot = asked(name)
    _, fixed = asked(name, keeps_order=True)

    shuffled = [kind.shuffle(snapshot, Random(seed)) for seed in range(20)]

    orders = {tuple(option["id"] for option in each["options"]) for each in shuffled}
    assert len(orders) > 1
    assert {tuple(sorted(order)) for order in orders} == {tuple(sorted(orders.pop()))}
    assert kind.shuffle(fixed, Random(1)) == fixed
