"""What learners, coaches and coordinators see and do about appointments; Otto sees nothing."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.agenda.appointments.held import log
from lms.agenda.models import (
    AllowanceOverride,
    Appointment,
    AppointmentType,
    Availability,
    Goal,
    NoteReading,
    PrivateNote,
    Unavailability,
)
from lms.people import privacy as people_privacy
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.agenda.appointments.setting import at, coming_monday, make_appointment, make_hours
from tests.lms.agenda.factories import make_appointment_type, make_venue

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    world = make_world()
    make_hours(world, last="18:00")
    return world


@pytest.fixture
def type(world):
    return make_appointment_type(world)


@pytest.fixture
def see(client):
    """see(person, name, *args, **what to post) -> the response, in French."""

    def see(person, name, *args, query="", **posted):
        client.force_login(person)
        address = reverse(f"agenda:{name}", args=args) + query
        return client.post(address, posted) if posted else client.get(address)

    return see


def test_ana_books_in_one_touch_and_finds_it_again(world, type, see):
    moment = at(world, coming_monday(world), "09:00")
    query = f"?from={coming_monday(world)}"
    page = see(world.ana, "book", world.enrolment.public_id, type.pk, query=query)
    assert moment.isoformat() in page.content.decode()
    posted = {"starts_at": moment.isoformat(), "subject": "Mon prêt"}
    answer = see(world.ana, "book", world.enrolment.public_id, type.pk, **posted)
    assert answer["Location"] == reverse("agenda:appointments")
    see(world.ana, "book", world.enrolment.public_id, type.pk, **posted)
    assert Appointment.objects.count() == 1
    mine = see(world.ana, "appointments").content.decode()
    assert "Mon prêt" in mine and "Chloé Costa" in mine


def test_what_is_not_an_hour_books_nothing(world, type, see):
    for rubbish in ("", "demain", "2026-12-07T09:00", "9999-99-99T00:00:00+00:00", "0001-01-01T00:00:00+14:00"):
        assert see(world.ana, "book", world.enrolment.public_id, type.pk, starts_at=rubbish, x="1").status_code == 302
    assert see(world.ana, "book", world.enrolment.public_id, type.pk, query="?from=9999-12-31").status_code == 200
    assert see(world.ana, "book", world.enrolment.public_id, type.pk, query="?from=x").status_code == 200
    assert not Appointment.objects.exists()


def test_nobody_is_led_to_another_site(world, type, see):
    answer = see(world.ana, "book", world.enrolment.public_id, type.pk, starts_at="x", next="https://evil.example/")
    assert answer["Location"].startswith("/")
    answer = see(world.ana, "book", world.enrolment.public_id, type.pk, starts_at="x", next="//evil.example/")
    assert not answer["Location"].startswith("//")


def test_ana_cancels_and_chloe_says_why(world, type, see):
    row = make_appointment(world.enrolment, type, at(world, coming_monday(world), "09:00"))
    assert see(world.chloe, "cancel_appointment", row.public_id, reason="").status_code == 200
    row.refresh_from_db()
    assert row.state == "booked"
    see(world.ana, "cancel_appointment", row.public_id, reason="")
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_chloe_says_held_and_missed_in_one_touch(world, type, see):
    now = timezone.now()
    row = make_appointment(world.enrolment, type, now - timedelta(hours=3))
    other = make_appointment(world.enrolment, type, now - timedelta(hours=5))
    page = see(world.chloe, "my_appointments").content.decode()
    assert reverse("agenda:held", args=[row.public_id]) in page
    see(world.chloe, "held", row.public_id, minutes="50")
    see(world.chloe, "missed", other.public_id, x="1")
    assert sorted(Appointment.objects.values_list("state", "minutes_held")) == [("held", 50), ("missed", 0)]
    assert see(world.chloe, "held", row.public_id, minutes="²").status_code == 302
    assert see(world.bo, "held", row.public_id, minutes="10").status_code == 403
    see(world.chloe, "take_back", row.public_id, reason="Erreur")
    row.refresh_from_db()
    assert row.state == "booked"


def test_people_to_call_stand_on_top_for_their_coach_and_all_of_them_for_a_coordinator(world, see):
    make_appointment_type(world, every_days=15)
    enrol_learner(world, make_person("Ada Absente", world.organisation))
    mine = see(world.chloe, "my_appointments").content.decode()
    assert "Ana Ferreira" in mine and "Ada Absente" not in mine
    everybody = see(world.dora, "overdue").content.decode()
    assert "Ana Ferreira" in everybody and "Ada Absente" in everybody
    assert see(world.otto, "overdue").status_code == 403


def test_chloe_gives_hours_once_and_takes_them_away(world, see):
    Availability.objects.all().delete()
    venue = make_venue(world)
    given = {"weekday": "1", "starts_at": "09:00", "ends_at": "12:00", "venue": venue.pk, "first_on": "2026-01-05"}
    see(world.chloe, "availability", **given)
    see(world.chloe, "availability", **given)
    row = Availability.objects.get()
    assert (row.coach, row.venue) == (world.chloe, venue)
    for wrong in ({"ends_at": "08:00"}, {"venue": ""}, {"online": "link"}, {"until": "2025-01-01"}):
        assert see(world.chloe, "availability", **{**given, **wrong}).status_code == 200
    assert Availability.objects.count() == 1
    assert see(world.bo, "remove_hours", row.pk, x="1").status_code == 404
    see(world.chloe, "remove_hours", row.pk, x="1")
    assert see(world.chloe, "remove_hours", row.pk, x="1").status_code == 302
    assert not Availability.objects.exists()


def test_an_absence_warns_of_what_is_booked_then(world, type, see, client):
    day = coming_monday(world)
    make_appointment(world.enrolment, type, at(world, day, "09:00"))
    see(world.chloe, "absence", first_day=day.isoformat(), last_day=day.isoformat(), reason="Formation")
    row = Unavailability.objects.get()
    assert (row.starts_at, row.ends_at) == (at(world, day, "00:00"), at(world, day + timedelta(days=1), "00:00"))
    assert "1 " in str(next(iter(see(world.chloe, "availability").context["messages"])))
    for wild in ("0001-01-01", "9999-12-31"):
        assert see(world.chloe, "absence", first_day=wild, last_day=wild).status_code == 200
    before = (day - timedelta(days=1)).isoformat()
    assert see(world.chloe, "absence", first_day=day.isoformat(), last_day=before).status_code == 200


def test_chloe_plans_and_logs_for_ana_and_a_coordinator_chooses_the_host(world, type, see):
    day = coming_monday(world)
    planned = {"type": type.pk, "day": day.isoformat(), "clock": "08:00", "online": "", "subject": "Budget"}
    assert see(world.chloe, "plan_appointment", world.enrolment.public_id, **planned).status_code == 302
    assert see(world.chloe, "plan_appointment", world.enrolment.public_id, **planned).status_code == 302
    assert Appointment.objects.get().host == world.chloe
    clash = see(world.dora, "plan_appointment", world.enrolment.public_id, **planned, host=world.bo.pk)
    assert clash.status_code == 200 and clash.context["form"].non_field_errors()
    yesterday = timezone.localdate() - timedelta(days=1)
    logged = {"type": type.pk, "day": yesterday.isoformat(), "clock": "10:00", "minutes": "45"}
    see(world.dora, "log_hours", world.enrolment.public_id, **logged, host=world.bo.pk)
    row = Appointment.objects.get(is_logged=True)
    assert (row.host, row.minutes_held, row.made_by) == (world.bo, 45, world.dora)


def test_a_coordinator_grants_a_fourth_meeting_with_a_reason(world, see):
    type = make_appointment_type(world, code="bilan", allowance_count=3)
    args = ("override", world.enrolment.public_id, type.pk)
    assert see(world.dora, *args, extra_count="1", reason="").status_code == 200
    for _click in range(2):
        see(world.dora, *args, extra_count="1", reason="Projet plus long")
    row = AllowanceOverride.objects.get()
    assert (row.extra_count, row.author) == (1, world.dora)
    assert "Projet plus long" in see(world.dora, "accompany", world.enrolment.public_id).content.decode()
    assert see(world.chloe, *args, extra_count="9", reason="x").status_code == 403
    assert see(world.otto, *args, extra_count="9", reason="x").status_code == 404


def test_types_are_data_that_coordinators_keep(world, see):
    fields = {"title": "Juridique", "code": "juridique", "minutes": "60", "allowance_minutes": "120", "is_active": "on"}
    assert see(world.dora, "new_type", world.organisation.code, **fields).status_code == 302
    twice = see(world.dora, "new_type", world.organisation.code, **fields)
    assert twice.status_code == 200 and AppointmentType.objects.count() == 1
    row = AppointmentType.objects.get()
    see(world.dora, "change_type", row.pk, **{**fields, "journey": world.journey.pk, "every_days": "30"})
    row.refresh_from_db()
    assert (row.journey, row.every_days) == (world.journey, 30)
    assert see(world.otto, "change_type", row.pk).status_code == 404
    assert see(world.chloe, "change_type", row.pk).status_code == 403
    assert "Juridique" in see(world.dora, "types").content.decode()


def test_opening_private_notes_is_written_down_before_they_are_shown(world, see):
    """domain.md C: log before reading."""
    see(world.chloe, "notes", world.enrolment.public_id, text="Elle hésite sur le local.")
    assert PrivateNote.objects.get().author == world.chloe and not NoteReading.objects.exists()
    shown = see(world.chloe, "notes", world.enrolment.public_id).content.decode()
    assert "Elle hésite" in shown and NoteReading.objects.get().reader == world.chloe
    for person in (world.bo, world.dora, world.admin, world.eva, world.ana, world.otto):
        answer = see(person, "notes", world.enrolment.public_id)
        assert answer.status_code in (403, 404) and "hésite" not in answer.content.decode()
    other = make_person("Cléo", world.organisation, "coach")
    assert see(other, "notes", world.enrolment.public_id).status_code == 404
    assert NoteReading.objects.count() == 1
    for person in (world.dora, world.admin):
        log_ = see(person, "note_readings", world.enrolment.public_id).content.decode()
        assert "Chloé Costa" in log_ and "hésite" not in log_
    for person in (world.ana, world.chloe, world.dora):
        page = see(
            person,
            "appointments" if person == world.ana else "accompany",
            *([] if person == world.ana else [world.enrolment.public_id]),
        )
        assert "hésite" not in page.content.decode()


def test_notes_are_not_read_when_the_reading_cannot_be_written_down(world, see, monkeypatch, client):
    PrivateNote.objects.create(enrolment=world.enrolment, author=world.chloe, text="Elle hésite.")
    monkeypatch.setattr(NoteReading.objects.__class__, "create", _broken)
    client.raise_request_exception = False
    answer = see(world.chloe, "notes", world.enrolment.public_id)
    assert answer.status_code == 500 and "hésite" not in answer.content.decode()


def _broken(*_args, **_fields):
    raise RuntimeError("the log is full")


def test_goals_are_written_by_either_read_by_both_and_ticked_once(world, see):
    for _click in range(2):
        see(
            world.ana, "add_goal", world.enrolment.public_id, text="Appeler la banque", sort="goal", due_on="2026-12-01"
        )
    see(world.chloe, "add_goal", world.enrolment.public_id, text="On garde le nom", sort="decision")
    assert Goal.objects.count() == 2
    for page in (see(world.ana, "appointments"), see(world.chloe, "accompany", world.enrolment.public_id)):
        assert "Appeler la banque" in page.content.decode() and "On garde le nom" in page.content.decode()
    row = Goal.objects.get(author=world.ana)
    see(world.chloe, "tick_goal", row.pk, done="yes")
    first = Goal.objects.get(pk=row.pk).done_at
    see(world.ana, "tick_goal", row.pk, done="yes")
    assert first is not None and Goal.objects.get(pk=row.pk).done_at == first
    assert see(world.otto, "tick_goal", row.pk, done="no").status_code == 404
    assert see(world.ana, "add_goal", world.enrolment.public_id, text="", sort="goal").status_code == 302
    assert Goal.objects.count() == 2


def test_screens_take_few_queries_whatever_stands_in_them(world, type, client, django_assert_max_num_queries):
    make_appointment_type(world, code="autre", title="Autre", every_days=10)
    monday = coming_monday(world)
    for number in range(12):
        make_appointment(world.enrolment, type, at(world, monday + timedelta(days=number), "09:00"))
        make_appointment(world.enrolment, type, timezone.now() - timedelta(days=number + 1), state="held")
        Goal.objects.create(enrolment=world.enrolment, text=f"But {number}", author=world.chloe)
        enrol_learner(world, make_person(f"P{number}", world.organisation), coach=world.chloe)
    for person, name, args in (
        (world.ana, "appointments", []),
        (world.ana, "book", [world.enrolment.public_id, type.pk]),
        (world.chloe, "my_appointments", []),
        (world.chloe, "accompany", [world.enrolment.public_id]),
        (world.dora, "overdue", []),
        (world.chloe, "availability", []),
    ):
        client.force_login(person)
        address = reverse(f"agenda:{name}", args=args)
        with django_assert_max_num_queries(12, info=name):
            assert client.get(address).status_code == 200


def test_otto_and_a_neighbour_meet_nothing_of_ana(world, type, see):
    row = make_appointment(world.enrolment, type, timezone.now() - timedelta(hours=2))
    neighbour = make_person("Nina", world.organisation)
    enrol_learner(world, neighbour)
    for person in (world.otto, neighbour, world.eva, world.emile, world.gaelle):
        for name, key in (("accompany", world.enrolment.public_id), ("move_appointment", row.public_id)):
            assert see(person, name, key).status_code == 404
        assert see(person, "cancel_appointment", row.public_id, reason="x").status_code == 404
        assert see(person, "held", row.public_id, minutes="10").status_code == 404


def test_export_holds_notes_and_erasure_keeps_minutes_alone(world, type, see):
    from lms.agenda.appointments import privacy

    log(world.enrolment, type, world.chloe, timezone.now() - timedelta(days=2), 45, world.chloe, subject="Ma dette")
    PrivateNote.objects.create(enrolment=world.enrolment, author=world.chloe, text="Elle hésite.")
    NoteReading.objects.create(enrolment=world.enrolment, reader=world.chloe)
    Goal.objects.create(enrolment=world.enrolment, author=world.ana, text="Appeler la banque", due_on=date(2026, 1, 1))
    AllowanceOverride.objects.create(enrolment=world.enrolment, type=type, reason="Situation difficile")
    booked = make_appointment(world.enrolment, type, timezone.now() + timedelta(days=3), subject="Mon prêt")
    told = str(privacy.export(world.ana))
    assert all(words in told for words in ("Elle hésite.", "Appeler la banque", "Ma dette", "Situation difficile"))
    privacy.erase(world.ana)
    people_privacy.erase(world.ana)
    assert not (PrivateNote.objects.exists() or NoteReading.objects.exists() or Goal.objects.exists())
    rows = list(Appointment.objects.order_by("pk").values_list("state", "minutes_held", "subject", "cancel_reason"))
    assert rows == [("held", 45, "", ""), ("cancelled", 0, "", "")]
    assert AllowanceOverride.objects.get().reason == ""
    assert see(world.chloe, "cancel_appointment", booked.public_id).status_code == 404
    assert str(privacy.export(world.chloe)).count("hésite") == 0
    people_privacy.erase(world.chloe)
    assert Appointment.objects.filter(host=None).count() == 2
