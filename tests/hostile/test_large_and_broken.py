"""Requests that are too large, not text, or numbers beyond measure: a sentence, never a fault of the site."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from courses.acts import make_act

pytestmark = pytest.mark.django_db
HUGE = "9" * 30
MEGABYTES_3 = "x" * 3 * 1024 * 1024


def signed_in(person) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(person)
    return client


def is_said(response) -> bool:
    """A page of ours with a sentence, and not Django's "Bad Request (400)"."""
    text = response.content.decode()
    return 'class="lead"' in text and "Bad Request" not in text


def test_a_form_that_is_too_large_is_answered_in_words_and_nothing_is_kept(site):
    act = make_act(site.seat.pk)
    for name in ("done", "send"):
        address = reverse(f"courses:{name}", args=[site.walk.activities[0].translation_key])
        response = signed_in(site.walk.world.ana).post(address, {"key": act, "text": MEGABYTES_3})
        assert response.status_code == 413
        assert is_said(response)
    assert site.stored() == (0, 0, 0, 0)


def test_a_form_of_ten_thousand_fields_is_answered_in_words(site):
    address = reverse("courses:send", args=[site.walk.activities[0].translation_key])
    fields = {f"a{number}": "1" for number in range(10_000)}
    response = signed_in(site.walk.world.ana).post(address, {"key": make_act(site.seat.pk), **fields})
    assert (response.status_code, is_said(response)) == (400, True)


def test_a_message_of_a_player_that_is_too_large_is_answered_in_words(site):
    for address in (reverse("h5p:send"), reverse("h5p:renew")):
        response = Client().post(address, json.dumps({"token": MEGABYTES_3}), content_type="application/json")
        assert response.status_code in (400, 401, 413)
        assert response.json()["error"]


@pytest.mark.parametrize("who", ["dora", "chloe", "bo", "eva", "admin"])
def test_no_search_and_no_filter_breaks(site, who):
    world, client = site.walk.world, signed_in(site.walk.world.people[who])
    lists = [
        reverse("courses:learners"),
        reverse("people:members", args=[world.organisation.code]),
        reverse("reports:matrix", args=[world.journey.key]),
        reverse("reports:matrix_csv", args=[world.journey.key]),
        reverse("reports:index"),
    ]
    for address in lists:
        for value in ("\x00", "a\x00b", "\ud800".encode("utf-8", "surrogatepass"), HUGE, "-1", "%", "'", "x" * 5000):
            asked = dict.fromkeys(("q", "page", "role", "cohort", "state", "block", "sort"), value)
            response = client.get(address, asked)
            content = b"".join(response.streaming_content) if response.streaming else response.content
            assert response.status_code < 500, (address, value)
            assert content is not None


def test_no_number_in_an_address_breaks(site):
    world = site.walk.world
    evidence = "00000000-0000-0000-0000-000000000000"
    for number in (HUGE, 2**63, 2**63 - 1, 2**31):
        addresses = [
            f"/fr/reports/learners/{site.seat.public_id}/{number}/",
            f"/fr/reports/learners/{site.seat.public_id}/evidence/{evidence}/{number}/",
            reverse("courses:judge", args=[site.seat.public_id, int(number)]),
            f"/documents/{number}/x.pdf",
        ]
        for address in addresses:
            assert signed_in(world.bo).get(address).status_code == 404, address


def test_a_judgement_beyond_measure_is_refused_in_words(site):
    address = reverse("courses:judge", args=[site.seat.public_id, site.walk.world.indicator().pk])
    client = signed_in(site.walk.world.bo)
    for value in ("NaN", "Infinity", "-1", "1e400", HUGE, "7,5,5", "٧٧٧٧٧٧٧٧٧٧٧٧٧", "\x00"):
        response = client.post(address, {"value": value, "key": make_act(site.seat.pk), "comment": "x"})
        assert response.status_code == 200, value
        assert response.context["form"].errors, value
    assert site.stored() == (0, 0, 0, 0)


def test_words_that_no_database_keeps_are_refused_or_cleaned(site):
    address = reverse("courses:judge", args=[site.seat.public_id, site.walk.world.indicator().pk])
    for comment in ("a\x00b", "x" * 100_000):
        response = signed_in(site.walk.world.bo).post(
            address, {"value": "7", "key": make_act(site.seat.pk), "comment": comment}
        )
        assert response.status_code == 200
        assert response.context["form"].errors
    assert site.stored() == (0, 0, 0, 0)


def test_a_picture_where_a_form_was_expected_is_no_fault(site):
    address = reverse("courses:send", args=[site.walk.activities[0].translation_key])
    body = {"key": make_act(site.seat.pk), "file": SimpleUploadedFile("a.png", b"\x89PNG" + b"\x00" * 1000)}
    assert signed_in(site.walk.world.ana).post(address, body).status_code == 302
    raw = signed_in(site.walk.world.ana).post(address, b"\xff\xfe\x00{", content_type="application/json")
    assert raw.status_code == 302
    broken = "multipart/form-data; boundary=x"
    assert signed_in(site.walk.world.ana).post(address, b"--x\r\n\x00", content_type=broken).status_code in (302, 400)
    assert site.stored() == (0, 0, 0, 0)
