"""Who has which paper in a cohort, who has earned one, and what the others miss, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.conf import settings

from cohorts import earning
from cohorts.evidence import half_days_of
from cohorts.hours import Hours, hours_of
from cohorts.models import Certificate, Cohort, EarningRules, Enrolment, TrainingBody
from modules.models import ModulePage
from modules.outline import Outline, outline_of
from modules.progress import completed_activities

Kind = Certificate.Kind


@dataclass(frozen=True)
class Standing:
    """One learner of a cohort, before the law: hours followed, what is missing, the papers."""

    enrolment: Enrolment
    hours: Hours
    missing: list[str]
    papers: list[Certificate]

    def standing(self, kind: str) -> Certificate | None:
        return next((one for one in self.papers if one.kind == kind and not one.is_revoked), None)

    @property
    def attestation(self) -> Certificate | None:
        return self.standing(Kind.ATTESTATION)

    @property
    def realisation(self) -> Certificate | None:
        return self.standing(Kind.REALISATION)

    @property
    def revoked(self) -> list[Certificate]:
        return [one for one in self.papers if one.is_revoked]


@dataclass(frozen=True)
class Ledger:
    """What is the same for everybody in a cohort, read once: its rules, its outline, the hours."""

    cohort: Cohort
    outline: Outline
    rules: earning.Rules
    hours: dict[int, Hours]
    half_days: int
    at: datetime

    @cached_property
    def objectives(self) -> list[str]:
        """What the course says that people learn, module by module."""
        modules = ModulePage.objects.in_bulk([module.id for module in self.outline.modules])
        return [
            str(block.value)
            for module in self.outline.modules
            if module.id in modules
            for block in modules[module.id].objectives
        ]

    @cached_property
    def level(self) -> str:
        return ", ".join(level.title for level in self.cohort.course.levels.all())

    @cached_property
    def issuer(self) -> dict[str, str]:
        """What the house declared of itself; what it has not is not invented."""
        body = TrainingBody.load()
        known = {
            "declaration_number": body.declaration_number,
            "signatory": body.signatory,
            "signatory_title": body.signatory_title,
            "signed_in": body.place,
        }
        issuer = {"issuer": body.name or settings.WAGTAIL_SITE_NAME}
        return issuer | {name: value for name, value in known.items() if value}

    def work(self, enrolment: Enrolment, completed: set[int]) -> earning.Work:
        """Return what the learner did; who has finished keeps that, whatever was added since."""
        hours = self.hours.get(enrolment.pk, Hours())
        required = self.outline.required_ids
        quizzes = {one.id for one in self.outline.activities if one.kind == "quiz"}
        done = required if enrolment.state == Enrolment.State.COMPLETED else required & completed
        return earning.Work(
            activities_done=len(done),
            activities=len(required),
            quizzes_passed=len(quizzes & completed),
            quizzes=len(quizzes),
            half_days_present=hours.half_days,
            half_days=self.half_days,
        )

    def missing(self, enrolment: Enrolment, completed: set[int]) -> list[str]:
        finished = enrolment.state == Enrolment.State.COMPLETED
        if finished and self.rules == earning.Rules():
            return []
        return earning.missing(self.rules, self.work(enrolment, completed))


def ledger_of(cohort: Cohort, *, at: datetime) -> Ledger:
    return Ledger(
        cohort=cohort,
        outline=outline_of(cohort.course),
        rules=rules_of(cohort),
        hours=hours_of(cohort, at=at),
        half_days=_planned_half_days(cohort),
        at=at,
    )


def rules_of(cohort: Cohort) -> earning.Rules:
    row = EarningRules.objects.filter(cohort=cohort).first()
    if row is None:
        return earning.Rules()
    return earning.Rules(row.modules, row.quizzes, row.attendance_percent)


def standings_of(ledger: Ledger, enrolments: Iterable[Enrolment]) -> list[Standing]:
    """Return how each stands, in two queries for all of them."""
    enrolments = list(enrolments)
    completed = completed_activities(one.pk for one in enrolments)
    papers: dict[int, list[Certificate]] = {}
    for paper in Certificate.objects.filter(enrolment__in=enrolments).order_by("issued_at", "pk"):
        papers.setdefault(paper.enrolment_id, []).append(paper)
    return [
        Standing(
            enrolment=one,
            hours=ledger.hours.get(one.pk, Hours()),
            missing=ledger.missing(one, completed[one.pk]),
            papers=papers.get(one.pk, []),
        )
        for one in enrolments
    ]


def _planned_half_days(cohort: Cohort) -> int:
    """Half-days of all sessions that stand, those to come too: one has not attended these yet."""
    count = 0
    for session in cohort.sessions.standing():
        session.cohort = cohort
        count += len(half_days_of(session))
    return count
