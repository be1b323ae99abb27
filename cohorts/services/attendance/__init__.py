"""Attendance: learners sign, the team notes and corrects, the trainer countersigns."""

from cohorts.services.attendance.countersigning import countersign
from cohorts.services.attendance.links import LINKS_AT_ONCE, send_links
from cohorts.services.attendance.noting import Proof, correct, note
from cohorts.services.attendance.online import enter_room
from cohorts.services.attendance.refusals import (
    AlreadyStated,
    AttendanceRefused,
    NoSignature,
    NotOfTheTeam,
    NotSeated,
    OutsideHours,
    ReasonMissing,
    SessionCancelled,
    SessionMoved,
    SheetClosed,
    SheetIncomplete,
    WrongTimes,
)
from cohorts.services.attendance.signing import sign

__all__ = [
    "LINKS_AT_ONCE",
    "AlreadyStated",
    "AttendanceRefused",
    "NoSignature",
    "NotOfTheTeam",
    "NotSeated",
    "OutsideHours",
    "Proof",
    "ReasonMissing",
    "SessionCancelled",
    "SessionMoved",
    "SheetClosed",
    "SheetIncomplete",
    "WrongTimes",
    "correct",
    "countersign",
    "enter_room",
    "note",
    "send_links",
    "sign",
]
