"""An activity done in an appointment: booked on its own page, counted once, and done when it lasted long enough."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from content.appointment.importer import build_page, export_page, is_partial
from content.appointment.kind import KIND
from content.appointment.models import AppointmentPage
from content.appointment.page_form import AppointmentPageForm
from lms.agenda.appointments.held import hold
from lms.agenda.models import Appointment
from lms.catalogue.models import Activity
from lms.plugins.kind import Event, Verb
from lms.progress.models import Completion
from tests.courses.walk import make_walk
from tests.lms.agenda.appointments.setting import clock_at, make_appointment, make_hours
from tests.lms.agenda.factories import make_appointment_type

MOMENT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def fold(told):
    facts = {}
    for name, minutes in told:
        reading = KIND.read({"verb": "attended", "appointment": name, "minutes": minutes}, {})
        facts = KIND.fold(facts, Event(Verb.ATTENDED, MOMENT, None, reading.detail))
    return facts


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 300)), max_size=8), st.randoms())
def test_minutes_count_once_an_appointment_in_any_order(told, random):
    longest = {name: max(minutes for other, minutes in told if other == name) for name, _minutes in told}
    mixed = told + told[:2]
    random.shuffle(mixed)
    assert fold(mixed).get("appointments", {}) == longest


def test_it_is_done_when_it_lasted_as_long_as_the_author_asks():
    rule = KIND.rules[0]
    facts = fold([("a", 40), ("a", 40)])
    assert rule.holds(facts, {}) and not rule.holds(facts, {"minutes_asked": 60})
    assert rule.holds(fold([("a", 40), ("b", 20)]), {"minutes_asked": 60})
    assert [cell.value for cell in KIND.cells(facts, {})] == ["1", "40"]


@pytest.fixture
def walk(db):
    walk = make_walk(blocks=1)
    page = AppointmentPage(title="Faire le point", minutes=45, type_code="referent")
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    walk.point = page
    for weekday in range(7):
        make_hours(walk.world, weekday=weekday, last="18:00")
    return walk


def test_ana_books_on_the_page_and_it_is_done_when_chloe_has_met_her(walk, client):
    make_appointment_type(walk.world)
    client.force_login(walk.world.ana)
    address = walk.point.get_url()
    hours = client.get(client.get(address).context["book_url"])
    hour = next(hour for day in hours.context["days"] for hour in day["hours"])
    assert f'value="{hour["value"]}"' in hours.content.decode()
    posted = {name: hours.context[name] for name in ("activity", "next")} | {"starts_at": hour["value"]}
    assert client.post(hours.wsgi_request.path, posted)["Location"] == address
    row = Appointment.objects.get()
    assert row.activity == Activity.objects.get(key=walk.point.translation_key)
    booked = client.get(address)
    assert (
        reverse("agenda:cancel_appointment", args=[row.public_id]) in booked.content.decode()
        and "book_url" not in booked.context
    )
    with clock_at(row.ends_at + timedelta(minutes=5)):
        hold(row, 45, walk.world.chloe)
        done = client.get(address)
    assert Completion.objects.get(activity=row.activity).state == Completion.State.DONE
    assert "45 min" in done.content.decode() and "book_url" not in done.context


@pytest.mark.parametrize("is_booked", [False, True])
def test_its_page_stays_within_its_queries(walk, client, is_booked, django_assert_max_num_queries):
    type = make_appointment_type(walk.world)
    activity = Activity.objects.get(key=walk.point.translation_key)
    if is_booked:
        make_appointment(walk.enrolment, type, timezone.now() + timedelta(days=2), activity=activity)
    client.force_login(walk.world.ana)
    client.get(walk.point.get_url())
    with django_assert_max_num_queries(10):
        page = client.get(walk.point.get_url())
    assert bool(page.context["booked"]) == is_booked and ("book_url" in page.context) != is_booked


def test_without_a_type_or_a_coach_the_page_says_who_gives_the_hour(walk, client):
    client.force_login(walk.world.ana)
    assert "Chloé Costa" in client.get(walk.point.get_url()).content.decode()
    make_appointment_type(walk.world)
    walk.enrolment.coach = None
    walk.enrolment.save()
    assert client.get(walk.point.get_url()).status_code == 200


def test_an_appointment_of_another_type_does_not_count_for_it(walk, client):
    make_appointment_type(walk.world)
    other = make_appointment_type(walk.world, code="juridique")
    client.force_login(walk.world.ana)
    address = reverse("agenda:book", args=[walk.enrolment.public_id, other.pk])
    hour = next(hour for day in client.get(address).context["days"] for hour in day["hours"])
    client.post(address, {"starts_at": hour["value"], "activity": walk.point.translation_key})
    assert not Appointment.objects.exists()


def test_authors_choose_among_their_organisations_types(walk):
    make_appointment_type(walk.world)
    make_appointment_type(walk.world, code="ailleurs", organisation=walk.world.other_organisation, journey=None)
    form_class = AppointmentPage.get_edit_handler().get_form_class()
    assert issubclass(form_class, AppointmentPageForm)
    form = form_class(instance=walk.point, for_user=walk.world.bo)
    assert [value for value, _label in form.fields["type_code"].choices] == ["", "referent"]


def test_it_goes_out_and_in_the_same():
    entry = {"type_rendez_vous": "mentor", "minutes_demandees": 90}
    page = build_page(entry)
    assert export_page(page) == entry and not is_partial(page)
    assert export_page(build_page({"type_rendez_vous": 3, "minutes_demandees": "90"})) == {}
