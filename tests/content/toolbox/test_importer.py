"""Journey files bring resources and take them along again; what they do not say stays as authors made it."""

import pytest

from content.toolbox import importer
from content.toolbox.models import Resource, ToolboxPage
from lms.people.models import Organisation
from tests.factories import make_world
from tests.pages import add_activity, make_journey_page

pytestmark = pytest.mark.django_db
PAGE = {
    "code": "O06",
    "titre": "Fiche à pictogrammes",
    "etape": "reseau",
    "bloc": "B1",
    "format": "page",
    "licence": "CC-BY-SA-4.0",
    "auteurs": "Bo",
    "description": "À qui parler.",
    "texte": "<p>Bonjour</p><script>alert(1)</script>",
    "falc": True,
}
TABLE = {
    "code": "O01",
    "titre": "Budget",
    "etape": "idee",
    "bloc": "B1",
    "format": "tableur",
    "licence": "CC-BY-SA-4.0",
}


@pytest.fixture
def world():
    return make_world(blocks=1)


def data(*entries, **more):
    return {"parcours": {"code": "FW"}, "boite_a_outils": list(entries), "blocs": [], **more}


def bring(organisation: Organisation, *entries) -> None:
    importer.finish(data(*entries), organisation, None)


def test_a_page_is_published_and_a_file_waits_as_a_draft(world):
    bring(world.organisation, PAGE, TABLE)
    page, table = Resource.objects.get(code="O06"), Resource.objects.get(code="O01")
    assert page.live and not table.live
    assert page.competency_block.code == "B1" and "script" not in str(page.body)
    assert table.format == "spreadsheet" and table.licence == "CC-BY-SA-4.0"


def test_a_second_import_changes_what_it_says_and_makes_nothing_twice(world):
    bring(world.organisation, PAGE, TABLE)
    row = Resource.objects.get(code="O06")
    row.easy_read = "Court."
    row.save_revision().publish()
    bring(world.organisation, PAGE, TABLE)
    assert Resource.objects.count() == 2 and row.versions.count() == 2
    bring(world.organisation, {**PAGE, "titre": "Autre titre"})
    row.refresh_from_db()
    assert (row.title, row.easy_read, row.versions.count()) == ("Autre titre", "Court.", 3)


def test_each_organisation_has_its_own(world):
    bring(world.organisation, PAGE)
    bring(world.other_organisation, PAGE)
    assert Resource.objects.filter(code="O06").count() == 2


@pytest.mark.parametrize("wrong", [{"format": "exe"}, {"licence": "à moi"}, {"lien": "javascript:x", "format": "lien"}])
def test_what_cannot_be_read_is_refused_in_words(world, wrong):
    with pytest.raises(ValueError, match="“"):
        bring(world.organisation, {**PAGE, **wrong})


def test_the_list_comes_out_as_the_library_has_it(world):
    bring(world.organisation, PAGE, TABLE)
    row = Resource.objects.get(code="O06")
    row.title = "Un autre titre"
    row.save_revision().publish()
    told = importer.export_file(data(PAGE, TABLE), world.organisation, None)["boite_a_outils"]
    assert told[1] == {**TABLE, "falc": False}
    assert told[0] == {**PAGE, "titre": "Un autre titre", "texte": "<p>Bonjour</p>"}


def test_a_toolbox_page_comes_in_and_goes_out_with_its_resources(world):
    bring(world.organisation, PAGE)
    item = {"ressources": [{"code": "O06", "consigne": "Lisez."}, {"code": "O99", "facultative": True}], "nombre": 2}
    page = importer.build_page(item)
    page.title = "Outils"
    add_activity(make_journey_page(world.organisation, world.framework), page)
    page = ToolboxPage.objects.get()
    assert [one.resource.code for one in page.lines.all()] == ["O06", "O99"]
    assert not Resource.objects.get(code="O99").live, "a code that nobody knows waits as a draft"
    assert importer.export_page(page) == item
    blocks = [{"sequences": [{"activites": [{"type": "ressources", "ressources": ["O06"]}]}]}]
    told = importer.export_file(data(blocs=blocks), world.organisation, None)
    assert [one["code"] for one in told["boite_a_outils"]] == ["O06"]


@pytest.mark.parametrize("item", [{"ressources": "O01"}, {"ressources": [7]}, {"ressources": [{}]}, {"nombre": 0}])
def test_an_entry_that_cannot_be_read_is_refused(item):
    with pytest.raises(ValueError, match="“"):
        importer.build_page(item)
