"""People look for a resource, open it, keep it; nobody reaches what is not theirs."""

import pytest
from django.test import Client
from django.urls import reverse

from content.toolbox import easy_read
from content.toolbox.models import Favourite, Library
from lms.people.models import Role
from tests.factories import make_person, make_world

from .setting import change, draft, published, with_file

pytestmark = pytest.mark.django_db
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def world():
    return make_world(blocks=2)


def read(client: Client, name: str = "library", *parts: object, **asked: str) -> str:
    answer = client.get(reverse(f"toolbox:{name}", args=parts), asked)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_ana_finds_a_resource_by_any_of_its_words_without_accents(client, world):
    published(world.organisation, "Guide d’entretien à compléter", authors="Zoé Lefèvre")
    published(world.organisation, "Trésorerie", description="Douze mois d’argent.")
    client.force_login(world.ana)
    assert "Trésorerie" in read(client) and "entretien" in read(client)
    for words in ("tresorerie", "ARGENT douze", "Trésorerie"):
        page = read(client, q=words)
        assert "Trésorerie" in page and "Guide" not in page, words
    assert "Guide" in read(client, q="lefevre")


def test_a_search_that_finds_nothing_says_what_to_try(client, world):
    published(world.organisation)
    client.force_login(world.ana)
    assert "Nothing like that" in read(client, q="zzz")
    client.force_login(world.otto)
    assert "still empty" in read(client)


def test_facets_count_what_each_choice_would_leave(client, world):
    block = world.framework.blocks.first()
    competency = block.competencies.first()
    published(world.organisation, "Un", step="idee", competency_block=block, competency=competency)
    published(world.organisation, "Deux", step="marche", language="es")
    with_file(world.organisation, title="Trois", step="marche")
    client.force_login(world.ana)
    page = read(client, step="marche")
    assert "Deux" in page and "Trois" in page and ">Un<" not in page
    assert "2 resources" in page and "step=idee" in page
    assert "1 resource" in read(client, step="marche", format="spreadsheet")
    assert ">Un<" in read(client, competency=competency.code) and "1 resource" in read(client, block=block.code)
    assert "1 resource" in read(client, language="es")
    assert "Nothing like that" in read(client, step="<b>")


def test_the_easy_read_facet_shows_what_was_proofread(client, world):
    row = published(world.organisation, "Facile", easy_read="Cette feuille aide.")
    published(world.organisation, "Pas encore", easy_read="Cette feuille aide.")
    easy_read.proofread(row, "les lecteurs du mardi", world.bo)
    client.force_login(world.ana)
    page = read(client, easy="1")
    assert "Facile" in page and "Pas encore" not in page
    assert "les lecteurs du mardi" in read(client, "resource", row.public_id)


@pytest.mark.parametrize("many", [3, 60])
def test_the_library_asks_ten_questions_whatever_it_holds(client, world, many, django_assert_max_num_queries):
    for number in range(many):
        published(world.organisation, f"Fiche {number}", step="idee")
    client.force_login(world.ana)
    read(client)
    with django_assert_max_num_queries(10):
        read(client, q="fiche", step="idee")


def test_a_resource_page_asks_ten_questions(client, world, django_assert_max_num_queries):
    row = with_file(world.organisation)
    for number in range(5):
        row = change(row, change_note=f"Changement {number}", description=f"Version {number}")
    client.force_login(world.ana)
    with django_assert_max_num_queries(10):
        page = read(client, "resource", row.public_id)
    assert "Version 6" in page and "Changement 4" in page and "CC BY-SA 4.0" in page


def test_another_organisations_resource_does_not_exist_by_any_address(client, world):
    row = with_file(world.organisation)
    client.force_login(world.otto)
    assert "Budget" not in read(client)
    for name, parts in ADDRESSES:
        assert client.get(reverse(f"toolbox:{name}", args=[row.public_id, *parts])).status_code == 404, name
    assert client.post(reverse("toolbox:favourite", args=[row.public_id]), {"keep": "1"}).status_code == 404
    assert not Favourite.objects.exists()


ADDRESSES = [
    ("resource", []),
    ("version", [1]),
    ("file", [1]),
    ("draft", []),
    ("draft_file", []),
    ("reviewed", []),
    ("easy_read", []),
]


def test_a_resource_shared_with_every_organisation_is_read_by_all_that_are_signed_in(client, world):
    row = published(world.organisation, audience="every_organisation")
    client.force_login(world.otto)
    assert row.title in read(client) and "Organisation club" in read(client, "resource", row.public_id)
    client.logout()
    assert client.get(reverse("toolbox:resource", args=[row.public_id])).status_code == 404


def test_an_update_is_seen_by_every_organisation_and_the_old_version_stays_readable(client, world):
    row = published(world.organisation, audience="every_organisation", description="Avant.")
    change(row, description="Après.", change_note="Une question de plus")
    client.force_login(world.otto)
    page = read(client, "resource", row.public_id)
    assert "Après." in page and "Une question de plus" in page and "Avant." not in page
    old = read(client, "version", row.public_id, 1)
    assert "Avant." in old and "older version" in old


def test_a_draft_is_for_those_who_keep_the_library(client, world):
    row = draft(world.organisation, "En chantier")
    for person, status in ((world.ana, 404), (world.eva, 404), (world.chloe, 404), (world.gaelle, 404)):
        client.force_login(person)
        assert client.get(reverse("toolbox:resource", args=[row.public_id])).status_code == status
        assert client.get(reverse("toolbox:draft", args=[row.public_id])).status_code == status
        assert "En chantier" not in read(client)
    for person in (world.bo, world.dora, world.emile):
        client.force_login(person)
        page = client.get(reverse("toolbox:resource", args=[row.public_id]), follow=True).content.decode()
        assert "En chantier" in page and "learners do not see this yet" in page


def test_the_draft_of_a_published_resource_stays_hidden_from_learners(client, world):
    row = published(world.organisation)
    row.description = "Pas encore prêt."
    row.save_revision()
    client.force_login(world.ana)
    assert "Pas encore prêt." not in read(client, "resource", row.public_id)
    client.force_login(world.bo)
    assert "Pas encore prêt." in read(client, "draft", row.public_id)


def test_a_file_comes_down_whole_to_be_saved(client, world):
    row = with_file(world.organisation)
    client.force_login(world.ana)
    address = reverse("toolbox:file", args=[row.public_id, 1])
    assert address in read(client, "resource", row.public_id)
    answer = client.get(address)
    assert b"".join(answer.streaming_content)[:2] == b"PK"
    assert "attachment" in answer["Content-Disposition"] and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert client.get(reverse("toolbox:file", args=[row.public_id, 2])).status_code == 404


def test_a_favourite_is_kept_once_found_again_and_taken_out(client, world):
    row = published(world.organisation)
    client.force_login(world.ana)
    for _click in range(2):
        client.post(reverse("toolbox:favourite", args=[row.public_id]), {"keep": "1"})
    assert Favourite.objects.count() == 1 and row.title in read(client, mine="1")
    client.post(reverse("toolbox:favourite", args=[row.public_id]), {"keep": "0"})
    assert "No favourite yet" in read(client, mine="1")


def test_visitors_read_only_a_library_that_was_opened(client, world):
    row = with_file(world.organisation)
    older = change(row, description="Mieux.")
    draft(world.organisation, "En chantier")
    assert client.get(reverse("toolbox:library")).status_code == 302
    assert client.get(reverse("toolbox:resource", args=[row.public_id])).status_code == 404
    Library.objects.create(organisation=world.organisation, is_open=True)
    assert older.title in read(client) and "En chantier" not in read(client)
    page = read(client, "resource", row.public_id)
    assert "Mieux." in page and "Versions" not in page and "Keep among" not in page
    assert client.get(reverse("toolbox:file", args=[row.public_id, 2])).status_code == 200
    assert client.get(reverse("toolbox:file", args=[row.public_id, 1])).status_code == 404
    assert client.get(reverse("toolbox:version", args=[row.public_id, 1])).status_code == 302


def test_dora_opens_the_library_and_ana_and_otto_do_not(client, world):
    address = reverse("toolbox:options", args=[world.organisation.code])
    for person, status in ((world.ana, 403), (world.bo, 403), (world.otto, 404)):
        client.force_login(person)
        assert client.post(address, {"is_open": "on"}).status_code == status
    assert not Library.objects.exists()
    client.force_login(world.dora)
    assert client.post(address, {"is_open": "on"}).status_code == 302
    assert Library.objects.get().is_open


def test_scripts_in_every_field_are_shown_as_words(client, world):
    row = published(
        world.organisation,
        SCRIPT,
        description=SCRIPT,
        authors=SCRIPT,
        step=SCRIPT[:60],
        easy_read=SCRIPT,
        change_note=SCRIPT,
    )
    client.force_login(world.bo)
    for page in (read(client), read(client, "resource", row.public_id), read(client, "version", row.public_id, 1)):
        assert SCRIPT not in page
    assert SCRIPT not in read(client, q=SCRIPT)


def test_a_link_opens_with_a_notice(client, world):
    row = published(world.organisation, "Ailleurs", format="link", link="https://example.org/a", body=[])
    client.force_login(world.ana)
    page = read(client, "resource", row.public_id)
    assert "You leave this site for <strong>example.org</strong>" in page and 'rel="noopener noreferrer' in page


def test_what_a_version_says_of_its_licence_is_shown_with_its_link(client, world):
    row = published(world.organisation, licence="CC-BY-NC-4.0")
    client.force_login(world.ana)
    page = read(client, "resource", row.public_id)
    assert "https://creativecommons.org/licenses/by-nc/4.0/" in page and "never for money" in page


def test_a_trainer_of_two_organisations_sees_the_drafts_of_both(client, world):
    pia = make_person("Pia", world.other_organisation, Role.TRAINER)
    draft(world.other_organisation, "Ailleurs"), draft(world.organisation, "Ici")
    client.force_login(pia)
    page = read(client, "desk")
    assert "Ailleurs" in page and "Ici" not in page
