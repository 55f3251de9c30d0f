"""Who reads, issues and verifies documents, and what they see."""

import pytest
from django.urls import reverse

from lms.agenda.documents import privacy
from lms.agenda.documents.issue import issue
from lms.agenda.documents.limits import TRIES
from lms.agenda.models import AgendaRules, EndDocument
from lms.enrolment import enrol as enrolling
from lms.people.models import Role
from tests.factories import enrol_learner, make_person
from tests.lms.agenda.documents.conftest import sign_in
from tests.lms.agenda.hours.rows import signed_session

CERTIFICATE = EndDocument.Sort.CERTIFICATE.value


@pytest.fixture
def certificate(world) -> EndDocument:
    return issue(world.enrolment, CERTIFICATE, author=world.dora).document


def page(client, name: str, *args: object, **query: str) -> str:
    response = client.get(reverse(f"agenda:{name}", args=args), query, headers={"accept-language": "en"})
    assert response.status_code == 200, response.status_code
    return response.content.decode()


# -- the learner


def test_ana_finds_her_documents_and_opens_them(world, certificate):
    client = sign_in(world.ana)
    found = page(client, "documents")
    assert certificate.full_number in found and certificate.code in found
    response = client.get(reverse("agenda:document", args=[certificate.code]))
    assert response["Content-Type"] == "application/pdf" and response.content == bytes(certificate.pdf)
    assert "no-store" in response["Cache-Control"]


def test_the_replaced_one_stays_readable_and_says_so(world, certificate):
    issue(world.enrolment, CERTIFICATE, author=world.dora, reason="Nom corrigé")
    client = sign_in(world.ana)
    found = page(client, "documents")
    assert "Nom corrigé" in found and "-0002" in found
    assert client.get(reverse("agenda:document", args=[certificate.code])).status_code == 200


def test_who_has_none_reads_what_will_come(world):
    assert "empty" in page(sign_in(world.ana), "documents")


@pytest.mark.parametrize("who", ["otto", "eva", "bo", "emile", "gaelle"])
def test_nobody_else_opens_a_learner_s_document(world, certificate, who):
    client = sign_in(world.people[who])
    assert client.get(reverse("agenda:document", args=[certificate.code])).status_code == 404
    assert certificate.code not in page(client, "documents")


def test_a_coach_reads_and_does_not_issue(world, certificate):
    client = sign_in(world.chloe)
    found = page(client, "issue", world.enrolment.public_id)
    assert certificate.full_number in found and 'name="sort"' not in found
    address = reverse("agenda:issue", args=[world.enrolment.public_id])
    assert client.post(address, {"sort": CERTIFICATE, "language": "fr"}).status_code == 403
    other = make_person("Autre Coach", world.organisation, Role.COACH, email="autre@example.org")
    assert sign_in(other).get(address).status_code == 403


def test_otto_s_whole_organisation_finds_nothing(world, certificate):
    olga = make_person("Olga", world.other_organisation, *Role, email="olga@example.org")
    for name, key in (("issue", world.enrolment.public_id), ("issue_many", world.journey.key)):
        assert sign_in(olga).get(reverse(f"agenda:{name}", args=[key])).status_code == 404


# -- who issues


def test_dora_sees_what_it_will_say_before_it_is_issued(world):
    client = sign_in(world.dora)
    found = page(client, "issue", world.enrolment.public_id, sort=CERTIFICATE, language="fr")
    assert "Je soussigné·e Hélène Marchand" in found
    assert not EndDocument.objects.exists()


def test_dora_issues_and_a_second_click_changes_nothing(world):
    client = sign_in(world.dora)
    address = reverse("agenda:issue", args=[world.enrolment.public_id])
    for _click in range(2):
        # Two clicks on the same form: the second was drawn before the first was stored.
        response = client.post(address, {"sort": CERTIFICATE, "language": "fr", "reason": ""})
    assert EndDocument.objects.count() == 1
    assert response.status_code in (200, 302)


def test_dora_replaces_with_a_reason_and_not_without(world, certificate):
    client = sign_in(world.dora)
    address = reverse("agenda:issue", args=[world.enrolment.public_id])
    assert client.post(address, {"sort": CERTIFICATE, "language": "fr"}).status_code == 200
    assert EndDocument.objects.count() == 1
    client.post(address, {"sort": CERTIFICATE, "language": "fr", "reason": "Nom corrigé"})
    client.post(address, {"sort": CERTIFICATE, "language": "fr", "reason": "Nom corrigé"})
    assert EndDocument.objects.count() == 2


def test_what_is_missing_is_told_on_the_screen(world):
    AgendaRules.objects.update(signatory="")
    found = page(sign_in(world.dora), "issue", world.enrolment.public_id, sort=CERTIFICATE, language="en")
    assert "Nobody is set to sign" in found or "Personne n’est désigné" in found


def test_nobody_issues_for_themselves(world):
    mine = enrol_learner(world, world.dora)
    signed_session(world, mine, days=2)
    address = reverse("agenda:issue", args=[mine.public_id])
    assert sign_in(world.dora).post(address, {"sort": CERTIFICATE, "language": "fr"}).status_code == 403


def test_several_who_left_get_theirs_at_once_and_others_are_refused_in_words(world):
    idle = enrol_learner(world, make_person("Idris Idle", world.organisation, email="idle@example.org"))
    for enrolment in (world.enrolment, idle):
        enrolling.end(enrolment)
    client = sign_in(world.dora)
    address = reverse("agenda:issue_many", args=[world.journey.key])
    found = page(client, "issue_many", world.journey.key)
    assert "Ana Ferreira" in found and "Idris Idle" in found
    keys = [str(world.enrolment.public_id), str(idle.public_id), "rubbish"]
    response = client.post(address, {"sort": CERTIFICATE, "enrolment": keys}, follow=True)
    text = response.content.decode()
    assert EndDocument.objects.count() == 1 and "Idris Idle" in text
    assert str(world.enrolment.public_id) not in text
    client.post(address, {"sort": CERTIFICATE, "enrolment": keys})
    assert EndDocument.objects.count() == 1


# -- anybody


def test_anybody_verifies_and_is_shown_nobody(client, world, certificate):
    found = page(client, "verify", code=certificate.code.lower().replace("-", " "))
    assert certificate.full_number in found and "Organisation club" in found and certificate.sha256 in found
    for words in ("Ana", "Ferreira", "Entreprendre", "Dora", world.ana.email):
        assert words not in found


def test_a_replaced_document_is_said_to_be_replaced(client, world, certificate):
    issue(world.enrolment, CERTIFICATE, author=world.dora, reason="Nom corrigé")
    found = page(client, "verify", code=certificate.code)
    assert "message-warning" in found and "Nom corrigé" not in found


def test_a_wrong_code_gets_a_plain_sentence(client, world):
    for typed in ("7777-7777-7777", "<script>alert(1)</script>", "' OR 1=1", "é" * 500):
        found = page(client, "verify", code=typed)
        assert "message-error" in found and "<script>alert" not in found


def test_an_erased_learner_s_document_is_still_genuine(client, world, certificate):
    privacy.erase(world.ana)
    assert certificate.full_number in page(client, "verify", code=certificate.code)
    assert sign_in(world.dora).get(reverse("agenda:document", args=[certificate.code])).status_code == 404


def test_codes_cannot_be_tried_without_end(client, world, certificate):
    address = reverse("agenda:verify")
    for _try in range(TRIES):
        assert client.get(address, {"code": "7777-7777-7777"}).status_code == 200
    assert client.get(address, {"code": certificate.code}).status_code == 429
    assert client.get(address).status_code == 200
    assert client.get(address, {"code": certificate.code}, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_lists_cost_few_queries(world, certificate, django_assert_max_num_queries):
    for number in range(3):
        issue(world.enrolment, CERTIFICATE, author=world.dora, reason=f"essai {number}")
    client = sign_in(world.ana)
    page(client, "documents")
    with django_assert_max_num_queries(6):
        page(client, "documents")
