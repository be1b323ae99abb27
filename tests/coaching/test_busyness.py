"""The coach's own calendar: read with care, kept as instants, never shown to others."""

from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from cohorts.coaching import fetching
from cohorts.coaching.availability import free_slots
from cohorts.coaching.busyness import Unreadable, busy_times
from cohorts.coaching.diaries import diary_of
from cohorts.coaching.models import BusyCalendar, BusyTime
from cohorts.coaching.services.busy import follow_calendar, forget_calendar, read_due
from cohorts.coaching.wallclock import Interval
from tests.coaching.people import NOW, coach_on_tuesdays, learner_of, tuesday

PARIS = ZoneInfo("Europe/Paris")
SINCE, UNTIL = datetime(2026, 10, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC)


def calendar(*lines):
    return "\r\n".join(
        ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//essai//FR", *lines, "END:VCALENDAR", ""]
    )


def event(*lines, uid="un"):
    return ["BEGIN:VEVENT", f"UID:{uid}", "DTSTAMP:20261001T000000Z", *lines, "END:VEVENT"]


def read(*lines):
    return busy_times(calendar(*lines), since=SINCE, until=UNTIL, zone=PARIS)


# What a calendar says


def test_an_event_keeps_its_owner_away_whatever_its_subject():
    busy = read(*event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "SUMMARY:Dentiste"))

    assert busy == [Interval(tuesday(10).astimezone(UTC), tuesday(11).astimezone(UTC))]


@pytest.mark.parametrize("free", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED"])
def test_what_is_cancelled_or_shown_as_free_keeps_nobody_away(free):
    assert read(*event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", free)) == []


def test_a_floating_time_and_a_whole_day_are_in_the_zone_of_the_coach():
    busy = read(
        *event("DTSTART:20261201T100000", "DTEND:20261201T110000"),
        *event("DTSTART;VALUE=DATE:20261208", "DTEND;VALUE=DATE:20261209", uid="deux"),
    )

    midnight = datetime(2026, 12, 8, tzinfo=PARIS).astimezone(UTC)
    assert busy == [
        Interval(tuesday(10).astimezone(UTC), tuesday(11).astimezone(UTC)),
        Interval(midnight, midnight + timedelta(days=1)),
    ]


def test_a_duration_is_real_time_across_the_october_night():
    (busy,) = read(
        *event("DTSTART;TZID=Europe/Paris:20261025T013000", "DURATION:PT2H", "SUMMARY:Veille")
    )

    assert busy.starts == datetime(2026, 10, 24, 23, 30, tzinfo=UTC)
    assert busy.ends - busy.starts == timedelta(hours=2)


def test_what_repeats_keeps_the_wall_clock_of_its_zone():
    busy = read(
        *event(
            "DTSTART;TZID=Europe/Paris:20261020T090000",
            "DTEND;TZID=Europe/Paris:20261020T100000",
            "RRULE:FREQ=WEEKLY;COUNT=2",
        )
    )

    assert [each.starts.astimezone(PARIS).hour for each in busy] == [9, 9]
    assert [each.starts.hour for each in busy] == [7, 8]


@pytest.mark.parametrize("text", ["", "<html>", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(text):
    with pytest.raises(Unreadable):
        busy_times(text, since=SINCE, until=UNTIL, zone=PARIS)


# Reading an address


class Answers(BaseHTTPRequestHandler):
    """A server that answers as each test says."""

    status, body, headers_sent, seen = 200, b"", {}, []

    def do_GET(self):
        type(self).seen.append((self.path, dict(self.headers)))
        status = self.status
        if self.headers.get("If-None-Match") == self.headers_sent.get("ETag", "absent"):
            status = 304
        self.send_response(status)
        for name, value in self.headers_sent.items():
            self.send_header(name, value)
        self.end_headers()
        if status == 200:
            self.wfile.write(self.body)

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    """A web server on this machine, which is otherwise out of reach."""

    class Own(Answers):
        seen = []
        headers_sent = {}

    with ThreadingHTTPServer(("127.0.0.1", 0), Own) as http:
        Own.url = f"http://127.0.0.1:{http.server_port}/agenda.ics"
        Thread(target=http.serve_forever, daemon=True).start()
        yield Own
        http.shutdown()


@pytest.fixture
def _may_be_private(monkeypatch):
    monkeypatch.setattr(fetching, "_is_public", lambda _address: True)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.ics",
        "http://localhost/a.ics",
        "http://[::1]/a.ics",
        "http://[::ffff:10.0.0.1]/a.ics",
        "http://10.1.2.3/a.ics",
        "http://192.168.1.1/a.ics",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/a.ics",
        "http://0.0.0.0/a.ics",
        "http://2130706433/a.ics",
        "ftp://example.org/a.ics",
        "file:///etc/passwd",
        "http://moi:secret@example.org/a.ics",
        "http://example.org:99999/a.ics",
        "http:///a.ics",
    ],
)
def test_an_address_inside_our_network_or_of_no_web_is_refused(url):
    with pytest.raises(fetching.Refused):
        fetching.fetch(url)


def test_a_server_of_ours_is_not_asked_at_all(server):
    with pytest.raises(fetching.Refused):
        fetching.fetch(server.url)

    assert server.seen == []


def test_a_redirection_inside_is_refused_too(server, monkeypatch):
    monkeypatch.setattr(fetching, "_is_public", lambda address: address == "127.0.0.1")
    server.status, server.headers_sent = 302, {"Location": "http://169.254.169.254/"}

    with pytest.raises(fetching.Refused):
        fetching.fetch(server.url)


@pytest.mark.usefixtures("_may_be_private")
def test_what_is_too_large_is_not_read_to_its_end(server, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST", 1000)
    server.body = b"x" * 200_000

    with pytest.raises(fetching.Failed, match="too large"):
        fetching.fetch(server.url)


@pytest.mark.usefixtures("_may_be_private")
def test_an_answer_that_never_ends_is_left(server, monkeypatch):
    monkeypatch.setattr(fetching, "LONGEST", -1)
    server.body = b"x" * 100

    with pytest.raises(fetching.Failed, match="too slow"):
        fetching.fetch(server.url)


# What the platform makes of it

BUSY_TUESDAY = calendar(
    *event("DTSTART:20261201T090000Z", "DTEND:20261201T100000Z", "SUMMARY:Dentiste")
).encode()


def offered(coach):
    slots = free_slots(diary_of(coach=coach, now=NOW))
    return [slot.starts.astimezone(PARIS).hour for slot in slots if slot.starts.day == 1]


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_be_private")
def test_busy_times_are_not_offered_and_nothing_else_is_kept(server):
    coach = coach_on_tuesdays()
    server.body = BUSY_TUESDAY
    follow_calendar(coach=coach, url=server.url, at=NOW)

    assert [read_due(at=NOW), read_due(at=NOW)] == [1, 0]

    assert offered(coach) == [9, 11]
    kept = BusyTime.objects.values_list("coach", "starts_at", "ends_at")
    assert list(kept) == [(coach.pk, tuesday(10), tuesday(11))]
    forget_calendar(coach=coach)
    assert offered(coach) == [9, 10, 11]


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_be_private")
def test_what_has_not_changed_is_not_read_again_until_the_next_day(server):
    coach = coach_on_tuesdays()
    server.body, server.headers_sent = BUSY_TUESDAY, {"ETag": '"v1"'}
    follow_calendar(coach=coach, url=server.url, at=NOW)

    for later in (0, 15, 30, 60 * 25):
        read_due(at=NOW + timedelta(minutes=later))

    asked = [headers.get("If-None-Match") for _path, headers in server.seen]
    assert asked == [None, '"v1"', '"v1"', None]
    assert BusyTime.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_be_private")
def test_a_calendar_that_fails_says_so_and_keeps_what_it_said(server):
    coach = coach_on_tuesdays()
    server.body = BUSY_TUESDAY
    follow_calendar(coach=coach, url=server.url, at=NOW)
    read_due(at=NOW)
    server.status = 500

    read_due(at=NOW + timedelta(minutes=15))

    followed = BusyCalendar.objects.get()
    assert (followed.problem, followed.due_at) == ("failed", NOW + timedelta(minutes=30))
    assert offered(coach) == [9, 11]


@pytest.mark.django_db
@pytest.mark.usefixtures("_may_be_private")
def test_a_learner_reads_nothing_of_the_coach_s_own_calendar(server, client, sign_in):
    coach = coach_on_tuesdays()
    server.body = BUSY_TUESDAY
    follow_calendar(coach=coach, url=server.url, at=NOW)
    read_due(at=NOW)
    sign_in(learner_of(coach).learner)

    page = client.get("/coaching/").content.decode()

    assert "Dentiste" not in page
    assert server.url not in page
