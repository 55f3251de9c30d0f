"""A person's own pages and an organisation's list of people, through the site as they are used."""

import json
import re

import pytest
from django.core import mail

from lms.people import access
from lms.people.models import ErasureRequest, Membership, Organisation, Person, Role
from tests.factories import make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world(blocks=1)


def as_(client, person):
    client.force_login(person)
    return client


LANDING = {
    "ana": "/en/my-journey/",
    "bo": "/en/reports/",
    "chloe": "/en/my-learners/",
    "dora": "/en/agenda/day/",
    "eva": "/en/reports/",
    "emile": "/admin/",
    "gaelle": "/en/",
}


@pytest.mark.parametrize("who", LANDING)
def test_each_lands_where_their_work_is(client, world, who):
    world.people[who].language = "en"
    world.people[who].save()
    assert as_(client, world.people[who]).get("/account/home/").url == LANDING[who]


def test_a_person_changes_their_own_name_telephone_and_language(client, world):
    as_(client, world.ana).post("/account/", {"name": "Ana F.", "phone": "06 00", "language": "en"})
    world.ana.refresh_from_db()
    assert (world.ana.name, world.ana.phone, world.ana.language) == ("Ana F.", "06 00", "en")


def test_nobody_changes_their_address_or_rights_by_adding_a_field(client, world):
    form = {"name": "Ana", "language": "fr", "email": "x@example.org", "is_superuser": "on"}
    as_(client, world.ana).post("/account/", form)
    world.ana.refresh_from_db()
    assert world.ana.email == "ana@example.org" and not world.ana.is_superuser


def test_a_person_downloads_their_own_data_and_no_cache_keeps_it(client, world):
    response = as_(client, world.ana).get("/account/data/download/")
    assert json.loads(response.content)["people"]["email"] == "ana@example.org"
    assert response["Cache-Control"] == "no-store"
    assert re.fullmatch(r'attachment; filename="cordee-\d{4}-\d\d-\d\d\.json"', response["Content-Disposition"])


def test_asking_twice_to_be_erased_is_asking_once(client, world):
    as_(client, world.ana)
    client.post("/account/data/erase/")
    client.post("/account/data/erase/")
    assert ErasureRequest.objects.get().person == world.ana
    assert Person.objects.filter(pk=world.ana.pk).exists()


def test_a_link_cannot_ask_for_erasure(client, world):
    assert as_(client, world.ana).get("/account/data/erase/").status_code == 405


def test_the_administrator_sees_the_request_and_erases(client, world):
    ErasureRequest.objects.create(person=world.ana, person_key=world.ana.public_id)
    as_(client, world.admin)
    address = f"/people/club/{world.ana.public_id}/erase/"
    assert address in client.get("/people/club/").content.decode()
    assert client.post(address, {"decision": "erase"}).url == "/people/club/"
    assert not Person.objects.filter(email="ana@example.org").exists()
    assert ErasureRequest.objects.get().decided_by == world.admin


def test_a_refusal_needs_a_reason_and_the_person_reads_it(client, world):
    ErasureRequest.objects.create(person=world.ana, person_key=world.ana.public_id)
    address = f"/people/club/{world.ana.public_id}/erase/"
    as_(client, world.admin)
    assert client.post(address, {"decision": "refuse"}).status_code == 200
    client.post(address, {"decision": "refuse", "answer": "La loi nous demande votre attestation."})
    assert "La loi nous demande votre attestation." in as_(client, world.ana).get("/account/data/").content.decode()
    assert Person.objects.filter(pk=world.ana.pk).exists()


def test_a_coordinator_does_not_erase(client, world):
    as_(client, world.dora)
    assert client.post(f"/people/club/{world.ana.public_id}/erase/", {"decision": "erase"}).status_code == 403
    assert Person.objects.filter(pk=world.ana.pk).exists()


def test_a_coordinator_invites_a_learner_who_comes_in_without_a_password(client, world):
    form = {"email": "Nora@Example.org", "name": "Nora N", "roles": ["learner"]}
    assert as_(client, world.dora).post("/people/club/invite/", form).url == "/people/club/"
    nora = Person.objects.get(email="nora@example.org")
    assert access.roles(nora) == {world.organisation.pk: {Role.LEARNER}}
    assert not nora.has_usable_password()
    assert mail.outbox[0].to == ["nora@example.org"]
    assert "http://testserver/account/login/code/" in mail.outbox[0].body


def test_a_coordinator_cannot_make_an_administrator(client, world):
    form = {"email": "n@example.org", "name": "N", "roles": ["admin"]}
    assert as_(client, world.dora).post("/people/club/invite/", form).status_code == 200
    address = f"/people/club/{world.ana.public_id}/"
    as_(client, world.dora).post(address, {"roles": ["admin", "learner"]})
    assert not Membership.objects.filter(role=Role.ADMIN).exclude(person=world.admin).exists()


def test_a_coordinator_takes_nothing_from_the_team(client, world):
    as_(client, world.dora).post(f"/people/club/{world.bo.public_id}/", {"roles": []})
    assert Membership.objects.filter(person=world.bo, role=Role.TRAINER).exists()


def test_inviting_somebody_known_adds_a_role_and_keeps_name_and_password(client, world):
    form = {"email": "otto@example.org", "name": "Somebody", "roles": ["learner"]}
    as_(client, world.dora).post("/people/club/invite/", form)
    world.otto.refresh_from_db()
    assert world.otto.name == "Otto Autre" and world.otto.has_usable_password()
    assert len(access.roles(Person.objects.get(pk=world.otto.pk))) == 2


def test_an_administrator_gives_an_evaluator_names(client, world):
    address = f"/people/club/{world.eva.public_id}/"
    as_(client, world.admin).post(address, {"roles": ["evaluator"], "may_see_names": "on"})
    assert access.may_see_names(Person.objects.get(pk=world.eva.pk), world.organisation.pk)


def test_an_administrator_makes_a_trainer_who_may_then_write(client, world):
    as_(client, world.admin).post(f"/people/club/{world.gaelle.public_id}/", {"roles": ["trainer"]})
    assert Person.objects.get(pk=world.gaelle.pk).has_perm("wagtailadmin.access_admin")


def test_an_invitation_without_a_role_is_explained(client, world):
    page = as_(client, world.admin).post("/people/club/invite/", {"email": "n@example.org", "name": "N"})
    assert page.status_code == 200 and page.context["form"].errors["roles"]
    assert not Person.objects.filter(email="n@example.org").exists()


def test_the_list_finds_by_name_and_by_role(client, world):
    as_(client, world.dora)
    page = client.get("/people/club/?q=ferr").content.decode()
    assert "Ana Ferreira" in page and "Bo Berger" not in page
    page = client.get("/people/club/?role=trainer").content.decode()
    assert "Bo Berger" in page and "Ana Ferreira" not in page


def test_the_list_costs_the_same_for_ten_people_and_for_fifty(client, world, django_assert_max_num_queries):
    for number in range(45):
        make_person("A", world.organisation, Role.LEARNER, email=f"a{number}@example.org")
    as_(client, world.dora)
    with django_assert_max_num_queries(10):
        client.get("/people/club/")


def test_otto_s_administrator_finds_nobody_of_ours(client, world):
    olga = make_person("Olga", world.other_organisation, Role.ADMIN)
    as_(client, olga)
    for address in ("/people/club/", "/people/club/invite/", f"/people/other/{world.ana.public_id}/"):
        assert client.get(address, follow=True).status_code == 404
    client.post(f"/people/other/{world.ana.public_id}/erase/", {"decision": "erase"})
    assert Person.objects.filter(pk=world.ana.pk).exists()
    assert "Ferreira" not in client.get("/people/other/?q=Ana").content.decode()


def test_the_administrator_keeps_the_organisation_s_card(client, world):
    form = {"name": "Le Club", "help_name": "Zoé", "help_phone": "05 11", "zone_name": "Europe/Paris"}
    assert as_(client, world.dora).post("/people/club/organisation/", form).status_code == 403
    as_(client, world.admin).post("/people/club/organisation/", form)
    assert Organisation.objects.get(code="club").help_name == "Zoé"


def test_a_time_zone_that_does_not_exist_is_refused(client, world):
    form = {"name": "Le Club", "zone_name": "Europe/Lyon"}
    assert as_(client, world.admin).post("/people/club/organisation/", form).context["form"].errors["zone_name"]


def test_who_looks_after_one_organisation_goes_straight_to_it(client, world):
    assert as_(client, world.dora).get("/people/").url == "/people/club/"


def test_who_runs_the_site_chooses_between_organisations(client, world):
    root = Person.objects.create_superuser("root@example.org", name="Root")
    assert "/people/other/" in as_(client, root).get("/people/").content.decode()
