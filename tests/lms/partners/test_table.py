"""Partners by a table: read, shown, written once; a second import changes and adds nothing; and back out as a table."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from lms.partners.models import Partner, PartnerPlan
from lms.partners.table.apply import Changed, apply_plan
from lms.partners.table.plan import CHANGE, NEW, SAME, WRONG, plan_table
from lms.tables import NoTable, read_table
from tests.factories import make_world
from tests.lms.partners.making import make_partner

pytestmark = pytest.mark.django_db
HEAD = "Identifiant;Nom;Commune;Latitude;Longitude;Étapes;Courriel;Publié\n"
LINE = "agence;Agence;Tulle;45,267;1.771;Financement, business plan;a@b.example;oui\n"


@pytest.fixture
def world():
    return make_world(blocks=1)


def planned(world, text, encoding="utf-8"):
    return plan_table(read_table(text.encode(encoding)), world.organisation)[0]


def written(world, text, only_right=False):
    lines = [one.as_json() for one in planned(world, text)]
    plan = PartnerPlan.objects.create(organisation=world.organisation, author=world.dora, lines=lines)
    return plan, apply_plan(plan, only_right)


def faults(line):
    with translation.override("en"):
        return " ".join(line.faults)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_in_any_usual_dress_is_read(world, encoding):
    (line,) = planned(world, HEAD + LINE, encoding)
    assert line.act == NEW and line.signs == {"step": ["plan", "financing"]} and line.values["latitude"] == 45.267


def test_a_second_import_changes_and_never_adds(world):
    written(world, HEAD + LINE)
    assert [one.act for one in planned(world, HEAD + LINE)] == [SAME]
    changed = HEAD + LINE.replace("Tulle", "Brive").replace("agence;", "AGENCE;")
    (line,) = planned(world, changed)
    assert (line.act, line.changes) == (CHANGE, ["commune"])
    written(world, changed)
    row = Partner.objects.get()
    assert (row.code, row.commune) == ("agence", "Brive")


def test_what_the_table_does_not_say_stays(world):
    make_partner(world.organisation, "agence", "field:farming", presentation="Longue histoire")
    written(world, "identifier,name,steps\nagence,Agence,idea\n")
    row = Partner.objects.get()
    assert row.presentation == "Longue histoire" and row.is_published
    assert [sign.code for signs in row.signs.values() for sign in signs] == ["idea", "farming"]


def test_the_same_plan_twice_is_written_once(world):
    plan, outcome = written(world, HEAD + LINE)
    assert apply_plan(plan, False) == outcome == {"new": 1} and Partner.objects.count() == 1


def test_what_is_wrong_is_told_by_line(world):
    text = (
        HEAD + "agence;Agence;;91;1;Rien;x;peut-être\n" + "agence;Autre;;;;;;\n" + ";Sans;;;;;;\n" + "é è;X;;45;;;;\n"
    )
    first, second, third, fourth = planned(world, text)
    assert {one.act for one in (first, second, third, fourth)} == {WRONG}
    assert [one.line for one in (first, second, third, fourth)] == [2, 3, 4, 5]
    assert len(first.faults) == 4 and "2" in faults(second) and len(fourth.faults) == 2


def test_one_wrong_line_holds_all_back_unless_told_otherwise(world):
    text = HEAD + LINE + ";Sans;;;;;;\n"
    with pytest.raises(Changed):
        written(world, text)
    assert not Partner.objects.exists()
    written(world, text, only_right=True)
    assert Partner.objects.count() == 1


def test_what_was_shown_must_still_hold(world):
    lines = [one.as_json() for one in planned(world, HEAD + LINE)]
    plan = PartnerPlan.objects.create(organisation=world.organisation, author=world.dora, lines=lines)
    make_partner(world.organisation, "agence")
    with pytest.raises(Changed):
        apply_plan(plan, False)


def test_an_identifier_is_of_one_organisation(world):
    make_partner(world.other_organisation, "agence", name="La leur")
    written(world, HEAD + LINE)
    assert Partner.objects.get(organisation=world.other_organisation).name == "La leur"
    assert Partner.objects.count() == 2


@pytest.mark.parametrize(
    "text", ["", "Identifiant;Nom\n", "Prénom;Ville\nAna;Tulle\n", "Nom\nAgence\n", "%PDF-1.7", "\x89PNG\r\n"]
)
def test_what_is_no_table_of_partners_is_refused(world, text):
    with pytest.raises(NoTable):
        plan_table(read_table(text.encode("latin-1")), world.organisation)


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "@SUM(1)", "+1+1", "-2+3"])
def test_formulas_come_neither_in_nor_out(world, client, cell):
    (line,) = planned(world, f"identifier;name\nagence;{cell}\n")
    assert line.act == WRONG
    make_partner(world.organisation, "agence", name=cell)
    client.force_login(world.dora)
    rows = exported(client)
    assert rows[1][1] == f"'{cell}"


def test_what_goes_out_comes_back_as_it_was(world, client):
    make_partner(
        world.organisation,
        "agence",
        "step:plan",
        latitude=-1.5,
        longitude=2.0,
        phone="+33 5 00",
        site="https://a.example",
    )
    client.force_login(world.dora)
    content = client.get(url("export")).content
    lines, ignored = plan_table(read_table(content), world.organisation)
    assert [one.act for one in lines] == [SAME] and ignored == []


def test_the_screens_show_first_and_write_once(world, client):
    client.force_login(world.emile)
    sent = SimpleUploadedFile("p.csv", (HEAD + LINE).encode(), "text/csv")
    response = client.post(url("upload"), {"table": sent})
    assert not Partner.objects.exists()
    page = client.get(response.url).content.decode()
    assert "Agence" in page
    for _click in range(2):
        client.post(response.url, {"what": "all"})
    assert Partner.objects.count() == 1
    client.force_login(world.otto)
    assert client.get(response.url).status_code == 404


def test_a_wrong_file_is_told_on_its_field(world, client):
    client.force_login(world.dora)
    for content in (b"", b"%PDF-1.7 x", b"a;b\n1;2\n"):
        sent = SimpleUploadedFile("p.csv", content, "text/csv")
        assert 'class="error"' in client.post(url("upload"), {"table": sent}).content.decode()
    assert b"Identif" in client.get(url("sample")).content


def url(name):
    with translation.override("en"):
        return reverse(f"partners:{name}", args=["club"])


def exported(client):
    return list(csv.reader(io.StringIO(client.get(url("export")).content.decode("utf-8-sig")), delimiter=";"))
