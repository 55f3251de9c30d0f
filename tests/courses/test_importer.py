"""Whole journeys in and out: equal after a round trip, the same keys after a second import, nothing half imported."""

import io
from decimal import Decimal
from typing import Any

import pytest
import yaml
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import CommandError, call_command
from wagtail.models import Page

from courses.demo.world import FILE
from courses.exporter import export_journey, journey_data, lost_in_export
from courses.importer import Imported, import_journey, organisation_of, read_journey
from courses.journeyfile.faults import RefusedFile
from courses.models import ActivityPage, CataloguePage, JourneyPage, SequencePage
from lms.catalogue.models import Activity, Framework, Indicator, Journey, Sequence
from lms.catalogue.outline import outline_of
from lms.enrolment.enrol import enrol
from lms.enrolment.models import ExitCategory
from lms.people.models import Organisation, Role
from lms.plugins.registry import kind_of
from lms.progress import intake
from lms.progress.models import Completion, Measure
from tests.courses.journeyfile.oracle import demo_data, document, first_block
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


def bring_in(data: dict[str, Any], code: str = "") -> Imported:
    return import_journey(document(data), Organisation.objects.get(code=code) if code else organisation_of(data))


def unbalanced() -> dict[str, Any]:
    """The first block alone holds more than half in person."""
    return first_block()


def small() -> dict[str, Any]:
    """The first block without an announced balance."""
    data = first_block()
    data["parcours"].pop("part_presentiel")
    return data


def act(data: dict[str, Any], sequence: int = 0, number: int = 0) -> dict[str, Any]:
    return data["blocs"][0]["sequences"][sequence]["activites"][number]


def test_the_demo_comes_in_whole_and_goes_out_equal():
    data = demo_data()
    imported = bring_in(data)
    assert imported.notes == [] and imported.problems == []
    outline = outline_of(imported.journey)
    assert (len(outline.sequences), len(outline.competencies), len(outline.indicators)) == (20, 15, 30)
    assert imported.journey.minutes == 5040
    text = export_journey(imported.page)
    assert yaml.safe_load(text) == data
    again = import_journey(read_journey(text.encode()), make_organisation("ailleurs"))
    assert export_journey(again.page) == text
    assert again.journey.pk != imported.journey.pk


def test_what_only_our_pages_hold_goes_out_and_in_too():
    page = bring_in(small()).page
    activity = ActivityPage.objects.descendant_of(page).first().specific
    rule = kind_of(activity.kind).rules[-1].name
    activity.is_required, activity.rule, activity.pass_score = False, rule, Decimal("0.6")
    activity.intro = "<p>À faire à deux.</p>"
    activity.feeds.create(indicator=Indicator.objects.get(code="I1.3b"), scale=Decimal(100))
    activity.save_revision().publish()
    sequence = SequencePage.objects.get(code="S02")
    sequence.intro = "<p>Venez avec votre téléphone.</p>"
    sequence.save_revision().publish()
    data = journey_data(JourneyPage.objects.get(pk=page.pk))
    told = act(data)
    assert (told["facultative"], told["regle"], told["score_reussite"]) == (True, rule, 0.6)
    assert told["alimente"] == [{"indicateur": "I1.3b", "echelle": 100}]
    again = bring_in(data, make_organisation("ailleurs").code)
    assert journey_data(again.page) == {**data, "organisme": data["organisme"]}


def test_types_that_no_kind_plays_come_in_as_text_and_say_so():
    data = small()
    act(data).update(type="visite", etapes=10)
    page = bring_in(data).page
    first = ActivityPage.objects.descendant_of(page).filter(title=act(data)["titre"]).get().specific
    assert first.imported_type == "visite" and first.imported["etapes"] == 10
    assert first.get_activity_context({})["stands_for"]


def test_the_same_code_again_updates_in_place_and_keeps_keys_and_records():
    data = small()
    first = bring_in(data)
    keys = set(Activity.objects.values_list("key", flat=True)) | set(Sequence.objects.values_list("key", flat=True))
    ana = make_person("Ana Ferreira", first.journey.organisation, Role.LEARNER)
    bo = make_person("Bo Berger", first.journey.organisation, Role.TRAINER)
    enrolment = enrol(ana, first.journey)
    activity = Activity.objects.get(titles__fr="Jauge de confiance")
    intake.receive(enrolment, activity, {"verb": "opened"})
    intake.judge(enrolment, Indicator.objects.get(code="I1.3b"), Decimal(70), author=bo)
    data["parcours"]["titre"] = "Entreprendre autrement"
    data["blocs"][0]["sequences"][0]["duree_minutes"] = 180
    data["blocs"][0]["competences"][2]["indicateurs"][1]["seuil"] = 75
    act(data, 3, 0)["titre"] = "Photolangage, en mieux"
    second = bring_in(data)
    assert second.page.pk == first.page.pk and second.journey.pk == first.journey.pk
    after = set(Activity.objects.values_list("key", flat=True)) | set(Sequence.objects.values_list("key", flat=True))
    assert after == keys
    assert Journey.objects.get().title == "Entreprendre autrement"
    assert Completion.objects.get(activity=activity).state == "doing" and Measure.objects.count() == 1
    # The threshold of a learner's first measure stays theirs.
    assert enrolment.standings.get().is_met


def test_what_the_file_leaves_unsaid_stays_as_authors_made_it():
    data = small()
    act(data).pop("texte", None)
    imported = bring_in(data)
    page = ActivityPage.objects.descendant_of(imported.page).get(title=act(data)["titre"]).specific
    page.body = [("prose", "<p>Écrit par Bo.</p>")]
    page.save_revision().publish()
    bring_in(data)
    again = ActivityPage.objects.get(pk=page.pk).specific
    assert "Écrit par Bo." in str(again.body)


def test_what_the_file_no_longer_names_is_unpublished_and_not_deleted():
    data = small()
    page = bring_in(data).page
    data["blocs"][0]["sequences"][3]["activites"].pop(0)
    imported = bring_in(data)
    gone = ActivityPage.objects.descendant_of(page).get(title="Photolangage sur les envies et les peurs")
    assert not gone.live and "Photolangage" in imported.notes[0]
    assert not Activity.objects.get(key=gone.translation_key).is_live


def test_a_sequence_that_changes_block_keeps_its_key():
    data = demo_data()
    data["parcours"].pop("part_presentiel")
    bring_in(data)
    key = Sequence.objects.get(code="S05").key
    moved = data["blocs"][1]["sequences"].pop(0)
    data["blocs"][0]["sequences"].append(moved)
    bring_in(data)
    row = Sequence.objects.get(code="S05")
    assert row.key == key and row.competency_block.code == "B1" and row.is_live


def test_a_journey_deleted_and_imported_again_finds_its_records():
    data = small()
    imported = bring_in(data)
    ana = make_person("Ana Ferreira", imported.journey.organisation, Role.LEARNER)
    enrolment = enrol(ana, imported.journey)
    activity = Activity.objects.get(titles__fr="Jauge de confiance")
    intake.receive(enrolment, activity, {"verb": "opened"})
    Page.objects.get(pk=imported.page.pk).delete()
    again = bring_in(data)
    assert again.journey.pk == enrolment.journey_id and again.journey.is_live
    assert Activity.objects.get(pk=activity.pk).is_live


def test_an_indicator_with_measures_cannot_vanish_by_a_file():
    data = small()
    imported = bring_in(data)
    ana = make_person("Ana Ferreira", imported.journey.organisation, Role.LEARNER)
    chloe = make_person("Chloé Costa", imported.journey.organisation, Role.COACH)
    enrolment = enrol(ana, imported.journey, coach=chloe)
    intake.judge(enrolment, Indicator.objects.get(code="I1.1a"), Decimal(7), author=chloe)
    data["blocs"][0]["competences"][0]["indicateurs"].pop(0)
    with pytest.raises(RefusedFile) as refused:
        bring_in(data)
    assert "I1.1a" in str(refused.value) or refused.value.faults
    assert Indicator.objects.filter(code="I1.1a").exists()


def test_an_unbalanced_journey_stays_a_draft_and_says_why():
    imported = bring_in(unbalanced())
    assert imported.journey is None and not imported.page.live
    assert "69.2" in imported.notes[-1] or "540" in imported.notes[-1]
    assert Journey.objects.count() == 0
    assert len(journey_data(imported.page)["blocs"][0]["sequences"]) == 4


def test_a_published_journey_is_not_taken_away_by_an_unbalanced_file():
    bring_in(demo_data())
    data = demo_data()
    data["blocs"][0]["sequences"][0]["duree_minutes"] = 150
    with pytest.raises(RefusedFile) as refused:
        bring_in(data)
    assert refused.value.faults[0].path == "parcours.part_presentiel"
    assert Journey.objects.get().is_live and Sequence.objects.get(code="S01").minutes == 120


def test_nothing_is_half_imported():
    data = small()
    # The last activity cannot be built.
    act(data, 3, 3).update(type="apport", images_du_site=[{"id": 0, "texte": "pas là"}])
    with pytest.raises(ObjectDoesNotExist):
        bring_in(data)
    assert JourneyPage.objects.count() == Framework.objects.count() == Journey.objects.count() == 0


def test_a_file_cannot_name_pictures_of_this_site():
    data = small()
    act(data)["images_du_site"] = [{"id": 1, "texte": "à quelqu'un d'autre"}]
    with pytest.raises(RefusedFile):
        read_journey(yaml.safe_dump(data, allow_unicode=True).encode())


def test_scripts_in_texts_are_cleaned_on_the_way_in():
    data = small()
    act(data)["texte"] = "<p onclick='x()'>Lisez</p><script>alert(1)</script>"
    act(data)["consigne"] = "<img src=x onerror=alert(1)><p>Bien</p>"
    page = ActivityPage.objects.descendant_of(bring_in(data).page).first().specific
    assert "script" not in str(page.body) and "onclick" not in str(page.body)
    assert "onerror" not in page.intro and "Bien" in page.intro


def test_exit_categories_come_along():
    bring_in(small())
    assert ExitCategory.objects.filter(is_dynamic=True).count() == 6


def test_the_organisation_is_made_once_and_never_overwritten():
    organisation = Organisation.objects.create(code="LCDP", name="Notre nom à nous")
    bring_in(small())
    organisation.refresh_from_db()
    assert organisation.name == "Notre nom à nous" and Organisation.objects.count() == 1


def test_another_organisation_may_be_asked_for():
    otto_s = make_organisation("otto")
    imported = bring_in(small(), "otto")
    assert imported.journey.organisation == otto_s
    assert CataloguePage.objects.get().organisation == otto_s


def test_who_exports_pictures_is_told_that_they_stay(tmp_path, settings):
    from wagtail.images import get_image_model
    from wagtail.images.tests.utils import get_test_image_file

    settings.MEDIA_ROOT = tmp_path
    image = get_image_model().objects.create(title="Corde", file=get_test_image_file())
    data = small()
    act(data)["images_du_site"] = [{"id": image.pk, "texte": "Une corde"}]
    page = bring_in(data).page
    told = lost_in_export(page)
    assert any(act(data)["titre"] in one for one in told) and len(told) == len(set(told)) < 5
    assert "images_du_site" not in export_journey(page)


def test_the_commands_carry_a_journey_between_sites(tmp_path):
    out = io.StringIO()
    call_command("journey", "import", str(FILE), stdout=out)
    assert "ENTREPRENDRE-2M" in out.getvalue()
    file = tmp_path / "out.yaml"
    call_command("journey", "export", "ENTREPRENDRE-2M", "--output", str(file))
    assert yaml.safe_load(file.read_text(encoding="utf-8")) == demo_data()


@pytest.mark.parametrize(
    "words", [("import", "nowhere.yaml"), ("export", "NOTHING"), ("check", "nowhere.yaml"), ("replay", "nowhere.yaml")]
)
def test_commands_say_in_a_sentence_what_they_cannot_do(words):
    with pytest.raises((CommandError, RuntimeError)):
        call_command("journey", *words, stderr=io.StringIO())


@pytest.mark.parametrize("words", [("import", str(FILE)), ("export", "ENTREPRENDRE-2M")])
def test_an_organisation_that_is_not_known_is_refused_with_those_that_are(words):
    make_organisation("CLUB")
    make_organisation("ailleurs")
    with pytest.raises(CommandError, match="CLUB, ailleurs"):
        call_command("journey", *words, "--organisation", "NOPE")
    assert Organisation.objects.count() == 2 and not Journey.objects.exists()


def test_a_journey_is_written_into_the_organisation_asked_for():
    club = make_organisation("CLUB")
    call_command("journey", "import", str(FILE), "--organisation", "club", stdout=io.StringIO())
    assert Journey.objects.get().organisation == club


def test_a_refused_file_leaves_the_site_as_it_was(tmp_path):
    file = tmp_path / "bad.yaml"
    file.write_bytes(FILE.read_bytes().replace(b"semaine: 2", b"semaine: deux", 1))
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("journey", "import", str(file), stderr=err)
    assert "blocs[0].sequences[3].semaine" in err.getvalue()
    assert Organisation.objects.count() == Page.objects.filter(depth__gt=2).count() == 0
