"""Who, when, how far: cohorts and their people, coaching, certificates."""

from cohorts.models.agenda import AgendaFeed
from cohorts.models.attendance import AbsenceProof, SignatureRecord
from cohorts.models.certificates import Certificate
from cohorts.models.coaching import Booking, WeeklyHours
from cohorts.models.cohorts import Cohort, CohortStaff
from cohorts.models.composing import Composition, CompositionModule
from cohorts.models.enrolments import Enrolment
from cohorts.models.keys import EntryKey
from cohorts.models.reminders import ReminderChoice, SessionReminder
from cohorts.models.sessions import Session, SessionLeader, SessionMaterial
from cohorts.models.surveys import Survey, SurveyInvitation, SurveyQuestion, SurveyResponse

__all__ = [
    "AbsenceProof",
    "AgendaFeed",
    "Booking",
    "Certificate",
    "Cohort",
    "CohortStaff",
    "Composition",
    "CompositionModule",
    "Enrolment",
    "EntryKey",
    "ReminderChoice",
    "Session",
    "SessionLeader",
    "SessionMaterial",
    "SessionReminder",
    "SignatureRecord",
    "Survey",
    "SurveyInvitation",
    "SurveyQuestion",
    "SurveyResponse",
    "WeeklyHours",
]
