"""Answers of every kind: what earns credit, what is refused, and what a page's form sends back."""

import json
from random import Random

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from modules.kinds import KINDS, Marking
from modules.kinds.kind import Line
from modules.kinds.sheet import AskedQuestion, Show
from tests.modules.questions import EXAMPLES, items

GRADED = [kind for kind in KINDS.values() if kind.marking is Marking.AT_ONCE]
SNAPSHOTS = {
    name: kind.snapshot(kind.block.to_python(EXAMPLES[name])) for name, kind in KINDS.items()
}
every_graded_kind = pytest.mark.parametrize("kind", GRADED, ids=lambda kind: kind.name)


def asked(name, **fields):
    kind = KINDS[name]
    return kind, kind.snapshot(kind.block.to_python({**EXAMPLES[name], **fields}))


def subsets(ids):
    return st.lists(st.sampled_from(ids), unique=True).map(sorted)


def words(rights):
    return st.sampled_from(["", "x", *rights]) | st.text(max_size=20).map(str.strip)


# Every answer that could be given to the example of a kind.
ANSWERS = {
    "single_choice": st.sampled_from([[], ["0"], ["1"]]),
    "multiple_choice": subsets("012"),
    "true_false": st.sampled_from([[], ["true"], ["false"]]),
    "short_text": words(["1901", "L'ETE MILLE NEUF CENT UN"]),
    "number": words(["3,5", "3.6 km", "3500 m", "3,61"]),
    "matching": st.dictionaries(st.sampled_from("012"), st.sampled_from(["0", "2", "distractor"])),
    "ordering": st.permutations("0123") | st.just([]),
    "gap_text": st.fixed_dictionaries(
        {}, optional={"who": st.sampled_from([["0"], ["1"]]), "when": st.just("1901")}
    ),
    "scale": st.sampled_from([None, 0, 1, 2, 3]),
    "open_text": st.text(max_size=50).map(str.strip),
}


def answer_to(kind, data):
    answer = data.draw(ANSWERS[kind.name])
    if kind.name == "matching":
        distractor = SNAPSHOTS["matching"]["rights"][0]["id"]
        answer = {
            left: distractor if right == "distractor" else right
            for left, right in answer.items()
            if right in ("distractor", *SNAPSHOTS["matching"]["correct"].values())
        }
    return answer


@every_graded_kind
def test_the_right_answer_earns_everything(kind):
    snapshot = SNAPSHOTS[kind.name]
    right = kind.right(snapshot)

    assert kind.accepts(snapshot, right)
    assert kind.grade(snapshot, right) == 1
    assert kind.in_words(snapshot, right)


@every_graded_kind
@given(data=st.data())
def test_credit_is_a_share_and_full_for_a_right_answer_only(kind, data):
    snapshot, answer = SNAPSHOTS[kind.name], answer_to(kind, data)

    credit = kind.grade(snapshot, answer)

    assert kind.accepts(snapshot, answer)
    assert 0 <= credit <= 1
    lines = AskedQuestion(1, snapshot, answer, credit, Show.RESULT).lines
    assert (credit == 1) == all(line.is_right for line in lines)


@every_graded_kind
@given(data=st.data(), seed=st.integers())
def test_neither_shuffling_nor_the_order_of_what_is_right_matters(kind, data, seed):
    snapshot, answer = SNAPSHOTS[kind.name], answer_to(kind, data)
    shuffled = kind.shuffle(snapshot, Random(seed))
    for key in ("accepted", "units"):
        if key in shuffled:
            shuffled = {**shuffled, key: shuffled[key][::-1]}
    if isinstance(answer, dict):
        answer = dict(reversed(answer.items()))

    assert kind.accepts(shuffled, answer)
    if kind.name != "number":  # its first unit is the one that counts
        assert kind.grade(shuffled, answer) == kind.grade(snapshot, answer)


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(
    answer=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner, max_size=3)
        ),
    )
)
def test_anything_is_accepted_or_refused_and_what_is_accepted_can_be_graded(kind, answer):
    snapshot = SNAPSHOTS[kind.name]

    if kind.accepts(snapshot, answer):
        credit = kind.grade(snapshot, answer)
        assert credit is None or 0 <= credit <= 1


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
@given(data=st.data())
def test_the_form_of_a_page_sends_back_the_answer_that_it_shows(kind, data):
    snapshot, answer = SNAPSHOTS[kind.name], answer_to(kind, data)

    page = drawn(snapshot, answer)

    assert kind.read(snapshot, sent_by(page), "question-1") == answer


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_field_has_a_name_for_screen_readers(kind):
    page = drawn(SNAPSHOTS[kind.name], kind.blank)

    ids = {tag["id"] for tag in page.select("[id]")}
    labelled = {label["for"] for label in page.select("label[for]")}
    fields = page.select("input:not([type=hidden]), select, textarea")
    named = [
        field
        for field in fields
        if field.find_parent("label")
        or field.get("id") in labelled
        or field.get("aria-labelledby") in ids
    ]
    assert named == fields
    assert not [button for button in page.select("button") if not button.get_text(strip=True)]


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_page_says_what_is_right_only_when_it_is_time(kind):
    snapshot = SNAPSHOTS[kind.name]
    answer = kind.right(snapshot) or kind.blank

    given_only = drawn(snapshot, answer, credit=1.0, show=Show.ANSWER)
    result = drawn(snapshot, answer, credit=1.0, show=Show.RESULT)

    assert not given_only.select("input, select, textarea, button, .feedback, .is-right")
    assert result.select(".feedback")


def drawn(snapshot, answer, **state):
    question = AskedQuestion(1, snapshot, answer, **state)
    with override("fr"):
        html = render_to_string("modules/questions/_question.html", {"question": question})
    return BeautifulSoup(html, "html.parser")


def sent_by(page):
    """Return what a browser would send of this page's fields, pressing no button."""
    data = QueryDict(mutable=True)
    for field in page.select("input, select, textarea"):
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            data.appendlist(field["name"], chosen["value"])
        elif field.name == "textarea":
            data.appendlist(field["name"], field.string or "")
        elif field.get("type") not in ("radio", "checkbox") or field.has_attr("checked"):
            data.appendlist(field["name"], field.get("value", ""))
    return data


def test_an_item_moves_one_step_and_the_whole_order_is_the_answer():
    kind, snapshot = asked("ordering")
    shown = [item["id"] for item in snapshot["items"]]
    form = "&".join(f"q={item}" for item in shown)

    def after(press):
        return kind.read(snapshot, QueryDict(f"{form}{press}"), "q")

    assert shown != snapshot["correct"]
    assert after("") == []
    assert after("&q.kept=1") == shown
    assert after(f"&q.move=down:{shown[0]}") == [shown[1], shown[0], *shown[2:]]
    assert after(f"&q.move=up:{shown[0]}") == shown
    assert after(f"&q.move=down:{shown[-1]}") == shown
    assert after("&q.move=down:other") == shown


@given(st.integers())
def test_an_ordering_is_never_shown_as_it_should_be(seed):
    kind, snapshot = asked("ordering")

    shown = [item["id"] for item in kind.shuffle(snapshot, Random(seed))["items"]]

    assert shown != snapshot["correct"]


def test_two_pairs_that_share_their_right_side_offer_it_once():
    _kind, snapshot = asked("matching")

    assert [right["text"] for right in snapshot["rights"]] == [
        "un mécénat",
        "une amende",
        "une subvention",
    ]
    assert snapshot["correct"] == {"0": "0", "1": "0", "2": "2"}


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("true_false", ["true", "false"]),
        ("short_text", "x" * 301),
        ("number", "1" * 101),
        ("matching", {"9": "0"}),
        ("matching", {"0": "9"}),
        ("matching", {"0": ["0"]}),
        ("ordering", ["0", "1", "2"]),
        ("ordering", ["0", "1", "2", "2"]),
        ("gap_text", {"who": []}),
        ("gap_text", {"who": ["9"]}),
        ("gap_text", {"other": ["0"]}),
    ],
)
def test_an_answer_that_was_not_offered_is_refused(name, answer):
    assert not KINDS[name].accepts(SNAPSHOTS[name], answer)


def test_half_of_a_gap_text_is_worth_half():
    kind, snapshot = asked("gap_text")

    assert kind.grade(snapshot, {"who": ["0"], "when": "1905"}) == 0.5
    assert kind.in_words(snapshot, {"who": ["0"]}) == "La loi de […] concerne les [associations]."
    assert kind.lines(snapshot, {"who": ["0"]}) == [
        Line("associations", "associations", 1.0, label="1"),
        Line("", "1901", 0.0, label="2", remark="Le 1er juillet."),
    ]


@pytest.mark.parametrize(
    ("answer", "needs_unit", "credit"),
    [
        ("3,5", False, 1),
        ("3,5", True, 0),
        ("3,6 km", True, 1),
        ("3 450 m", True, 1),
        ("3450", False, 0),
        ("3,5 mi", False, 0),
        ("un peu", False, 0),
    ],
)
def test_a_number_counts_in_any_of_its_units(answer, needs_unit, credit):
    kind, snapshot = asked("number", needs_unit=needs_unit)

    assert kind.grade(snapshot, answer) == credit


def test_the_author_speaks_to_those_who_gave_one_of_the_accepted_answers():
    kind, snapshot = asked("short_text")

    assert kind.remark(snapshot, "L'été mille neuf cent un") == "Précis."
    assert kind.remark(snapshot, "1901") == ""
    assert kind.remark(snapshot, "1905") == ""


@pytest.mark.parametrize(
    ("name", "fields", "where"),
    [
        ("short_text", {"accepted": []}, "accepted"),
        ("number", {"units": items({"name": "m", "factor": "0.001"})}, "units"),
        ("number", {"units": [], "needs_unit": True}, "needs_unit"),
        ("matching", {"pairs": items({"left": "a", "right": "b"})}, "pairs"),
        ("matching", {"distractors": items("Un mécénat")}, "distractors"),
        ("ordering", {"items": items({"text": "a"}, {"text": "A "}, {"text": "b"})}, "items"),
        ("gap_text", {"text": "La loi de [[1]]."}, "text"),
        ("gap_text", {"text": "[[1]] [[2]] [[2]]"}, "text"),
        ("gap_text", {"text": "[[1]] [[3]]"}, "text"),
    ],
)
def test_a_question_that_does_not_hold_together_is_refused(name, fields, where):
    block = KINDS[name].block

    with override("fr"), pytest.raises(ValidationError) as refusal:
        block.clean(block.to_python({**EXAMPLES[name], **fields}))

    assert set(refusal.value.as_json_data()["blockErrors"]) == {where}


# As attempts of the first version kept them.
FIRST = [
    {
        "question": 1,
        "source": "Section 2",
        "kind": kind,
        "text": "Pourquoi ?",
        "options": [
            {"id": "a", "text": "Oui", "feedback": "Bien."},
            {"id": "b", "text": "Non", "feedback": ""},
        ],
        "correct": ["a"],
        "credit": "all_or_nothing",
        "explanation": "Parce que.",
    }
    for kind in ("single_choice", "multiple_choice")
]


@pytest.mark.parametrize("snapshot", FIRST, ids=lambda snapshot: snapshot["kind"])
def test_an_attempt_of_the_first_version_still_reads(snapshot):
    kind = KINDS[snapshot["kind"]]

    assert kind.grade(snapshot, ["a"]) == 1
    assert kind.read(snapshot, sent_by(drawn(snapshot, ["a"])), "question-1") == ["a"]
    result = drawn(snapshot, ["a"], credit=1.0, show=Show.RESULT).get_text(" ", strip=True)
    for said in ("Pourquoi ?", "Bien.", "Parce que.", "Source : Section 2"):
        assert said in result.replace("\u00a0", " ")
    assert json.dumps(kind.shuffle(snapshot, Random(1)))
