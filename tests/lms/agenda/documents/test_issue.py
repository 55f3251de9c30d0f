"""End documents: what they say, that they are issued once, numbered without a gap, and never changed."""

import shutil
from decimal import Decimal
from hashlib import sha256

import pytest
from django.utils import translation

from lms.agenda.documents import codes, privacy
from lms.agenda.documents.contents import CannotIssue
from lms.agenda.documents.issue import issue, preview
from lms.agenda.models import AgendaRules, EndDocument
from lms.enrolment import enrol as enrolling
from lms.notices.models import Notice
from lms.people import privacy as whole_privacy
from lms.progress import intake
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.documents.conftest import text_of
from tests.lms.agenda.hours.rows import signed_session

CERTIFICATE, OUTCOMES, ATTENDANCE = EndDocument.Sort.values


def make(world, sort=CERTIFICATE, **more):
    return issue(world.enrolment, sort, author=world.dora, **more)


def test_a_certificate_says_what_the_ministry_s_model_asks(world):
    content = preview(world.enrolment, CERTIFICATE, "fr")
    said = {one["label"]: one["value"] for one in content["items"]}
    assert "Hélène Marchand, directrice" in content["lead"] and "Organisation club" in content["lead"]
    assert said["Apprenant"] == "Ana Ferreira"
    assert said["Intitulé de l’action"] == "Entreprendre à sa mesure"
    assert said["Nature de l’action"] == "Action de formation"
    assert said["Durée réalisée et justifiée"] == "1\u00a0h"
    assert said["Numéro de déclaration d’activité"] == "75 19 00000 00"
    assert "preuves" in content["closing"][0]
    assert content["figures"]["minutes_performed"] == 60


def test_it_is_said_in_the_learner_s_language_or_the_one_chosen(world):
    assert make(world).document.facts["title"] == "Certificat de réalisation"
    english = make(world, language="en", reason="for an employer abroad").document
    assert english.facts["title"] == "Certificate of completion of service"


def test_the_pdf_is_accessible_and_its_text_can_be_read(world, tmp_path):
    document = make(world).document
    assert document.pdf.startswith(b"%PDF") and b"pdfuaid" in document.pdf
    assert document.sha256 == sha256(document.pdf).hexdigest()
    if shutil.which("pdftotext"):
        text = text_of(document.pdf, tmp_path)
        for words in ("Ana Ferreira", "Entreprendre à sa mesure", "Fait à Tulle", document.code, document.full_number):
            assert words in text


@pytest.mark.parametrize("sort", [OUTCOMES, ATTENDANCE])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_two_statements_print_in_both_languages(world, sort, language):
    for letter in "ab":
        intake.judge(world.enrolment, world.indicator(f"I1.1{letter}"), Decimal(85), author=world.bo)
    world.enrolment.refresh_from_db()
    document = make(world, sort, language=language).document
    assert b"pdfuaid" in document.pdf
    assert document.facts["content"]["tables"]


def test_a_statement_of_outcomes_tells_block_competency_level_evidence_and_day(world):
    for letter in "ab":
        intake.judge(world.enrolment, world.indicator(f"I1.1{letter}"), Decimal(85), author=world.bo)
    enrolment = type(world.enrolment).objects.get(pk=world.enrolment.pk)
    content = preview(enrolment, OUTCOMES, "fr")
    [table] = content["tables"]
    assert table["title"] == "B1 Bloc 1"
    competency, level, evidence, day = table["rows"][0]
    assert competency == "C1.1 Savoir faire 1.1"
    assert (level, evidence) == ("Acquis en autonomie", "Quiz")
    assert day


def test_somebody_who_leaves_early_gets_what_was_validated_and_the_hours_done(world):
    """domain.md A09, AC3."""
    for letter in "ab":
        intake.judge(world.enrolment, world.indicator(f"I1.1{letter}"), Decimal(85), author=world.bo)
    enrolling.end(world.enrolment)
    enrolment = type(world.enrolment).objects.get(pk=world.enrolment.pk)
    content = preview(enrolment, OUTCOMES, "fr")
    said = {one["label"]: one["value"] for one in content["items"]}
    assert said["Compétences acquises"] == "1 sur 4"
    assert said["Durée réalisée et justifiée"] == "1\u00a0h"
    assert content["figures"]["to"] == enrolment.ends_on.isoformat()
    assert "preuves" in content["closing"][-1]


def test_an_attendance_statement_tells_half_days_planned_and_done(world):
    content = preview(world.enrolment, ATTENDANCE, "fr")
    by_sequence, by_half_day = content["tables"]
    assert by_sequence["rows"][0] == ["S11 Séquence 1.1", "Sur place", "1\u00a0h", "1\u00a0h"]
    assert by_half_day["rows"][0][1] == "Matin"
    assert content["figures"]["minutes_planned"] == 240


# -- once, and for good


def test_a_double_click_issues_once_and_tells_once(world):
    first, second = make(world), make(world)
    assert (first.is_new, second.is_new) == (True, False)
    assert first.document == second.document
    assert EndDocument.objects.count() == Notice.objects.filter(person=world.ana, topic="document").count() == 1


def test_what_says_something_else_needs_a_reason_and_replaces_it(world):
    old = make(world).document
    signed_session(world, world.enrolment, days=2, sequence="S21")
    with pytest.raises(CannotIssue):
        make(world)
    new = make(world, reason="un atelier manquait")
    again = make(world, reason="un atelier manquait")
    assert (new.is_new, again.is_new) == (True, False)
    assert new.document.replaces == old and old.replaced_by == new.document
    assert bytes(EndDocument.objects.get(pk=old.pk).pdf) == bytes(old.pdf)
    assert f"{old.full_number}" in new.document.facts["replaces"]


def test_numbers_follow_each_other_by_organisation_and_year(world):
    ana = make(world).document
    other = enrol_learner(world, make_person("Nour", world.organisation, email="nour@example.org"))
    signed_session(world, other, days=4)
    second = issue(other, CERTIFICATE, author=world.dora).document
    third = make(world, ATTENDANCE).document
    assert [row.number for row in (ana, second, third)] == [1, 2, 3]
    assert ana.full_number == f"{ana.year}-0001"


def test_a_refusal_or_a_failed_print_leaves_no_gap(world, monkeypatch):
    AgendaRules.objects.update(signatory="")
    with pytest.raises(CannotIssue):
        make(world)
    AgendaRules.objects.update(signatory="Hélène Marchand")
    assert make(world).document.number == 1


@pytest.mark.parametrize("field", ["signatory", "signatory_capacity", "city"])
def test_what_is_missing_is_said_in_words(world, field):
    AgendaRules.objects.update(**{field: " "})
    with translation.override("en"), pytest.raises(CannotIssue) as refusal:
        make(world)  # in French, for Ana; the refusal is for Dora, who reads English
    with translation.override("en"):
        assert "An administrator sets it" in str(refusal.value)
    assert not EndDocument.objects.exists()


def test_nothing_performed_gives_no_certificate_and_nothing_assessed_no_outcomes(world):
    idle = enrol_learner(world, make_person("Idle", world.organisation, email="idle@example.org"))
    for sort in (CERTIFICATE, OUTCOMES, ATTENDANCE):
        with pytest.raises(CannotIssue):
            issue(idle, sort, author=world.dora)


def test_an_issued_document_is_never_changed(world):
    document = make(world).document
    document.sort = OUTCOMES
    for act in (
        document.save,
        document.delete,
        EndDocument.objects.all().delete,
        lambda: EndDocument.objects.update(number=9),
        lambda: EndDocument.objects.bulk_update([document], ["sort"]),
    ):
        with pytest.raises(TypeError):
            act()


# -- codes


def test_codes_are_read_as_people_type_them():
    code = codes.make_code()
    assert codes.read_code(code.lower().replace("-", " ")) == code
    assert codes.read_code(f"  {code.replace('-', '')} ") == code
    for wrong in ("", "x", code + "A", "O" * 12, "é" * 12, "\x00" * 12, "7" * 500):
        assert codes.read_code(wrong) == ""


def test_two_codes_are_never_the_same():
    assert len({codes.make_code() for _number in range(2000)}) == 2000


# -- to hand over, and to forget


def test_the_learner_is_handed_what_their_documents_say(world):
    make(world)
    [line] = privacy.export(world.ana)
    assert line["number"].endswith("-0001") and "Ana Ferreira" in str(line["says"])


def test_forgetting_a_person_keeps_number_code_and_fingerprint_alone(world):
    document = make(world).document
    make(world, ATTENDANCE)
    privacy.erase(world.ana)
    whole_privacy.erase(world.ana)
    row = EndDocument.objects.get(pk=document.pk)
    assert row.is_blanked and bytes(row.pdf) == b"" and row.reason == ""
    assert (row.number, row.code, row.sha256) == (document.number, document.code, document.sha256)
    everything = str(list(EndDocument.objects.values()))
    assert "Ana" not in everything
    with pytest.raises(CannotIssue):
        make(world, OUTCOMES)
