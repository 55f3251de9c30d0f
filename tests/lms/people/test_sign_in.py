"""Getting in: by password, by a code, with a second key; and being kept out, in words."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from lms.people.models import Person, Role
from tests.factories import PASSWORD, make_organisation, make_person

pytestmark = pytest.mark.django_db
SIGN_IN, CODE, CONFIRM = "/account/login/", "/account/login/code/", "/account/login/code/confirm/"


@pytest.fixture(autouse=True)
def no_memory_of_other_tests():
    cache.clear()


@pytest.fixture
def ana() -> Person:
    return make_person("Ana Ferreira", make_organisation(), Role.LEARNER)


def signs_in(client, email="ana@example.org", password=PASSWORD, **more):
    return client.post(SIGN_IN, {"login": email, "password": password, **more})


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def code_in(message) -> str:
    found = re.search(r"\b\d{4}-\d{4}\b", message.body)
    assert found, message.body
    return found.group()


def test_ana_signs_in_with_her_address_and_password(client, ana):
    assert signs_in(client).url == reverse("people:home")
    assert is_in(client)


def test_capitals_in_the_address_do_not_matter(client, ana):
    signs_in(client, email="Ana@Example.ORG")
    assert is_in(client)


def test_a_wrong_password_and_an_unknown_address_get_the_same_words(client, ana):
    wrong, unknown = signs_in(client, password="no"), signs_in(client, email="nobody@example.org")
    assert wrong.status_code == unknown.status_code == 200
    assert wrong.context["form"].errors == unknown.context["form"].errors
    assert not is_in(client)


def test_the_session_ends_with_the_browser_unless_one_asks_to_stay(client, ana):
    signs_in(client)
    assert client.session.get_expire_at_browser_close()
    client.logout()
    signs_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()
    assert client.session.get_expiry_age() == 14 * 24 * 3600


def test_after_five_wrong_passwords_the_account_waits_even_for_the_right_one(client, ana):
    for _attempt in range(5):
        signs_in(client, password="wrong")
    response = signs_in(client)
    assert not is_in(client)
    assert response.context["form"].errors


def test_one_room_of_twenty_people_may_sign_in_at_once(client):
    club = make_organisation()
    for number in range(20):
        make_person("A", club, email=f"a{number}@example.org")
        signs_in(client, email=f"a{number}@example.org")
        assert is_in(client)
        client.logout()


def test_hammering_the_door_from_one_place_is_answered_in_words(client, ana):
    statuses = [signs_in(client, email=f"x{number}@example.org").status_code for number in range(61)]
    assert statuses[-1] == 429
    assert "errorlist" not in signs_in(client).content.decode()


def test_ana_who_lost_her_password_comes_in_by_a_code(client, ana):
    assert client.post(CODE, {"email": "ana@example.org"}).url == CONFIRM
    (message,) = mail.outbox
    assert message.to == ["ana@example.org"]
    assert client.post(CONFIRM, {"code": code_in(message)}).url == reverse("people:home")
    assert is_in(client)


def test_somebody_invited_who_has_no_password_comes_in_by_a_code(client, ana):
    ana.set_unusable_password()
    ana.save()
    client.post(CODE, {"email": "ana@example.org"})
    client.post(CONFIRM, {"code": code_in(mail.outbox[0])})
    assert is_in(client)


def test_a_wrong_code_three_times_ends_the_attempt(client, ana):
    client.post(CODE, {"email": "ana@example.org"})
    code = code_in(mail.outbox[0])
    for _attempt in range(3):
        client.post(CONFIRM, {"code": "0000-0000"})
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_a_code_opens_once(client, ana):
    client.post(CODE, {"email": "ana@example.org"})
    code = code_in(mail.outbox[0])
    client.post(CONFIRM, {"code": code})
    client.post("/account/logout/")
    client.post(CONFIRM, {"code": code})
    assert not is_in(client)


def test_a_code_asked_for_an_unknown_address_looks_the_same(client, ana):
    assert client.post(CODE, {"email": "nobody@example.org"}).url == CONFIRM
    assert not [message for message in mail.outbox if re.search(r"\d{4}-\d{4}", message.body)]
    assert "signup" not in "".join(message.body for message in mail.outbox)


def test_a_fourth_code_within_a_minute_has_to_wait(client, ana):
    for _attempt in range(4):
        client.post(CODE, {"email": "ana@example.org"})
        client.session.flush()
    assert len(mail.outbox) == 3


def test_a_closed_account_does_not_open(client, ana):
    Person.objects.update(is_active=False)
    signs_in(client)
    assert not is_in(client)


def test_nobody_registers_alone(client):
    form = {"email": "new@example.org", "password1": PASSWORD}
    assert "new@example.org" not in client.get("/account/signup/").content.decode()
    client.post("/account/signup/", form)
    assert not Person.objects.exists()


def test_a_forgotten_password_is_chosen_again_by_a_link(client, ana):
    client.post("/account/password/reset/", {"email": "ana@example.org"})
    link = re.search(r"/account/password/reset/key/\S+", mail.outbox[0].body).group()
    form_address = client.get(link).url
    client.post(form_address, {"password1": "another good password", "password2": "another good password"})
    signs_in(client, password="another good password")
    assert is_in(client)


def test_a_short_or_common_password_is_refused(client, ana):
    client.force_login(ana)
    for chosen in ("short", "password123"):
        client.post("/account/password/change/", {"oldpassword": PASSWORD, "password1": chosen, "password2": chosen})
        ana.refresh_from_db()
        assert ana.check_password(PASSWORD)


def current_code(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def test_ana_activates_a_second_key_and_is_asked_for_it_next_time(client, ana):
    signs_in(client)
    page = client.get("/account/2fa/totp/activate/", follow=True)
    assert page.redirect_chain[-1][0].startswith("/account/reauthenticate/")
    page = client.post(page.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert page.status_code == 200 and "data:image/svg+xml" in page.content.decode()
    secret = page.context["form"].secret
    client.post("/account/2fa/totp/activate/", {"code": current_code(secret)})
    assert set(Authenticator.objects.filter(user=ana).values_list("type", flat=True)) == {"totp", "recovery_codes"}
    client.post("/account/logout/")
    cache.clear()  # the same code opens once; the clock has moved on for Ana
    assert signs_in(client).url == reverse("mfa_authenticate")
    assert not is_in(client)
    client.post(reverse("mfa_authenticate"), {"code": current_code(secret)})
    assert is_in(client)


def test_the_second_key_is_asked_for_after_a_code_by_e_mail_too(client, ana):
    TOTP.activate(ana, generate_totp_secret())
    client.post(CODE, {"email": "ana@example.org"})
    assert client.post(CONFIRM, {"code": code_in(mail.outbox[-1])}).url == reverse("mfa_authenticate")
    assert not is_in(client)


def test_a_spare_code_opens_when_the_telephone_is_lost(client, ana):
    TOTP.activate(ana, generate_totp_secret())
    spare = RecoveryCodes.activate(ana).get_unused_codes()[0]
    signs_in(client)
    client.post(reverse("mfa_authenticate"), {"code": spare})
    assert is_in(client)


def test_signing_out_asks_for_a_click_so_that_no_picture_can_do_it(client, ana):
    client.force_login(ana)
    client.get("/account/logout/")
    assert is_in(client)
    client.post("/account/logout/")
    assert not is_in(client)


def test_a_new_address_counts_once_it_is_confirmed(client, ana):
    signs_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": "Ana.New@example.org", "action_add": ""})
    ana.refresh_from_db()
    assert ana.email == "ana@example.org"
    message = next(each for each in mail.outbox if each.to == ["ana.new@example.org"])
    client.post(re.search(r"/account/confirm-email/\S+", message.body).group())
    ana.refresh_from_db()
    assert ana.email == "ana.new@example.org"


def test_an_address_that_is_somebody_else_s_cannot_be_taken(client, ana):
    make_person("Bo")
    signs_in(client)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.post("/account/email/", {"email": "BO@example.org", "action_add": ""})
    for message in mail.outbox:
        assert "confirm-email" not in message.body
    assert Person.objects.filter(email="bo@example.org").count() == 1


def test_a_new_address_is_asked_for_with_the_password(client, ana):
    client.force_login(ana)
    client.post("/account/email/", {"email": "thief@example.org", "action_add": ""})
    assert not mail.outbox


@pytest.mark.parametrize("address", [SIGN_IN, CODE, "/account/password/reset/"])
def test_a_visitor_chooses_the_language_of_the_entrance(client, address):
    page = client.get(f"{address}?next=/fr/mon-parcours/").content.decode()
    assert '<html lang="fr">' in page
    assert re.search(r'<button[^>]*name="language" value="en"', page)
    chosen = client.post(reverse("set_language"), {"language": "en", "next": f"{address}?next=/fr/mon-parcours/"})
    assert chosen["Location"] == f"{address}?next=/fr/mon-parcours/"
    assert '<html lang="en">' in client.get(chosen["Location"]).content.decode()


def test_whoever_is_signed_in_keeps_the_language_of_their_account(client, ana):
    client.force_login(ana)
    assert 'name="language" value="en" lang' not in client.get("/account/2fa/").content.decode()
