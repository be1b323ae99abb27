"""A coach publishes hours and a learner books one of them; both see it in their agenda."""

import pytest
from django.utils.translation import gettext as _
from playwright.sync_api import expect

from cohorts.services.cohorts import add_staff
from lms.accounts.models import Role
from tests.factories import CohortFactory, EnrolmentFactory, MembershipFactory, UserFactory


@pytest.fixture
def coach(site):
    person = UserFactory(first_name="Marc", last_name="Lefèvre")
    MembershipFactory(person=person, role=Role.COACH)
    return person


@pytest.fixture
def learner(coach):
    cohort = CohortFactory()
    add_staff(cohort=cohort, person=coach, role=Role.COACH)
    person = UserFactory(first_name="Inès", last_name="Moreau")
    EnrolmentFactory(cohort=cohort, learner=person, coach=coach)
    return person


def test_hours_published_are_times_to_book(device, look, sign_in_as, coach, learner):
    desk = device()
    sign_in_as(desk, coach)
    desk.goto("/encadrement/disponibilites/")
    for day in ("lundi", "mercredi", "vendredi"):
        desk.get_by_label(_("from")).and_(desk.get_by_label(day)).first.fill("09:00")
        desk.get_by_label(_("to")).and_(desk.get_by_label(day)).first.fill("12:00")
    look(desk, "hours")
    desk.get_by_role("button", name=_("Publish my hours")).click()

    page = device()
    sign_in_as(page, learner)
    page.goto("/coaching/")
    look(page, "coaching")
    page.get_by_role("radio").first.check()
    page.get_by_role("textbox").fill("Cadrer mon projet d’alliance")
    page.get_by_role("button", name=_("Book this time")).click()
    look(page, "coaching-booked")

    page.goto("/agenda/")
    expect(page.get_by_role("main")).to_contain_text("Marc Lefèvre")
    look(page, "agenda")
    desk.goto("/encadrement/")
    expect(desk.get_by_role("main")).to_contain_text("Cadrer mon projet d’alliance")
    look(desk, "desk")
    desk.goto("/agenda/")
    expect(desk.get_by_role("main")).to_contain_text("Inès Moreau")
