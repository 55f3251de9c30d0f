"""Walks about appointments: Ana books on her phone, Chloé says what became of it, Dora grants a fourth meeting."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from content.appointment.models import AppointmentPage
from lms.agenda.models import Appointment, Goal, NoteReading
from lms.catalogue.models import Activity
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.agenda.appointments.setting import make_appointment, make_hours
from tests.lms.agenda.factories import make_appointment_type

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def point(walk):
    """An activity to do with Chloé, who can be met every day."""
    page = AppointmentPage(title="Faire le point", minutes=45)
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    walk.type = make_appointment_type(walk.world, allowance_count=3, every_days=15)
    for weekday in range(7):
        make_hours(walk.world, weekday=weekday, last="12:00")
    return page


def looks_right(page) -> None:
    assert faults_of(page) == "" and overflow_of(page) <= 0


def test_ana_books_in_two_touches_without_javascript_and_gives_it_back(walk, point, open_as):
    page = open_as(walk.world.ana, viewport=PHONE, javascript=False)
    page.goto(point.get_url())
    follow(page.locator("#activity a.btn"))
    follow(page.locator(".hours button").last)
    expect(page.locator("h1")).to_have_text("Faire le point")
    expect(page.locator(".message-success")).to_be_visible()
    row = Appointment.objects.get()
    assert row.activity == Activity.objects.get(key=point.translation_key)
    follow(page.get_by_role("link", name="Déplacer"))
    follow(page.locator(".hours button").nth(-3))
    follow(page.get_by_role("link", name="Annuler"))
    follow(page.locator("main form button[type=submit]"))
    row.refresh_from_db()
    assert (row.state, row.revision) == ("cancelled", 2)


def test_ana_s_pages_are_sound_and_she_writes_a_goal(walk, point, open_as):
    make_appointment(walk.enrolment, walk.type, timezone.now() + timedelta(days=3))
    page = open_as(walk.world.ana, viewport=PHONE)
    for address in (point.get_url(), reverse("agenda:book", args=[walk.enrolment.public_id, walk.type.pk])):
        page.goto(address)
        looks_right(page)
    page.goto(reverse("agenda:appointments"))
    page.locator("details.more summary").click()
    page.fill("textarea[name=text]", "Appeler la banque")
    looks_right(page)
    follow(page.get_by_role("button", name="Noter"))
    follow(page.get_by_role("button", name="C’est fait"))
    assert Goal.objects.get().done_at is not None
    page.set_viewport_size(LAPTOP)
    looks_right(page)


def test_chloe_says_what_became_of_it_and_opens_her_notes_on_purpose(walk, point, open_as):
    row = make_appointment(walk.enrolment, walk.type, timezone.now() - timedelta(hours=2))
    make_appointment(walk.enrolment, walk.type, timezone.now() + timedelta(days=2))
    page = open_as(walk.world.chloe, viewport=PHONE)
    page.goto(reverse("agenda:my_appointments"))
    looks_right(page)
    page.fill("input[name=minutes]", "50")
    follow(page.get_by_role("button", name="Tenu"))
    row.refresh_from_db()
    assert (row.state, row.minutes_held) == ("held", 50)
    follow(page.get_by_role("link", name="Ana Ferreira").first)
    looks_right(page)
    assert not NoteReading.objects.exists()
    follow(page.get_by_role("link", name="Ouvrir les notes"))
    looks_right(page)
    assert NoteReading.objects.count() == 1
    for name in ("availability", "absence"):
        page.goto(reverse(f"agenda:{name}"))
        looks_right(page)
    page.goto(reverse("agenda:plan_appointment", args=[walk.enrolment.public_id]))
    looks_right(page)


def test_dora_grants_a_fourth_meeting_and_keeps_the_types(walk, point, open_as):
    for number in range(3):
        make_appointment(walk.enrolment, walk.type, timezone.now() - timedelta(days=number + 20), state="held")
    page = open_as(walk.world.dora, viewport=LAPTOP)
    for name in ("overdue", "types"):
        page.goto(reverse(f"agenda:{name}"))
        looks_right(page)
    page.goto(reverse("agenda:overdue"))
    follow(page.get_by_role("link", name="Ana Ferreira"))
    follow(page.get_by_role("link", name="Accorder davantage"))
    page.fill("input[name=extra_count]", "1")
    page.fill("input[name=reason]", "Projet plus long")
    looks_right(page)
    follow(page.locator("main form button[type=submit]"))
    expect(page.locator(".message-success")).to_be_visible()
    page.set_viewport_size(PHONE)
    looks_right(page)
    page.goto(reverse("agenda:change_type", args=[walk.type.pk]))
    looks_right(page)
