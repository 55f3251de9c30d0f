"""Dora enters people from her screens, Ana reads her calendar: on a phone and on a laptop, for everybody."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from lms.enrolment.models import Closure, Enrolment
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_room, make_session, make_venue

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TABLE = "Courriel;Nom;Parcours;Entrée;Promotion\nnour@example.org;Nour Ali;WALK;30/11/2026;Automne\nnon;Lou;WALK;;\n"


def look(page: Page, name: str) -> None:
    """Nothing for axe to say, and no sideways scroll."""
    assert faults_of(page) == ""
    assert overflow_of(page) <= 0, page.url
    if folder := os.environ.get("SHOTS"):
        width = page.viewport_size["width"]
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


def make_week(walk) -> None:
    from lms.agenda.models import Appointment

    world, now = walk.world, timezone.now().replace(minute=0, second=0, microsecond=0)
    venue = make_venue(world)
    make_booking(make_session(world, now + timedelta(hours=2), venue=venue, room=make_room(venue)), walk.enrolment)
    make_booking(make_session(world, now + timedelta(hours=6), title="Parler de son projet"), walk.enrolment, "waiting")
    Appointment.objects.create(
        organisation=world.organisation,
        enrolment=walk.enrolment,
        type=make_appointment_type(world),
        host=world.chloe,
        starts_at=now + timedelta(hours=4),
        ends_at=now + timedelta(hours=5),
    )


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_ana_reads_her_week_and_takes_it_along(walk, open_as, viewport):
    make_week(walk)
    page = open_as(walk.world.ana, viewport)
    page.goto("/account/home/")
    look(page, "home")
    follow(page.get_by_role("link", name="Tout mon calendrier"))
    expect(page.get_by_text("Maison SIEGE, Salle 1")).to_be_visible()
    look(page, "week")
    follow(page.get_by_role("button", name="Créer mon adresse privée"))
    assert ".ics" in page.get_by_label("Votre adresse privée").input_value()
    follow(page.get_by_role("link", name="Les semaines à venir"))
    look(page, "list")
    follow(page.get_by_role("link", name="Cette semaine sur papier"))
    page.emulate_media(media="print")
    look(page, "paper")


@pytest.mark.parametrize("viewport", [PHONE, LAPTOP], ids=["phone", "laptop"])
def test_dora_enters_people_by_a_form_and_by_a_table(walk, open_as, viewport, tmp_path):
    Closure.objects.create(
        organisation=walk.world.organisation, title="Noël", first_on="2026-12-21", last_on="2027-01-03"
    )
    page = open_as(walk.world.dora, viewport)
    page.goto("/fr/agenda/entries/")
    look(page, "entries")
    follow(page.get_by_role("link", name="Inscrire quelqu'un"))
    look(page, "enter")
    page.get_by_label("Nom").fill("Lou Martin")
    page.get_by_label("E-mail").fill("lou@example.org")
    page.get_by_label("Parcours").select_option(label="Entreprendre")
    follow(page.get_by_role("button", name="Inscrire cette personne"))
    expect(page.get_by_role("heading", name="Lou Martin")).to_be_visible()
    look(page, "card")
    page.goto("/fr/agenda/entries/club/table/")
    look(page, "upload")
    table = tmp_path / "people.csv"
    table.write_bytes(TABLE.encode("cp1252"))
    page.get_by_label("Votre tableau").set_input_files(table)
    follow(page.get_by_role("button", name="Voir ce qu'il va faire"))
    look(page, "plan")
    follow(page.get_by_role("button", name="N'inscrire que les bonnes lignes"))
    assert Enrolment.objects.filter(person__email="nour@example.org").count() == 1
    page.get_by_label("Choisir Nour Ali").check()
    follow(page.get_by_role("button", name="Mettre en pause"))
    look(page, "together")
    follow(page.get_by_role("button", name="Mettre en pause"))
    assert Enrolment.objects.get(person__email="nour@example.org").state == "paused"
    page.goto("/fr/agenda/entries/club/days-off/")
    look(page, "days-off")


def test_chloe_opens_a_step_for_her_learner_without_javascript(walk, open_as):
    page = open_as(walk.world.chloe, PHONE, javascript=False)
    page.goto(f"/fr/agenda/enrolments/{walk.enrolment.public_id}/")
    follow(page.get_by_role("link", name="Ouvrir cette étape").first)
    page.get_by_label("Pourquoi").fill("Elle sait déjà le faire")
    follow(page.get_by_role("button", name="L'ouvrir"))
    expect(page.get_by_text("Elle sait déjà le faire")).to_be_visible()
