"""Frameworks in the authors' admin: written, imported, published at once, and nobody else's."""

import io
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from courses.framework_file import RefusedFramework, read_framework, save_framework
from courses.publish import publish_framework
from lms.catalogue.models import Competency, CompetencyBlock, Framework, Indicator, Journey
from lms.catalogue.outline import outline_of
from lms.enrolment.enrol import enrol
from lms.people.models import Role
from lms.progress import intake
from tests.factories import make_framework, make_organisation, make_person
from tests.pages import journey_of, make_journey_page

pytestmark = pytest.mark.django_db
HEADING = b"Parent id number,Id number,Shortname,Is framework\n"
CSV = HEADING + ",TOP,Le référentiel,1\n,B1,Bloc,\nB1,C1,Savoir,\n".encode()


@pytest.fixture
def club():
    return make_organisation("club")


@pytest.fixture
def framework(club) -> Framework:
    return make_framework(club, blocks=1, competencies=2, indicators=1)


@pytest.fixture
def journey(club, framework) -> Journey:
    return journey_of(make_journey_page(club, framework))


@pytest.fixture
def bo(client, club):
    person = make_person("Bo Berger", club, Role.TRAINER)
    client.force_login(person)
    return person


def line(indicator: Indicator, **changes: Any) -> dict[str, Any]:
    names = ("code", "title", "measure", "unit", "operator", "threshold", "autonomy_threshold", "evidence_type")
    told = {name: getattr(indicator, name) for name in (*names, "assessor", "source_sequence")}
    return {**told, "id": indicator.pk, **changes}


def save_competency(client, row: Competency, *lines: dict[str, Any]):
    told = {
        "competency_block": row.competency_block_id,
        "code": row.code,
        "domain": "posture",
        "title": row.title,
        "indicators": inline_formset(list(lines), initial=sum(1 for one in lines if one.get("id"))),
    }
    return client.post(reverse("competencies:edit", args=[row.pk]), nested_form_data(told))


def test_a_new_threshold_reaches_the_outline_and_leaves_measured_learners_theirs(client, bo, club, framework, journey):
    row = Competency.objects.get(code="C1.1")
    indicator = row.indicators.get()
    ana = enrol(make_person("Ana Ferreira", club, Role.LEARNER), journey)
    intake.judge(ana, indicator, Decimal(70), author=bo)
    assert save_competency(client, row, line(indicator, threshold="75", autonomy_threshold="90")).status_code == 302
    outline = outline_of(Journey.objects.get(pk=journey.pk))
    assert outline.indicator_by_id[indicator.pk].threshold == "75"
    assert indicator.versions.count() == 2
    intake.judge(ana, indicator, Decimal(70), author=bo)
    assert ana.standings.get().is_met


def test_an_autonomy_threshold_cannot_be_easier(client, bo, framework):
    row = Competency.objects.get(code="C1.1")
    response = save_competency(client, row, line(row.indicators.get(), autonomy_threshold="10"))
    assert response.status_code == 200 and row.indicators.get().autonomy_threshold == 80


def test_an_indicator_that_learners_were_measured_on_cannot_be_removed(client, bo, club, journey):
    row = Competency.objects.get(code="C1.1")
    indicator = row.indicators.get()
    ana = enrol(make_person("Ana Ferreira", club, Role.LEARNER), journey)
    intake.judge(ana, indicator, Decimal(70), author=bo)
    assert save_competency(client, row, line(indicator, DELETE="on")).status_code == 200
    assert row.indicators.count() == 1
    response = client.post(reverse("competencies:delete", args=[row.pk]))
    assert response.status_code == 302 and Competency.objects.filter(pk=row.pk).exists()


def test_a_block_that_pages_work_on_cannot_be_removed(client, bo, framework, journey):
    block = framework.blocks.get()
    told = {
        "organisation": framework.organisation_id,
        "code": framework.code,
        "title": framework.title,
        "source": "",
        "blocks": inline_formset(
            [
                {
                    "id": block.pk,
                    "code": block.code,
                    "title": block.title,
                    "aim": "",
                    "origin": "internal",
                    "DELETE": "on",
                }
            ],
            initial=1,
        ),
    }
    response = client.post(reverse("frameworks:edit", args=[framework.pk]), nested_form_data(told))
    assert response.status_code == 200 and CompetencyBlock.objects.filter(pk=block.pk).exists()


def test_a_new_framework_is_written_with_its_blocks(client, bo, club):
    lines = [{"code": f"B{n}", "title": f"Bloc {n}", "aim": "", "origin": "internal"} for n in (1, 2)]
    told = {"organisation": club.pk, "code": "NEUF", "title": "Neuf", "source": "", "blocks": inline_formset(lines)}
    assert client.post(reverse("frameworks:add"), nested_form_data(told)).status_code == 302
    assert list(Framework.objects.get(code="NEUF").blocks.values_list("code", flat=True)) == ["B1", "B2"]


@pytest.mark.parametrize("name", ["frameworks:index", "frameworks:add", "frameworks:import", "competencies:index"])
def test_every_screen_opens_for_a_trainer_and_not_for_a_coach(client, club, framework, bo, name):
    assert client.get(reverse(name)).status_code == 200
    client.force_login(make_person("Chloé Costa", club, Role.COACH))
    assert client.get(reverse(name)).status_code in (302, 403)


def test_nothing_of_another_organisation_is_shown_or_opened(client, framework):
    other = make_organisation("autre")
    client.force_login(make_person("Otto Autre", other, Role.TRAINER))
    assert framework.title not in client.get(reverse("frameworks:index")).content.decode()
    row = Competency.objects.first()
    assert row.title not in client.get(reverse("competencies:index")).content.decode()
    for name, pk in (("frameworks", framework.pk), ("competencies", row.pk)):
        for word in ("edit", "delete", "history", "usage"):
            response = client.get(reverse(f"{name}:{word}", args=[pk]))
            assert response.status_code in (302, 403, 404), f"{name}:{word}"
            if response.status_code == 302:
                assert reverse("wagtailadmin_home") in response.url


def test_a_file_is_uploaded_with_a_report(client, bo, club):
    upload = SimpleUploadedFile("cadre.csv", CSV)
    response = client.post(reverse("frameworks:import"), {"organisation": club.pk, "file": upload})
    assert response.context["report"]["read"].competency_count == 1
    assert Competency.objects.get().competency_block.framework.organisation == club


def test_a_refused_upload_says_why_and_changes_nothing(client, bo, club):
    upload = SimpleUploadedFile("cadre.csv", CSV + b"B9,C9,Perdu,\n")
    response = client.post(reverse("frameworks:import"), {"organisation": club.pk, "file": upload})
    assert "B9" in response.content.decode() and Framework.objects.count() == 0


def test_nobody_uploads_into_another_organisation(client, bo):
    other = make_organisation("autre")
    upload = SimpleUploadedFile("cadre.csv", CSV)
    client.post(reverse("frameworks:import"), {"organisation": other.pk, "file": upload})
    assert Framework.objects.count() == 0


def test_the_same_file_again_brings_up_to_date_and_keeps_indicators(club):
    save_framework(read_framework("x.csv", CSV), club)
    row = Competency.objects.get()
    Indicator.objects.create(
        competency=row,
        code="I1",
        title="Signe",
        threshold=1,
        autonomy_threshold=2,
        evidence_type="quiz",
        assessor="jury",
    )
    save_framework(read_framework("x.csv", CSV.replace(b"Savoir", b"Savoir mieux")), club)
    row.refresh_from_db()
    assert row.title == "Savoir mieux" and row.indicators.count() == 1


def test_a_file_cannot_take_away_what_learners_were_measured_on(club, framework, journey):
    bo = make_person("Bo Berger", club, Role.TRAINER)
    ana = enrol(make_person("Ana Ferreira", club, Role.LEARNER), journey)
    intake.judge(ana, Indicator.objects.first(), Decimal(70), author=bo)
    with pytest.raises(RefusedFramework):
        save_framework(read_framework("x.csv", CSV.replace(b"TOP", framework.code.encode())), club)
    assert framework.blocks.get().competencies.count() == 2


def test_publishing_a_framework_twice_changes_no_version(framework, journey):
    before = Indicator.objects.first().version_id
    publish_framework(framework)
    assert Indicator.objects.first().version_id == before


def test_the_command_imports_and_refuses_in_words(tmp_path, club):
    file = tmp_path / "cadre.csv"
    file.write_bytes(CSV)
    call_command("framework", "import", str(file), "--organisation", "club", stdout=io.StringIO())
    assert Framework.objects.get().title == "Le référentiel"
    for words in (["--organisation", "nulle-part"],):
        with pytest.raises(CommandError):
            call_command("framework", "import", str(file), *words)
    file.write_bytes(b"bonjour")
    with pytest.raises(CommandError):
        call_command("framework", "import", str(file), "--organisation", "club", stderr=io.StringIO())
