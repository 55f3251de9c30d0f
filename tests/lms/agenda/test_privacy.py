"""What the agenda knows of Ana: handed over whole, forgotten without a gap in proofs, seats or numbers."""

import json
from datetime import timedelta
from html import unescape

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse
from django.utils import timezone

from lms.agenda.calendar.feed import make_feed
from lms.agenda.documents import privacy as documents
from lms.agenda.models import (
    Appointment,
    Booking,
    CalendarFeed,
    Goal,
    Online,
    Presence,
    PrivateNote,
    SignOff,
)
from lms.agenda.signoffs import statement
from lms.people import privacy
from lms.people.models import Person
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.factories import make_appointment_type, make_booking, make_session, make_sign_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Ana has signed a past half-day, has a seat tomorrow that Nora waits for, a meeting, a goal, a note, a feed."""
    world = make_world(blocks=1)
    past = make_session(world, timezone.now() - timedelta(days=2), 60, title="Atelier passé")
    booking = make_booking(past, world.enrolment)
    Booking.objects.filter(pk=booking.pk).update(reason="mon fils est malade")
    make_sign_off(past.half_days.get(part=1), world.enrolment)
    Presence.objects.create(
        session=past,
        enrolment=world.enrolment,
        joined_at=past.starts_at,
        left_at=past.ends_at,
        source=Online.BIGBLUEBUTTON,
    )
    coming = make_session(world, capacity_max=1, title="Atelier de demain")
    make_booking(coming, world.enrolment)
    nora = make_person("Nora Nom", world.organisation, email="nora@example.org")
    make_booking(coming, enrol_learner(world, nora), Booking.State.WAITING)
    Appointment.objects.create(
        organisation=world.organisation,
        enrolment=world.enrolment,
        type=make_appointment_type(world),
        host=world.chloe,
        starts_at=timezone.now() - timedelta(days=1),
        ends_at=timezone.now() - timedelta(hours=23),
        state=Appointment.State.HELD,
        minutes_held=60,
        subject="mes dettes",
    )
    Goal.objects.create(enrolment=world.enrolment, text="oser téléphoner", author=world.ana)
    PrivateNote.objects.create(enrolment=world.enrolment, text="fragile en ce moment", author=world.chloe)
    make_feed(world.ana)
    return world


def test_everything_is_handed_over_and_no_secret_with_it(world):
    found = privacy.export(world.ana)["agenda"]
    text = json.dumps(found, ensure_ascii=False)
    for word in (
        "Atelier passé",
        "Atelier de demain",
        "mon fils est malade",
        "mes dettes",
        "oser téléphoner",
        "fragile en ce moment",
        "bigbluebutton",
    ):
        assert word in text, word
    assert len(found["sign_offs"]) == len(found["calendar_addresses"]) == 1
    assert CalendarFeed.objects.get().secret not in text


def test_erasing_forgets_words_keeps_proofs_and_moves_the_seat_on(world):
    privacy.erase(world.ana)
    row = SignOff.objects.get()
    assert row.person is None and statement.verify(row)
    assert Booking.objects.get(session__title="Atelier de demain", enrolment__person__isnull=False).state == "booked"
    assert Appointment.objects.get().minutes_held == 60
    left = " ".join(map(str, texts_of_the_agenda()))
    for word in ("malade", "dettes", "téléphoner", "fragile", "Ana"):
        assert word not in left, word
    assert not CalendarFeed.objects.exists() and not Presence.objects.exists()


def test_erasing_somebody_of_the_team_leaves_what_learners_did(world):
    privacy.erase(Person.objects.get(pk=world.chloe.pk))
    appointment = Appointment.objects.get()
    assert appointment.host is None and appointment.subject == "mes dettes"
    assert PrivateNote.objects.get().author is None


def texts_of_the_agenda() -> list[object]:
    """Every text that any table of the agenda still holds."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        value
        for model in apps.get_app_config("agenda").get_models()
        for row in model.objects.values_list(
            *[f.name for f in model._meta.local_fields if isinstance(f, kinds)] or ["pk"]
        )
        for value in row
    ]


def test_who_decides_on_erasing_is_told_what_becomes_of_documents(world, client):
    client.force_login(world.admin)
    address = reverse("people:erase", args=[world.organisation.code, world.ana.public_id])
    assert str(documents.WORDS)[:60] in unescape(client.get(address).content.decode())
