"""The directory is kept: partners, logos, rules and solutions, by who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from lms.partners.models import DirectoryRules, Logo, Partner, SolutionPack
from tests.factories import make_world
from tests.lms.partners.making import make_partner, publish_directory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("source_words")]


@pytest.fixture
def world():
    return make_world(blocks=1)


def url(name, *arguments):
    with translation.override("en"):
        return reverse(f"partners:{name}", args=arguments)


def told(**fields):
    return {"name": "Agence", "code": "agence", "step": ["financing", "plan"], "is_published": "on", **fields}


def picture(sort="JPEG", size=(900, 600)):
    held = io.BytesIO()
    Image.new("RGB", size, "#B24A12").save(held, sort, comment=b"who took it") if sort == "JPEG" else Image.new(
        "RGB", size
    ).save(held, sort)
    return held.getvalue()


def test_a_partner_is_written_once_and_changed_after(world, client):
    client.force_login(world.dora)
    client.post(url("new_partner", "club"), told())
    again = client.post(url("new_partner", "club"), told())
    assert "identifier already" in again.content.decode()
    row = Partner.objects.get()
    assert [sign.code for sign in row.signs["step"]] == ["plan", "financing"]
    client.post(url("edit_partner", "club", row.public_id), told(code="other", step=["idea"], name="Agence 2"))
    row = Partner.objects.get()
    assert (row.code, row.name) == ("agence", "Agence 2") and [sign.code for sign in row.signs["step"]] == ["idea"]


@pytest.mark.parametrize(
    "wrong",
    [{"latitude": "45"}, {"latitude": "99", "longitude": "1"}, {"site": "javascript:alert(1)"}, {"step": ["no"]}],
)
def test_what_is_wrong_is_said_and_nothing_is_kept(world, client, wrong):
    client.force_login(world.dora)
    page = client.post(url("new_partner", "club"), told(**wrong)).content.decode()
    assert 'class="error"' in page and not Partner.objects.exists()


def test_a_logo_is_drawn_again_and_holds_nothing_of_the_file(world, client):
    publish_directory(world.organisation)
    row = make_partner(world.organisation)
    client.force_login(world.emile)
    sent = SimpleUploadedFile("a.jpg", picture() + b"<script>", "image/jpeg")
    client.post(url("keep_logo", "club", row.public_id), {"picture": sent, "alternative": "Logo de l'agence"})
    response = client.get(url("logo", "club", row.public_id))
    assert response["Content-Type"] == "image/png" and response["Content-Disposition"].startswith("attachment")
    with Image.open(io.BytesIO(response.content)) as drawn:
        assert max(drawn.size) == 320
    assert b"script" not in response.content and b"took it" not in response.content
    assert 'alt="Logo de l&#x27;agence"' in client.get(url("partner", "club", row.public_id)).content.decode()


@pytest.mark.parametrize(
    "content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"%PDF-1.7", b"x" * 4_100_000]
)
def test_what_is_no_picture_is_refused_in_words(world, client, content):
    row = make_partner(world.organisation)
    client.force_login(world.dora)
    sent = SimpleUploadedFile("a.png", content, "image/png")
    page = client.post(url("keep_logo", "club", row.public_id), {"picture": sent, "alternative": "x"}).content.decode()
    assert 'class="error"' in page and not Logo.objects.exists()


def test_rules_are_the_coordinators_and_hours_go_forwards(world, client):
    rules = {"is_public": "on", "promised_hours": 8, "opens_at": "08:30", "closes_at": "17:30", "retention_months": 24}
    client.force_login(world.emile)
    assert client.get(url("rules", "club")).status_code == 403
    client.force_login(world.dora)
    assert client.post(url("rules", "club"), {**rules, "closes_at": "08:00"}).status_code == 200
    assert client.post(url("rules", "club"), {**rules, "retention_months": 37}).status_code == 200
    assert not DirectoryRules.objects.exists()
    client.post(url("rules", "club"), rules)
    assert DirectoryRules.objects.get().promised_hours == 8


def test_solutions_are_found_by_kind_of_territory(world, client):
    partner, other = make_partner(world.organisation), make_partner(world.other_organisation, "autre")
    client.force_login(world.dora)
    pack = {
        "title": "Épicerie",
        "territory_type": "rural",
        "problem": "<b>a</b>",
        "solution": "b",
        "is_published": "on",
    }
    assert client.post(url("new_pack", "club"), {**pack, "partners": [other.pk]}).status_code == 200
    client.post(url("new_pack", "club"), {**pack, "partners": [partner.pk]})
    row = SolutionPack.objects.get()
    SolutionPack.objects.create(
        organisation=world.organisation, title="Secret", territory_type="city", problem="", solution=""
    )
    publish_directory(world.organisation)
    client.logout()
    assert "Épicerie" in client.get(url("packs", "club") + "?territory=rural").content.decode()
    city = client.get(url("packs", "club") + "?territory=city").content.decode()
    assert "Épicerie" not in city and "Secret" not in city
    page = client.get(url("pack", "club", row.public_id)).content.decode()
    assert "Agence" in page and "<b>a</b>" not in page
