"""The authors' admin stands behind the same door as everything else."""

import pytest
from allauth.account.models import EmailAddress

from lms.people.adapter import know_address
from lms.people.models import Person, Role
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def club():
    return make_organisation()


def test_a_stranger_is_led_to_the_site_s_own_door_and_back(client):
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/account/login/?next=%2Fadmin%2F"


def test_the_admin_s_own_sign_in_page_is_ours(client):
    assert client.get("/admin/login/", follow=True).redirect_chain[-1][0] == "/account/login/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "a", "password": "b"}).status_code == 302


def test_the_admin_s_password_reset_is_ours(client):
    assert client.get("/admin/password_reset/").url == "/account/password/reset/"


def test_a_learner_reads_why_and_is_sent_round_no_circle(client, club):
    client.force_login(make_person("Ana", club, Role.LEARNER))
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert len(response.redirect_chain) == 1
    assert list(response.context["messages"]) == []
    assert "message-error" not in client.get("/account/data/").content.decode()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.EDITOR, Role.ADMIN])
def test_those_who_write_come_in(client, club, role):
    client.force_login(make_person("Bo", club, role))
    assert client.get("/admin/").status_code == 200
    assert client.get("/admin/login/").url == "/admin/"


def test_the_door_leads_to_no_other_site(client, club):
    client.force_login(make_person("Bo", club, Role.TRAINER))
    assert client.get("/account/door/?next=https://elsewhere.example/").url == "/admin/"
    assert client.get("/account/door/?next=//elsewhere.example/").url == "/admin/"


def test_signing_out_of_the_admin_signs_out_of_the_site(client, club):
    client.force_login(make_person("Bo", club, Role.TRAINER))
    client.post("/admin/logout/")
    assert "_auth_user_id" not in client.session


def test_an_author_s_settings_open_without_the_name_that_is_kept_elsewhere(client, club):
    client.force_login(make_person("Bo", club, Role.TRAINER))
    page = client.get("/admin/account/")
    assert page.status_code == 200
    assert "name_email-first_name" not in page.content.decode()


def test_who_runs_the_site_makes_and_changes_an_account(client):
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    assert client.get("/admin/users/").status_code == 200
    assert client.get("/admin/users/new/").status_code == 200
    client.post("/admin/users/new/", {"email": "New@Example.org", "name": "Nora", "language": "fr", "is_active": "on"})
    nora = Person.objects.get(email="new@example.org")
    assert not nora.has_usable_password()
    client.post(f"/admin/users/edit/{nora.pk}/", {"email": nora.email, "name": "Nora B", "language": "en"})
    nora.refresh_from_db()
    assert (nora.name, nora.language, nora.is_active) == ("Nora B", "en", False)


def test_an_address_changed_in_the_admin_leaves_the_old_one_without_a_key(client, club):
    ana = make_person("Ana", club)
    know_address(ana)
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    form = {"email": "ana.new@example.org", "name": "Ana", "language": "fr", "is_active": "on"}
    client.post(f"/admin/users/edit/{ana.pk}/", form)
    assert list(EmailAddress.objects.filter(user=ana).values_list("email", flat=True)) == ["ana.new@example.org"]


def test_the_same_address_in_capitals_is_the_same_account(client, club):
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    make_person("Ana", club)
    page = client.post("/admin/users/new/", {"email": "ANA@example.org", "name": "Ana", "language": "fr"})
    assert page.status_code == 200 and page.context["form"].errors["email"]


def test_removing_an_account_in_the_admin_erases_the_person(client, club):
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    ana = make_person("Ana", club, Role.LEARNER)
    assert client.get(f"/admin/users/delete/{ana.pk}/").status_code == 200
    client.post(f"/admin/users/delete/{ana.pk}/")
    assert not Person.objects.filter(pk=ana.pk).exists()


def test_people_are_not_erased_by_ticking_boxes(client, club):
    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    ana = make_person("Ana", club, Role.LEARNER)
    client.post(f"/admin/bulk/people/person/delete/?id={ana.pk}")
    assert Person.objects.filter(pk=ana.pk).exists()


@pytest.mark.parametrize("role", [Role.TRAINER, Role.EDITOR, Role.ADMIN])
@pytest.mark.parametrize("address", ["/admin/users/", "/admin/groups/", "/admin/organisations/", "/admin/sites/"])
def test_accounts_of_every_organisation_are_for_who_runs_the_site(client, club, role, address):
    client.force_login(make_person("Bo", club, role))
    assert client.get(address).status_code in (302, 403)


def test_who_runs_the_site_makes_an_organisation(client):
    from lms.people.models import Organisation

    client.force_login(Person.objects.create_superuser("root@example.org", name="Root"))
    assert client.get("/admin/organisations/").status_code == 200
    client.post("/admin/organisations/new/", {"name": "Le Club", "code": "le-club", "zone_name": "Indian/Reunion"})
    assert Organisation.objects.get(code="le-club").zone.key == "Indian/Reunion"
