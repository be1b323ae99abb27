"""Who, when, how far: cohorts and their people, sessions, certificates."""

from cohorts.models.acts import BulkAct
from cohorts.models.agenda import AgendaFeed
from cohorts.models.archives import Archive
from cohorts.models.attendance import AbsenceProof, SignatureRecord
from cohorts.models.certificates import Certificate, EarningRules, TrainingBody
from cohorts.models.cohorts import Cohort, CohortStaff
from cohorts.models.composing import Composition, CompositionModule
from cohorts.models.enrolments import Enrolment
from cohorts.models.keys import EntryKey
from cohorts.models.quizzes import ExtraTime, QuizWindow
from cohorts.models.reminders import ReminderChoice, SessionReminder
from cohorts.models.sessions import Session, SessionLeader, SessionMaterial

__all__ = [
    "AbsenceProof",
    "AgendaFeed",
    "Archive",
    "BulkAct",
    "Certificate",
    "Cohort",
    "CohortStaff",
    "Composition",
    "CompositionModule",
    "EarningRules",
    "Enrolment",
    "EntryKey",
    "ExtraTime",
    "QuizWindow",
    "ReminderChoice",
    "Session",
    "SessionLeader",
    "SessionMaterial",
    "SessionReminder",
    "SignatureRecord",
    "TrainingBody",
]
