"""What lets a learner sign on their own device: the code of the room, and the link of one person.

Both only say which half-day is signed. The code changes every few minutes, so that yesterday's
photograph of the screen is worth nothing; it proves that one sees the screen, which somebody may
still read out over the telephone: the trainer's countersignature answers for who is in the room.
"""

import hmac
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.core import signing
from django.utils import timezone

from cohorts.models import Enrolment, Session

# No sign that people mistake for another (0 and O, 1, I and L), as on certificates.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 6
# The screen shows a new code every five minutes; one is good for two turns, time enough to find
# one's telephone and sign in. Six of 31 signs and ten minutes leave guessing no chance.
TURN = timedelta(minutes=5)
TURNS = 2
ROOM_TICKET_LIFE = TURN * TURNS
# The hours for signing end a link much sooner; this only bounds how long it can be read at all.
PERSONAL_TICKET_LIFE = timedelta(days=3)
ROOM, PERSONAL = "attendance.room", "attendance.personal"


class TicketExpired(Exception):
    """It was ours, and is too old."""


class TicketUnknown(Exception):
    """It is not ours."""


@dataclass(frozen=True)
class Ticket:
    """Which half-day may be signed, and by whom when it is the link of one person."""

    session_pk: int
    day: date
    half_day: str
    enrolment_pk: int | None = None


def room_ticket(session: Session, day: date, half_day: str) -> str:
    return signing.dumps([session.pk, day.isoformat(), str(half_day)], salt=ROOM)


def personal_ticket(session: Session, day: date, half_day: str, enrolment: Enrolment) -> str:
    said = [session.pk, day.isoformat(), str(half_day), enrolment.pk]
    return signing.dumps(said, salt=PERSONAL)


def read_ticket(token: str) -> Ticket:
    for salt, life in ((ROOM, ROOM_TICKET_LIFE), (PERSONAL, PERSONAL_TICKET_LIFE)):
        try:
            session_pk, day, half_day, *person = signing.loads(token, salt=salt, max_age=life)
        except signing.SignatureExpired:
            raise TicketExpired from None
        except signing.BadSignature:
            continue
        return Ticket(session_pk, date.fromisoformat(day), half_day, *person)
    raise TicketUnknown


def room_code(
    session: Session, day: date, half_day: str, *, at: datetime | None = None, back: int = 0
) -> str:
    """Return the code that the screen shows at this moment, or ``back`` turns before."""
    turn = int((at or timezone.now()).timestamp() // TURN.total_seconds()) - back
    said = f"{session.pk}:{session.sequence}:{day}:{half_day}:{turn}"
    digest = hmac.digest(f"{ROOM}:{settings.SECRET_KEY}".encode(), said.encode(), sha256)
    number = int.from_bytes(digest[:8])
    signs = []
    for _place in range(CODE_LENGTH):
        number, sign = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[sign])
    return "".join(signs)


def is_room_code(
    typed: str, session: Session, day: date, half_day: str, *, at: datetime | None = None
) -> bool:
    spelled = "".join(typed.upper().split()).replace("-", "").encode()
    codes = [room_code(session, day, half_day, at=at, back=back) for back in range(TURNS)]
    return any(hmac.compare_digest(spelled, code.encode()) for code in codes)
