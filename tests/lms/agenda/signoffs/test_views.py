"""The screens of signing, as each person meets them."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lms.agenda.models import Booking, HalfDay, Session, SignOff
from lms.agenda.signoffs import sign
from lms.agenda.signoffs.words import Tap, Word
from lms.people.models import Role
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.signoffs.room import State, code_of, make_half_day


def address(name: str, half_day: HalfDay, *more: object) -> str:
    key = half_day.session.public_id
    return reverse(f"agenda:{name}", args=[key, *more] if name.startswith("sheet") else [key, half_day.part, *more])


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def as_(client):
    def sign_in(person):
        client.force_login(person)
        return client

    return sign_in


# Ana's phone


def test_ana_reads_exactly_what_she_signs_with_the_code_filled_in(as_, world, half_day):
    code = code_of(half_day)
    response = as_(world.ana).get(address("sign", half_day), {"code": code})
    text = text_of(response)
    assert half_day.session.title in text and "Bo Berger" in text
    assert f'value="{code}"' in response.content.decode()
    assert "max-age=0" in response["Cache-Control"]


def test_ana_signs_and_reads_what_was_recorded(as_, world, half_day):
    page = address("sign", half_day)
    response = as_(world.ana).post(page, {"code": f" {code_of(half_day)[:3]} {code_of(half_day)[3:]} "}, follow=True)
    row = SignOff.objects.get()
    assert row.statement_hash in text_of(response)
    assert row.device == "" and len(row.address_hash) == 64 and "127.0.0.1" not in row.address_hash
    assert as_(world.ana).post(page, {"code": "000000"}).status_code == 302  # the other tab
    assert SignOff.objects.count() == 1


def test_a_code_that_changed_is_asked_for_again_and_not_offered_again(as_, world, half_day):
    old = code_of(half_day, timezone.now() - timedelta(minutes=5))
    response = as_(world.ana).post(address("sign", half_day), {"code": old})
    assert "changes every half minute" in text_of(response) and old not in response.content.decode()
    assert not SignOff.objects.exists()


def test_the_browser_and_the_address_leave_no_more_than_a_trace(as_, world, half_day):
    as_(world.ana).post(address("sign", half_day), {"code": code_of(half_day)}, HTTP_USER_AGENT="x" * 500)
    assert SignOff.objects.get().device == "x" * 200


def test_ana_cannot_name_another_person_in_what_she_posts(as_, world, half_day):
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))
    Booking.objects.create(session=half_day.session, enrolment=nour, state="booked")
    data = {"code": code_of(half_day), "enrolment": nour.public_id, "signer": nour.public_id, "person": nour.person_id}
    as_(world.ana).post(address("sign", half_day), data)
    assert SignOff.objects.get().person == world.ana


def test_a_learner_without_a_seat_is_told_what_to_do(as_, world, half_day):
    Booking.objects.all().delete()
    response = as_(world.ana).get(address("sign", half_day), {"code": code_of(half_day)})
    assert "Ask your trainer to add you" in text_of(response)
    as_(world.ana).post(address("sign", half_day), {"code": code_of(half_day)})
    assert not SignOff.objects.exists()


def test_who_types_the_code_is_led_to_the_one_half_day_that_is_open(as_, world, half_day):
    assert as_(world.ana).get(reverse("agenda:sign_now")).headers["Location"] == address("sign", half_day)
    make_half_day(world, minutes_ago=-5)
    make_half_day(world, minutes_ago=-300)
    assert text_of(as_(world.ana).get(reverse("agenda:sign_now"))).count("from") == 2


def test_with_nothing_to_sign_the_page_says_so(as_, world):
    assert "Nothing to sign now" in text_of(as_(world.otto).get(reverse("agenda:sign_now")))


@pytest.mark.parametrize("minutes_ago", [-60, 180 + 25 * 60])
def test_too_early_and_too_late_there_is_no_form(as_, world, minutes_ago):
    half_day = make_half_day(world, minutes_ago=minutes_ago)
    assert 'name="code"' not in as_(world.ana).get(address("sign", half_day)).content.decode()


# Bo's screen


def test_bo_shows_the_code_and_a_qr_of_an_absolute_address(as_, world, half_day, settings):
    settings.SITE_ORIGIN = "https://cordee.example"
    response = as_(world.bo).get(address("signing", half_day))
    code = code_of(half_day)
    assert f"{code[:3]} {code[3:]}" in text_of(response)
    html = response.content.decode()
    assert "<svg" in html and "cordee.example" in html and " style=" not in html
    assert str(half_day.secret) not in html


def test_the_address_of_a_session_leads_to_the_half_day_that_runs_and_afterwards_to_the_sheet(as_, world, half_day):
    page = reverse("agenda:signing", args=[half_day.session.public_id])
    assert as_(world.bo).get(page).headers["Location"] == address("signing", half_day)
    HalfDay.objects.update(ends_at=timezone.now() - timedelta(minutes=1))
    assert as_(world.bo).get(page).headers["Location"] == address("sheet", half_day)


def test_the_part_that_refreshes_comes_alone(as_, world, half_day):
    response = as_(world.bo).get(address("signing", half_day), headers={"HX-Request": "true"})
    html = response.content.decode()
    assert "<html" not in html and "Ana Ferreira" in html and "<form" not in html


def test_a_screen_left_open_after_the_session_ended_loads_again(client, world, half_day):
    response = client.get(address("signing", half_day), headers={"HX-Request": "true"})
    assert response.headers["HX-Refresh"] == "true"
    assert "/account/login/" in client.get(address("signing", half_day)).headers["Location"]


def test_before_the_time_and_after_closing_no_code_is_shown(as_, world, half_day):
    early = make_half_day(world, minutes_ago=-60)
    assert "signing-digits" not in as_(world.bo).get(address("signing", early)).content.decode()
    response = as_(world.bo).post(address("signing", half_day), follow=True)
    html = response.content.decode()
    assert "signing-digits" not in html and "hx-get" not in html and "Bo Berger" in text_of(response)


def test_ana_taps_her_name_on_the_trainers_phone(as_, world, half_day):
    page = address("signing_person", half_day, world.enrolment.public_id)
    assert "I am Ana Ferreira" in text_of(as_(world.bo).get(page))
    for _ in range(2):
        as_(world.bo).post(page)
    assert (SignOff.objects.get().method, SignOff.objects.get().entered_by) == ("device", world.bo)


def test_bo_notes_an_absence_with_its_reason(as_, world, half_day):
    page = address("signing_person", half_day, world.enrolment.public_id)
    assert "Say why" in text_of(as_(world.bo).post(page, {"state": "absent", "reason": " "}))
    assert "Say why" in text_of(as_(world.bo).post(page, {"state": "absent"}))
    response = as_(world.bo).post(page, {"state": "absent", "reason": "Malade"}, follow=True)
    assert "Absent, Malade" in text_of(response)


def test_bo_adds_who_walked_in(as_, world, half_day):
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))
    page = address("signing_add", half_day)
    assert "Nour" in text_of(as_(world.bo).get(page, {"q": "nou"}))
    for _ in range(2):
        as_(world.bo).post(page, {"signer": nour.public_id})
    assert Booking.objects.get(enrolment=nour).made_by == world.bo
    for rubbish in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert as_(world.bo).post(page, {"signer": rubbish}).status_code == 404


def test_a_coach_who_leads_finds_only_the_people_she_coaches(as_, world):
    half_day = make_half_day(world, trainer=world.chloe)
    nour = enrol_learner(world, make_person("Nour", world.organisation, Role.LEARNER))
    page = address("signing_add", half_day)
    assert "Nour" not in text_of(as_(world.chloe).get(page))
    as_(world.chloe).post(page, {"signer": nour.public_id})
    assert not Booking.objects.filter(enrolment=nour).exists()


def test_dora_enters_a_paper_sheet(as_, world, half_day):
    page, key = address("paper", half_day), world.enrolment.public_id
    assert "Say why" in text_of(as_(world.dora).post(page, {f"{key}-state": "late"}))
    as_(world.dora).post(page, {f"{key}-state": "late", f"{key}-reason": "Bus", f"{key}-minutes_late": "25"})
    row = SignOff.objects.get()
    assert (row.method, row.minutes_late, row.reason) == ("paper", 25, "Bus")
    assert "Everybody has a line already" in text_of(as_(world.dora).get(page))
    as_(world.dora).post(page, {f"{key}-state": "absent", f"{key}-reason": "x"})
    assert SignOff.objects.count() == 1


def test_a_struck_line_stays_readable_on_the_sheet(as_, world, half_day):
    row = sign.sign_on_device(half_day, world.enrolment, world.bo, Tap()).sign_off
    page = reverse("agenda:correct", args=[row.public_id])
    data = {"why": "Elle était chez le médecin", "state": "absent", "reason": "Santé"}
    assert "Say why" in text_of(as_(world.bo).post(page, {**data, "reason": ""}))
    response = as_(world.bo).post(page, data, follow=True)
    html = response.content.decode()
    assert "<del>Ana Ferreira" in html and "Elle était chez le médecin" in html
    assert as_(world.bo).post(page, data).status_code == 302
    assert SignOff.objects.count() == 2
    assert "struck already" in text_of(as_(world.bo).get(page))


def test_a_trainers_line_is_corrected_with_ones_own_signature(as_, world, half_day):
    row = sign.close(half_day, world.dora, Tap()).sign_off
    as_(world.bo).post(reverse("agenda:correct", args=[row.public_id]), {"why": "C'était ma séance"})
    assert SignOff.objects.get(role="trainer", cancelled_at=None).person == world.bo


def test_a_session_that_was_cancelled_shows_no_code(as_, world, half_day):
    Session.objects.update(state="cancelled")
    assert "signing-digits" not in as_(world.bo).get(address("signing", half_day)).content.decode()
    assert "cancelled" in text_of(as_(world.ana).get(address("sign", half_day)))


# Who is not there


def test_the_trainers_screens_are_for_who_leads(as_, world, half_day):
    row = sign.mark(half_day, world.enrolment, Word(State.ABSENT, "Malade"), world.bo).sign_off
    pages = [
        address("signing", half_day),
        address("signing_add", half_day),
        address("paper", half_day),
        address("signing_person", half_day, world.enrolment.public_id),
        address("sheet", half_day),
        address("sheet_pdf", half_day),
        reverse("agenda:correct", args=[row.public_id]),
    ]
    for page in pages:
        for name, status in {"ana": 403, "eva": 403, "chloe": 403, "otto": 404, "dora": 200, "admin": 200}.items():
            assert as_(world.people[name]).get(page).status_code == status, (page, name)
            if status != 200 and not page.startswith(address("sheet", half_day)):
                assert as_(world.people[name]).post(page).status_code == status
    assert SignOff.objects.count() == 1


def test_the_learners_page_is_for_learners_of_the_session(as_, world, half_day):
    page = address("sign", half_day)
    for name, status in {"bo": 403, "eva": 403, "dora": 403, "otto": 404}.items():
        assert as_(world.people[name]).get(page, {"code": code_of(half_day)}).status_code == status
        assert as_(world.people[name]).post(page, {"code": code_of(half_day)}).status_code == status
    assert not SignOff.objects.exists()


def test_the_screen_costs_the_same_with_more_people(as_, world, half_day, django_assert_max_num_queries):
    for number in range(12):
        enrolment = enrol_learner(world, make_person(f"P{number}", world.organisation, Role.LEARNER))
        Booking.objects.create(session=half_day.session, enrolment=enrolment, state="booked")
        sign.sign_on_device(half_day, enrolment, world.bo, Tap())
    client = as_(world.bo)
    with django_assert_max_num_queries(12):
        client.get(address("signing", half_day))
    with django_assert_max_num_queries(8):
        client.get(address("signing", half_day), headers={"HX-Request": "true"})
    with django_assert_max_num_queries(12):
        client.get(address("sheet", half_day))
