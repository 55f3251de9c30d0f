"""Signing in the room: Bo shows the code, Ana signs on her phone, he closes; without JavaScript as well."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from lms.agenda.models import SignOff
from lms.agenda.signoffs import sign
from lms.agenda.signoffs.words import Tap, Word
from tests.browser.conftest import LAPTOP, PHONE, faults_of, follow, overflow_of
from tests.lms.agenda.signoffs.room import code_of, make_half_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_bo_shows_the_code_ana_signs_and_bo_sees_it_and_closes(walk, open_as):
    half_day = make_half_day(walk.world)
    bo = open_as(walk.world.bo, viewport=LAPTOP)
    told = []
    bo.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
    bo.goto(reverse("agenda:signing", args=[half_day.session.public_id, 1]))
    assert faults_of(bo) == "" and overflow_of(bo) <= 0
    bo.set_viewport_size(PHONE)
    assert faults_of(bo) == "" and overflow_of(bo) <= 0
    shown = re.sub(r"\D", "", bo.locator(".signing-digits").inner_text())

    ana = open_as(walk.world.ana, viewport=PHONE, javascript=False)
    ana.goto(reverse("agenda:sign", args=[half_day.session.public_id, 1]) + f"?code={shown}")
    expect(ana.locator("#code")).to_have_value(shown)
    assert overflow_of(ana) <= 0
    ana.fill("#code", code_of(half_day))
    follow(ana.locator("main form button[type=submit]"))
    expect(ana.locator("main [role=status]")).to_contain_text(SignOff.objects.get().statement_hash)

    expect(bo.locator(".knot-done")).to_have_count(1, timeout=15_000)  # by itself
    follow(bo.locator("main form button[type=submit]"))
    expect(bo.locator(".message-success").first).to_be_visible()
    expect(bo.locator(".signing-digits")).to_have_count(0)
    assert told == []
    follow(bo.get_by_role("link", name=re.compile("Correct|Corriger")).first)
    assert faults_of(bo) == "" and overflow_of(bo) <= 0


def test_the_device_goes_round_and_the_sheet_is_read(walk, open_as):
    half_day = make_half_day(walk.world)
    bo = open_as(walk.world.bo, viewport=PHONE, javascript=False)
    bo.goto(reverse("agenda:signing", args=[half_day.session.public_id, 1]))
    follow(bo.get_by_role("link", name="Ana Ferreira"))
    assert overflow_of(bo) <= 0
    follow(bo.locator(".card-now button[type=submit]"))
    expect(bo.locator(".knot-done")).to_have_count(1)
    sign.cancel_and_replace(SignOff.objects.get(), walk.world.bo, "Partie", Word(SignOff.State.ABSENT, "x"), Tap())

    dora = open_as(walk.world.dora, viewport=PHONE)
    dora.goto(reverse("agenda:sheet", args=[half_day.session.public_id]))
    expect(dora.locator("del")).to_contain_text("Ana Ferreira")
    for name in ("signing_add", "paper"):
        assert faults_of(dora) == "" and overflow_of(dora) <= 0
        dora.goto(reverse(f"agenda:{name}", args=[half_day.session.public_id, 1]))
    assert faults_of(dora) == "" and overflow_of(dora) <= 0


def test_ana_types_the_code_without_a_qr(walk, open_as):
    half_day = make_half_day(walk.world)
    ana = open_as(walk.world.ana, viewport=PHONE)
    ana.goto(reverse("agenda:sign_now"))
    assert faults_of(ana) == ""
    ana.fill("#code", "000000")
    follow(ana.locator("main form button[type=submit]"))
    expect(ana.locator(".message-error")).to_be_visible()
    expect(ana.locator("#code")).to_have_value("")
    assert faults_of(ana) == "" and overflow_of(ana) <= 0
    ana.fill("#code", code_of(half_day))
    follow(ana.locator("main form button[type=submit]"))
    expect(ana.locator("h1")).to_be_visible()
    assert faults_of(ana) == "" and SignOff.objects.get().person == walk.world.ana
