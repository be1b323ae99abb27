"""Why nothing is signed or noted: each message is in words of whoever tries."""


class AttendanceRefused(Exception):
    """Nothing is signed or noted; the message says why, in words of whoever tries."""


class SessionCancelled(AttendanceRefused):
    """There is nothing to sign any more."""


class SessionMoved(AttendanceRefused):
    """The session no longer takes place on this half-day."""


class OutsideHours(AttendanceRefused):
    """Too early, or too late."""


class NotSeated(AttendanceRefused):
    """The person holds no seat in this cohort."""


class AlreadyStated(AttendanceRefused):
    """The team has said something else; only the team can say otherwise."""


class SheetClosed(AttendanceRefused):
    """The sheet is countersigned."""


class SheetIncomplete(AttendanceRefused):
    """Nothing is said yet about some of the people."""


class NotOfTheTeam(AttendanceRefused):
    """Only the team keeps the sheet."""


class NoSignature(AttendanceRefused):
    """Nothing is drawn, nor any name typed."""


class ReasonMissing(AttendanceRefused):
    """A correction, an excuse or a presence entered by hand says why."""


class WrongTimes(AttendanceRefused):
    """Coming after leaving, or outside the half-day."""
