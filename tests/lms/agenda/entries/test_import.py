"""One table creates people, their cohort and thus their course access: exactly what was shown, once."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from lms.agenda.models import EntryPlan
from lms.enrolment.models import Cohort, Enrolment
from lms.notices.models import Notice
from lms.people.models import Membership, Person, Role
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db
HEAD = "Courriel;Nom;Date d’entrée;Promotion;Référent;Type de stagiaire;QPV;Prescripteur\n"


@pytest.fixture
def world() -> World:
    return make_world()


@pytest.fixture
def dora(world, client):
    client.force_login(world.dora)
    return client


def send(client, text: str | bytes, code: str = "club"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(reverse("agenda:entry_table", args=[code]), {"table": SimpleUploadedFile("t.csv", content)})


def shown(client, text: str | bytes) -> tuple[str, list[dict]]:
    """The address of what was planned, and its lines."""
    answer = send(client, text)
    assert answer.status_code == 302, answer.context["form"].errors
    return answer["Location"], client.get(answer["Location"]).context["lines"]


def test_nothing_is_written_before_it_is_confirmed_and_then_once(world, dora):
    address, lines = shown(
        dora, HEAD + "Nour@Example.org;Nour Ali;30/11/2026;Automne;CHLOE@example.org;F1c;oui;France Travail\n"
    )
    assert [line["act"] for line in lines] == ["enter"] and "new cohort Automne" in lines[0]["says"]
    assert not Person.objects.filter(email="nour@example.org").exists() and not Cohort.objects.exists()
    for _click in range(2):
        assert dora.post(address, {"what": "all"}).status_code == 302
    row = Enrolment.objects.get(person__email="nour@example.org")
    assert (row.starts_on, row.cohort.name, row.coach) == (date(2026, 11, 30), "Automne", world.chloe)
    assert (row.trainee_type, row.lives_in_priority_area) == ("F1c", True)
    assert row.intake == {"prescripteur": "France Travail"}
    assert Membership.objects.filter(person=row.person, role=Role.LEARNER).count() == 1
    assert Notice.objects.filter(person=row.person).count() == 1
    assert EntryPlan.objects.get().lines == [], "no name stays in a plan that was written"


def test_who_was_entered_by_a_table_reads_the_journey(world, dora, client):
    address, _lines = shown(dora, "E-mail,First name,Last name,Entry day\nnour@example.org,Nour,Ali,2026-11-02\n")
    dora.post(address, {"what": "all"})
    client.force_login(Person.objects.get(email="nour@example.org"))
    assert client.get(reverse("courses:my_journey")).context["enrolled"]


def test_without_a_day_the_next_entry_day_is_taken_and_said(world, dora):
    _address, lines = shown(dora, "Courriel;Nom\nnour@example.org;Nour Ali\n")
    assert "enters" in lines[0]["says"] and "20" in lines[0]["says"]


def test_wrong_lines_are_named_with_what_to_do_and_the_right_ones_may_be_written_alone(world, dora):
    text = HEAD + (
        "nour@example.org;Nour Ali;;;;;;\n"
        "not-an-address;Lou;;;;;;\n"
        "lou@example.org;;31/02/2026;;nobody@example.org;F9;peut-être;\n"
        '=2+2@example.org;"=HYPERLINK(""x"")";;;;;;\n'
    )
    address, lines = shown(dora, text)
    assert [(line["line"], line["act"]) for line in lines] == [(2, "enter"), (3, "wrong"), (4, "wrong"), (5, "wrong")]
    assert len(lines[2]["faults"]) == 5
    dora.post(address, {"what": "all"})
    assert not Person.objects.filter(email="nour@example.org").exists(), "all or nothing"
    wrong = dora.get(address + "wrong.csv").content.decode("utf-8-sig")
    assert "not-an-address" in wrong and "\n5;'=2+2@example.org;" in wrong.replace("\r", "")
    dora.post(address, {"what": "right"})
    assert Enrolment.objects.filter(person__email="nour@example.org").count() == 1
    assert not Person.objects.filter(email="lou@example.org").exists()


def test_repetitions_in_the_file_and_against_the_site_are_recognised_whatever_the_case(world, dora):
    text = "Courriel;Nom;Entrée\n" + (
        "ANA@example.org;Ana Ferreira;2026-11-30\n"
        "nour@example.org;Nour Ali;2026-11-30\n"
        "NOUR@EXAMPLE.ORG;Nour Ali;30/11/2026\n"
        "Nour@example.org;Nour Ali;2026-12-14\n"
    )
    address, lines = shown(dora, text)
    assert [line["act"] for line in lines] == ["nothing", "enter", "nothing", "wrong"]
    assert "line 3" in lines[2]["says"] and "Line 3" in lines[3]["faults"][0]
    dora.post(address, {"what": "right"})
    assert Person.objects.filter(email__iexact="nour@example.org").count() == 1
    assert Enrolment.objects.filter(person=world.ana).count() == 1


def test_somebody_known_elsewhere_keeps_their_name_and_a_closed_account_is_left_alone(world, dora):
    Person.objects.filter(pk=world.gaelle.pk).update(is_active=False)
    address, lines = shown(dora, f"Courriel;Nom\n{world.otto.email};Autre Nom\n{world.gaelle.email};G\n")
    assert [line["act"] for line in lines] == ["enter", "wrong"]
    dora.post(address, {"what": "right"})
    world.otto.refresh_from_db()
    assert world.otto.name == "Otto Autre"


def test_what_changed_on_the_site_in_between_stops_it_in_words(world, dora):
    address, _lines = shown(dora, "Courriel;Nom\nnour@example.org;Nour Ali\n")
    Person.objects.create_user("nour@example.org", name="Somebody")
    text = dora.post(address, {"what": "all"}, follow=True).content.decode()
    assert "has changed since" in text
    assert not Enrolment.objects.filter(person__email="nour@example.org").exists()


def test_a_file_sent_again_after_it_was_written_has_nothing_left_to_do(world, dora):
    text = HEAD + "nour@example.org;Nour Ali;30/11/2026;Automne;;;;\n"
    address, _lines = shown(dora, text)
    dora.post(address, {"what": "all"})
    _address, lines = shown(dora, text)
    assert [line["act"] for line in lines] == ["nothing"]


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"", b"Prenom;Age\nA;3\n", "Courriel;Nom\n".encode("utf-16")])
def test_a_file_that_is_no_table_of_people_is_refused_on_the_form(world, dora, content):
    answer = send(dora, content)
    assert answer.status_code == 200 and answer.context["form"].errors["table"]
    assert not EntryPlan.objects.exists()


def test_columns_nothing_is_made_of_are_named(world, dora):
    address, _lines = shown(dora, "Courriel;Nom;Numéro de sécu\nnour@example.org;Nour Ali;1\n")
    assert "Numéro de sécu" in dora.get(address).content.decode()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_sample_is_a_table_that_would_be_accepted_in_each_language(world, dora, language):
    with translation.override(language):
        content = dora.get(reverse("agenda:entry_sample", args=["club"])).content
    _address, lines = shown(dora, content.replace(b"ana@example.org", b"somebody@example.org"))
    assert [line["act"] for line in lines] == ["enter"], lines
    assert EntryPlan.objects.get().ignored == []


def test_plans_belong_to_those_who_plan_in_that_organisation(world, dora, client):
    address, _lines = shown(dora, "Courriel;Nom\nnour@example.org;Nour Ali\n")
    for person, status in ((world.chloe, 403), (world.ana, 403), (world.otto, 404)):
        client.force_login(person)
        assert client.get(address).status_code == client.post(address, {"what": "all"}).status_code == status
        assert send(client, "Courriel;Nom\nx@example.org;X\n").status_code == status
    Membership.objects.create(person=world.otto, organisation=world.other_organisation, role=Role.COORDINATOR)
    client.force_login(world.otto)
    assert client.get(address.replace("/club/", "/other/")).status_code == 404


def test_five_hundred_lines_are_shown_in_few_queries(world, dora, django_assert_max_num_queries):
    text = "Courriel;Nom\n" + "".join(f"p{number}@example.org;P {number}\n" for number in range(500))
    with django_assert_max_num_queries(20):
        answer = send(dora, text)
    with django_assert_max_num_queries(12):
        dora.get(answer["Location"])
