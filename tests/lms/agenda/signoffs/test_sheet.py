"""The sheet: everything ever written of a session, on screen and as the exact PDF, with a hash of all of it."""

import shutil
import subprocess
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from lms.agenda.half_days import Span, cut, instant
from lms.agenda.models import AgendaRules, HalfDay, SignOff
from lms.agenda.pdf import render
from lms.agenda.signoffs import sign
from lms.agenda.signoffs.printing import printed
from lms.agenda.signoffs.sheet import sheet_of
from lms.agenda.signoffs.words import Tap, Word
from lms.people import privacy
from lms.people.models import Role
from tests.factories import World, enrol_learner, make_person
from tests.lms.agenda.factories import make_booking, make_session, make_venue
from tests.lms.agenda.signoffs.room import State, tap


def read(page: bytes, tmp_path) -> str:
    """Its text, where poppler's tools are installed."""
    (tmp_path / "sheet.pdf").write_bytes(page)
    done = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "sheet.pdf"), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def printed_sheet(half_day: HalfDay) -> dict:
    return printed(sheet_of(half_day.session))


def test_the_sheet_names_all_that_funders_ask_for(world, half_day):
    AgendaRules.objects.create(organisation=world.organisation, registration_number="75 87 00123 87")
    half_day.session.venue = make_venue(world)
    half_day.session.save()
    sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    sign.close(half_day, world.bo, Tap())
    facts = printed_sheet(half_day)
    about = {each["label"]: each["value"] for each in facts["about"]}
    assert about["Training action"] == world.journey.title
    assert about["Reference"] == "J1 / S11"
    assert about["Training provider"] == "Organisation club"
    assert about["Registration number"] == "75 87 00123 87"
    assert about["Place"] == "Maison SIEGE, 1 rue du Pont"
    assert about["Trainer"] == "Bo Berger"
    [group] = facts["groups"]
    ana, bo = group["rows"]
    row = SignOff.objects.get(role="learner")
    assert ana["name"] == "Ana Ferreira" and ana["cells"][0]["mark"] == row.statement_hash[:12]
    assert "with the code shown in the room" in ana["cells"][0]["signed"]
    assert bo["cells"][0]["state"] == "Bo Berger" and bo["cells"][0]["mark"]
    assert "Europe/Paris" in facts["foot"] and sheet_of(half_day.session).sha256 in facts["foot"]


def test_the_pdf_is_accessible_and_says_the_same(as_pdf, world, half_day, tmp_path):
    half_day.session.title = "Parler de #son *projet* $x$ @ici"
    half_day.session.save()
    old = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    sign.cancel_and_replace(old, world.bo, "Elle est *partie*", Word(State.ABSENT, "#pagebreak()"), Tap())
    page = as_pdf(world.bo, half_day)
    assert page.startswith(b"%PDF-") and b"pdfuaid" in page
    if shutil.which("pdftotext") is None:
        return
    text = read(page, tmp_path)
    assert "Parler de #son *projet* $x$ @ici" in text and "#pagebreak()" in text
    assert "Elle est *partie*" in text and sheet_of(half_day.session).sha256 in text


@pytest.fixture
def as_pdf(client):
    def ask(person, half_day) -> bytes:
        client.force_login(person)
        response = client.get(reverse("agenda:sheet_pdf", args=[half_day.session.public_id]))
        assert response["Content-Type"] == "application/pdf"
        return response.content

    return ask


def test_the_hash_stays_until_something_is_added(world, half_day):
    hashes = [sheet_of(half_day.session).sha256, sheet_of(half_day.session).sha256]
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    hashes.append(sheet_of(half_day.session).sha256)
    sign.close(half_day, world.bo, Tap())
    hashes.append(sheet_of(half_day.session).sha256)
    sign.cancel_and_replace(row, world.bo, "Erreur", None, Tap())
    hashes.append(sheet_of(half_day.session).sha256)
    assert hashes[0] == hashes[1] and len(set(hashes)) == 4


def test_the_hash_outlives_the_name(world, half_day):
    sign.sign(half_day, world.enrolment, world.ana, tap(half_day))
    before = sheet_of(half_day.session).sha256
    privacy.erase(world.ana)
    sheet = sheet_of(half_day.session)
    assert sheet.sha256 == before and sheet.learners[0].name == "Name erased"
    assert render("sheet", printed(sheet)).startswith(b"%PDF-")


def test_a_week_of_five_days_makes_ten_half_days_on_one_sheet(world):
    """domain.md A13, AC1."""
    session = week(world)
    enrolment = world.enrolment
    make_booking(session, enrolment)
    for half_day in session.half_days.all():
        sign.enter_paper(half_day, [(enrolment, Word(State.PRESENT))], world.dora)
    sheet = sheet_of(session)
    assert len(sheet.parts) == 10 == SignOff.objects.count()
    assert [part.title.rpartition(", ")[2] for part in sheet.parts] == ["morning", "afternoon"] * 5
    facts = printed(sheet)
    assert [len(group["headings"]) - 1 for group in facts["groups"]] == [4, 4, 2]
    assert render("sheet", facts).startswith(b"%PDF-")


def week(world: World):
    """Five days of 9:30-13:00 and 14:00-17:30, over the night that winter time begins, long ago."""
    zone = world.organisation.zone
    days = [date(2025, 10, 23) + timedelta(days=number) for number in range(5)]
    spans = [
        Span(instant(day, start, zone), instant(day, end, zone))
        for day in days
        for start, end in ((time(9, 30), time(13)), (time(14), time(17, 30)))
    ]
    session = make_session(world, spans[0].starts_at, 60, ends_at=spans[-1].ends_at)
    session.half_days.all().delete()
    for part, piece in enumerate(cut(spans, zone, time(13)), start=1):
        HalfDay.objects.create(session=session, part=part, starts_at=piece.starts_at, ends_at=piece.ends_at)
    return session


def test_hours_are_those_of_the_organisation_also_across_a_clock_change(world):
    sheet = sheet_of(week(world))
    assert "Europe/Paris (UTC+02:00, UTC+01:00)" in printed(sheet)["foot"]
    assert {part.hours for part in sheet.parts} == {"09:30 - 13:00", "14:00 - 17:30"}
    first, last = sheet.parts[0].half_day, sheet.parts[8].half_day
    assert first.starts_at == datetime(2025, 10, 23, 7, 30, tzinfo=UTC)
    assert last.starts_at == datetime(2025, 10, 27, 8, 30, tzinfo=UTC)


def test_a_long_list_goes_over_several_pages(world, half_day):
    for number in range(40):
        person = make_person(
            f"Personne au nom assez long {number}", world.organisation, Role.LEARNER, email=f"p{number}@x.org"
        )
        enrolment = enrol_learner(world, person)
        make_booking(half_day.session, enrolment)
        sign.sign_on_device(half_day, enrolment, world.bo, Tap())
    assert render("sheet", printed_sheet(half_day)).startswith(b"%PDF-")
