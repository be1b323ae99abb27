"""A chain of signatures: one byte changed, one record taken out, put in or moved is found."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cohorts.attendance import (
    Broken,
    Entry,
    Fault,
    Span,
    canonical_text,
    first_broken,
    hash_of,
    is_drawing,
    last_words,
    minutes_attended,
    span_of,
    window,
)
from cohorts.scheduling import half_days

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 8, 4, tzinfo=UTC)


def entry(**said):
    plain = {
        "cohort": 1,
        "number": 1,
        "session": 2,
        "day": DAY,
        "half_day": "morning",
        "enrolment": 3,
        "signatory": 4,
        "witness": None,
        "statement": "present",
        "means": "own_device",
        "arrived_at": None,
        "left_at": None,
        "reason": "",
        "words": "Inès Moreau était là.",
        "drawing": "",
        "typed_name": "",
        "proof_hash": "",
        "corrects": None,
        "signed_at": NOW,
        "previous_hash": "",
    }
    return Entry(**plain | said)


def chained(entries):
    """Number, link and hash the entries as the platform does."""
    chain, previous = [], ""
    for number, one in enumerate(entries, start=1):
        linked = replace(one, number=number, previous_hash=previous)
        chain.append(replace(linked, hash=hash_of(linked)))
        previous = chain[-1].hash
    return chain


ids = st.integers(1, 10**9)
instants = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
words = st.text(max_size=20)
entries = st.builds(
    entry,
    session=ids,
    day=st.dates(),
    half_day=st.sampled_from(["morning", "afternoon"]),
    enrolment=st.none() | ids,
    signatory=ids,
    witness=st.none() | ids,
    statement=st.sampled_from(["present", "absent", "excused"]),
    means=st.sampled_from(["own_device", "team"]),
    arrived_at=st.none() | instants,
    left_at=st.none() | instants,
    reason=words,
    words=words,
    drawing=words,
    typed_name=words,
    proof_hash=words,
    corrects=st.none() | ids,
    signed_at=instants,
)
chains = st.lists(entries, min_size=2, max_size=8).map(chained)


def altered(value, data):
    """Return the value with one thing about it changed: a byte of a text, one unit of the rest."""
    if value is None:
        return data.draw(st.sampled_from([0, ""]))
    if isinstance(value, str):
        if not value:
            return data.draw(st.text(min_size=1, max_size=1))
        place = data.draw(st.integers(0, len(value) - 1))
        other = data.draw(
            st.characters(exclude_categories=["Cs"]).filter(lambda sign: sign != value[place])
        )
        return value[:place] + other + value[place + 1 :]
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(value, date):
        return value + timedelta(days=1) if value < date.max else value - timedelta(days=1)
    return value + 1


def test_the_canonical_text_is_what_it_was_the_first_day():
    assert canonical_text(entry(arrived_at=NOW.astimezone(PARIS))) == (
        '{"arrived_at":"2026-11-23T08:04:00.000000+00:00","cohort":1,"corrects":null,'
        '"day":"2026-11-23","drawing":"","enrolment":3,"half_day":"morning","left_at":null,'
        '"means":"own_device","number":1,"previous_hash":"","proof_hash":"","reason":"",'
        '"session":2,"signatory":4,"signed_at":"2026-11-23T08:04:00.000000+00:00",'
        '"statement":"present","typed_name":"","version":1,"witness":null,'
        '"words":"Inès Moreau était là."}'
    )
    assert hash_of(entry()) == "616f49856497bc08b99f3a0c9a54bdf53862ea5497e1ebd38a3134714c56fd46"


@given(chains)
def test_a_whole_chain_holds(chain):
    assert first_broken(chain, length=len(chain)) is None


@given(chains, st.data())
def test_one_byte_of_any_field_changed_is_found_where_it_is(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    name = data.draw(st.sampled_from(sorted(Entry.__dataclass_fields__)))
    changed = replace(chain[place], **{name: altered(getattr(chain[place], name), data)})

    broken = first_broken([*chain[:place], changed, *chain[place + 1 :]])

    faults = {"number": Fault.MISSING, "previous_hash": Fault.PREVIOUS}
    assert broken == Broken(place + 1, faults.get(name, Fault.CHANGED))


@given(chains, st.data())
def test_a_change_with_a_fresh_hash_is_found_at_the_next_link(chain, data):
    place = data.draw(st.integers(0, len(chain) - 2))
    forged = replace(chain[place], words=chain[place].words + "!")
    forged = replace(forged, hash=hash_of(forged))

    broken = first_broken([*chain[:place], forged, *chain[place + 1 :]])

    assert broken == Broken(place + 2, Fault.PREVIOUS)


@given(chains, st.data())
def test_a_record_taken_out_is_missed(chain, data):
    place = data.draw(st.integers(0, len(chain) - 1))

    broken = first_broken([*chain[:place], *chain[place + 1 :]], length=len(chain))

    assert broken == Broken(place + 1, Fault.MISSING)


@given(chains, entries, st.data())
def test_a_record_put_in_is_found(chain, stranger, data):
    place = data.draw(st.integers(0, len(chain) - 1))
    previous = chain[place - 1].hash if place else ""
    stranger = replace(stranger, number=place + 1, previous_hash=previous)
    stranger = replace(stranger, hash=hash_of(stranger))
    rest = [replace(one, number=one.number + 1) for one in chain[place:]]

    broken = first_broken([*chain[:place], stranger, *rest])

    # The stranger is in order with what comes before; what comes after does not know it.
    assert broken == Broken(place + 2, Fault.PREVIOUS)


@given(chains, st.data())
def test_two_records_that_changed_places_are_found_at_the_first(chain, data):
    places = st.integers(0, len(chain) - 1)
    first, second = sorted(data.draw(st.lists(places, min_size=2, max_size=2, unique=True)))
    swapped = list(chain)
    swapped[first], swapped[second] = chain[second], chain[first]
    renumbered = [replace(one, number=place) for place, one in enumerate(swapped, start=1)]

    assert first_broken(swapped) == Broken(first + 1, Fault.MISSING)
    found = first_broken(renumbered)
    assert found is not None
    assert found.number == first + 1


def test_the_last_word_counts_at_each_place():
    said = chained([entry(enrolment=1), entry(enrolment=2), entry(enrolment=1, statement="absent")])

    current = last_words(reversed(said), lambda one: one.enrolment)

    assert current == {1: said[2], 2: said[1]}


def local(hour, minute=0, *, day=DAY):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("starts", "ends", "half_day", "span"),
    [
        (local(9), local(17, 30), "morning", (local(9), local(12, 30))),
        (local(9), local(17, 30), "afternoon", (local(14), local(17, 30))),
        (local(9), local(13, 15), "morning", (local(9), local(13, 15))),
        (local(12, 45), local(13), "morning", (local(12, 45), local(13))),
        (local(18), local(20), "afternoon", (local(18), local(20))),
        (local(9), local(12), "afternoon", None),
    ],
)
def test_a_half_day_is_the_sessions_own_time_in_it(starts, ends, half_day, span):
    found = span_of(DAY, half_day, starts_at=starts, ends_at=ends, zone=PARIS)

    assert found == (span and Span(*span))


def test_a_session_of_several_days_keeps_the_houses_hours_between_its_ends():
    last = DAY + timedelta(days=1)
    spans = [
        span_of(day, half, starts_at=local(10), ends_at=local(16, day=last), zone=PARIS)
        for day, half in [(DAY, "afternoon"), (last, "morning"), (last, "afternoon")]
    ]

    assert spans == [
        Span(local(14), local(17, 30)),
        Span(local(9, day=last), local(12, 30, day=last)),
        Span(local(14, day=last), local(16, day=last)),
    ]


@given(
    starts=st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
    hours=st.integers(1, 80),
    zone=st.sampled_from(
        ["Europe/Paris", "Indian/Reunion", "America/Martinique", "Pacific/Noumea"]
    ),
    data=st.data(),
)
def test_every_half_day_that_a_session_touches_has_its_time(starts, hours, zone, data):
    zone = ZoneInfo(zone)
    ends = starts + timedelta(hours=hours)
    day, half = data.draw(st.sampled_from(half_days(starts, ends, zone)))

    span = span_of(day, half, starts_at=starts, ends_at=ends, zone=zone)

    assert starts <= span.starts < span.ends <= ends
    opens = window(span, day, zone)
    assert opens.starts == span.starts - timedelta(minutes=15)
    assert opens.ends >= span.ends
    assert opens.ends.astimezone(zone).date() == day + timedelta(days=1)


def test_people_sign_until_the_end_of_their_own_day():
    noumea = ZoneInfo("Pacific/Noumea")
    span = Span(*(datetime(2026, 11, 23, hour, tzinfo=noumea) for hour in (9, 12)))

    assert window(span, DAY, noumea) == Span(
        datetime(2026, 11, 23, 8, 45, tzinfo=noumea), datetime(2026, 11, 24, tzinfo=noumea)
    )


@pytest.mark.parametrize(
    ("arrived_at", "left_at", "minutes"),
    [
        (None, None, 210),
        (local(9, 20), None, 190),
        (None, local(12), 180),
        (local(8, 30), local(13), 210),
        (local(14), None, 0),
    ],
)
def test_minutes_attended_are_between_coming_and_leaving(arrived_at, left_at, minutes):
    span = Span(local(9), local(12, 30))

    assert minutes_attended(span, arrived_at=arrived_at, left_at=left_at) == minutes


STROKE = "M10 10" + "".join(f"L{x} 20" for x in range(11, 20))


@pytest.mark.parametrize(
    ("path", "is_one"),
    [
        (STROKE, True),
        (STROKE + STROKE, True),
        ("", False),
        ("M1 1L2 2", False),
        (STROKE + "L601 10", False),
        (STROKE + "L10 201", False),
        (STROKE + 'L1 1"/><script>', False),
        (STROKE + "\n", False),
        (STROKE.replace("L", "C"), False),
        (STROKE * 300, False),
    ],
)
def test_a_drawing_is_strokes_on_the_pad_and_nothing_else(path, is_one):
    assert is_drawing(path) is is_one
