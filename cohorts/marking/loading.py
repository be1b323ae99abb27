"""The demonstration's assignment: a neutral proposal, so that trainers meet a queue with papers.

It is no content of Le RAMEAU's: its title says « proposition », it stands in a module of its own
that exists in the demonstration only, and nobody needs it to finish the course.
"""

import json
from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from django.db import transaction
from django.utils import timezone

from cohorts.marking.models import Reading
from cohorts.marking.services.handing_in import hand_in
from cohorts.marking.services.reading import mark
from cohorts.marking.services.terms import set_terms
from cohorts.models import Cohort, Enrolment
from courses.choices import Depth, StepKind
from courses.models import CoursePage, PlanItem
from lms.accounts.models import Role, User
from modules.models import AssignmentPage, ModuleLibraryPage, ModulePage, Submission

COURSE = "parcours-alliances-innovantes"
SLUG = "proposition-projet-alliance"
TITLE = "Proposition : décrivez votre projet d’alliance"
INSTRUCTIONS = (
    "<p>Ce devoir est une proposition : il montre comment un travail se remet et se corrige.</p>"
    "<p>En une page, décrivez un projet d’alliance : qui y prend part, ce que chacun y cherche, "
    "et la première étape que vous voulez franchir.</p>"
)
RUBRIC = {
    "Les acteurs": ("Ils ne sont pas nommés", "Ils sont nommés", "Leurs rôles sont clairs"),
    "L’objectif commun": ("Il manque", "Il est esquissé", "Il est précis et partagé"),
    "La première étape": ("Elle manque", "Elle est nommée", "Elle est datée et réaliste"),
}
# Neither people nor places are real.
WORKS = (
    "Une association de quartier et une entreprise voisine ouvrent ensemble un atelier de "
    "réparation. L’association connaît les habitants, l’entreprise prête ses outils et du temps. "
    "Première étape : une journée d’essai dans deux mois.",
    "Trois associations partagent un camion. Chacune en a besoin un jour sur trois.\n\n"
    "Nous voulons écrire qui paie quoi, avant de demander l’aide de la commune.",
    "Notre lycée et une ferme veulent accueillir des élèves en stage.",
    "Un club de sport et un centre social proposent une activité commune aux parents. Le club "
    "apporte l’encadrement, le centre la confiance des familles. Nous commençons à la rentrée, "
    "avec douze places, et nous ferons le point après six séances.",
    "Une médiathèque, deux écoles et une librairie préparent une semaine de lecture.",
)


@transaction.atomic
def show_assignment(*, now: datetime | None = None) -> None:
    """Add the assignment, what five learners have handed in, and what their trainer has read."""
    now = now or timezone.now()
    course = CoursePage.objects.get(slug=COURSE)
    if ModulePage.objects.filter(slug=SLUG).exists():
        return
    assignment = _place(course)
    cohort = Cohort.objects.filter(course=course, is_permanent=False).earliest("pk")
    trainer = cohort.staff.filter(role=Role.TRAINER).earliest("pk").person
    set_terms(
        cohort=cohort,
        activity=assignment,
        due_at=now - timedelta(days=2),
        is_blind=False,
        has_second_reader=False,
        by=trainer,
    )
    people = cohort.enrolments.filter(state=Enrolment.State.ACTIVE).order_by("pk")
    works = [
        hand_in(
            enrolment=enrolment,
            assignment=assignment,
            text=text,
            # The last one is a day late.
            at=now - timedelta(days=5) + timedelta(days=place),
        )
        for place, (enrolment, text) in enumerate(zip(people, WORKS, strict=False))
    ]
    _read(works[0], trainer, comment="Le projet est clair. Dites qui vous voulez convaincre.")
    _read(works[1], trainer, comment="", is_finished=False)


def _place(course: CoursePage) -> AssignmentPage:
    module = ModulePage(title=TITLE, slug=SLUG)
    ModuleLibraryPage.objects.get().add_child(instance=module)
    assignment = AssignmentPage(
        title=TITLE,
        slug="devoir",
        minutes=60,
        is_required=False,
        body=json.dumps([{"type": "text", "id": _id("consigne"), "value": INSTRUCTIONS}]),
        rubric=json.dumps([_criterion(title, levels) for title, levels in RUBRIC.items()]),
        late_policy=AssignmentPage.LatePolicy.MARK,
    )
    module.add_child(instance=assignment)
    course.plan_items.add(
        PlanItem(
            kind=StepKind.MODULE,
            title=TITLE,
            module=module,
            depth=Depth.IN_DEPTH,
            is_required=False,
            sort_order=course.plan_items.count(),
        )
    )
    course.save_revision().publish()
    return assignment


def _criterion(title: str, levels: tuple[str, ...]) -> dict:
    items = [
        {"type": "item", "id": _id(text), "value": {"text": text, "points": points}}
        for points, text in enumerate(levels)
    ]
    return {"type": "criterion", "id": _id(title), "value": {"title": title, "levels": items}}


def _id(text: str) -> str:
    return str(uuid5(NAMESPACE_URL, f"{SLUG}/{text}"))


def _read(work: Submission, trainer: User, *, comment: str, is_finished: bool = True) -> Reading:
    best = {each["id"]: each["levels"][-1]["id"] for each in work.rubric}
    return mark(
        work=work,
        reader=trainer,
        marks={"1": {"levels": best if is_finished else {}}},
        comment=comment,
        remarks=[],
        version=0,
        is_finished=is_finished,
    )
