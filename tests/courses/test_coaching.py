"""Those who accompany: whom they see, what they may say of them, and what they take back."""

import re
from contextlib import nullcontext
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse
from django.utils.formats import date_format

from lms.catalogue.models import Indicator
from lms.catalogue.publish import publish
from lms.people import access
from lms.people.models import Role
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Evidence, EvidenceVerb, IndicatorStanding, Measure
from tests.factories import World, enrol_learner, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world()


def address(name: str, world: World, *more: object) -> str:
    return reverse(f"courses:{name}", args=[world.enrolment.public_id, *more])


def form_key(client, url: str) -> str:
    return client.get(url).context["form"]["key"].value()


def names_in(response) -> list[str]:
    return [line["name"] for line in response.context["learners"]]


def test_a_coach_finds_the_people_they_coach_and_nobody_else(world, client):
    enrol_learner(world, make_person("Nino Neves", world.organisation, Role.LEARNER))
    client.force_login(world.chloe)
    assert names_in(client.get(reverse("courses:learners"))) == ["Ana Ferreira"]


@pytest.mark.parametrize("who", ["bo", "dora"])
def test_trainers_and_coordinators_find_everybody_of_the_organisation(world, client, who):
    enrol_learner(world, make_person("Nino Neves", world.organisation, Role.LEARNER))
    client.force_login(world.people[who])
    assert names_in(client.get(reverse("courses:learners"))) == ["Ana Ferreira", "Nino Neves"]
    assert names_in(client.get(reverse("courses:learners"), {"q": "nino"})) == ["Nino Neves"]


@pytest.mark.parametrize("who", ["ana", "otto", "eva", "gaelle"])
def test_whoever_accompanies_nobody_has_no_such_list(world, client, who):
    client.force_login(world.people[who])
    assert client.get(reverse("courses:learners")).status_code == 403


def test_the_list_costs_the_same_for_one_learner_and_for_forty(world, client, django_assert_max_num_queries):
    for number in range(40):
        enrol_learner(world, make_person(f"Nino {number}", world.organisation, email=f"n{number}@example.org"))
    client.force_login(world.dora)
    client.get(reverse("courses:learners"))
    with django_assert_max_num_queries(10):
        assert client.get(reverse("courses:learners")).status_code == 200


@pytest.mark.parametrize("who", ["otto", "gaelle", "eva", "emile"])
def test_a_learner_s_page_does_not_exist_for_whoever_does_not_know_their_name(world, client, who):
    client.force_login(world.people[who])
    assert client.get(address("learner", world)).status_code == 404
    assert client.get(address("judge", world, world.indicator().pk)).status_code == 404


def test_another_coach_does_not_see_ana(world, client):
    client.force_login(make_person("Cora", world.organisation, Role.COACH))
    assert client.get(address("learner", world)).status_code == 404


def test_a_coach_reads_what_the_learner_reads_within_ten_queries(world, client, django_assert_max_num_queries):
    intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo, comment="Bien", key="k")
    Indicator.objects.filter(code="I1.1a").update(assessor="coach")
    publish(world.plan)
    client.force_login(world.chloe)
    client.get(address("learner", world))
    with django_assert_max_num_queries(10):
        response = client.get(address("learner", world))
    first = response.context["blocks"][0]["competencies"][0]["indicators"][0]
    assert first["measures"][0]["comment"] == "Bien" and first["judge_url"]


def words_in(part: object) -> list[str]:
    """Every text of a part of a screen."""
    if isinstance(part, dict):
        return [text for value in part.values() for text in words_in(value)]
    if isinstance(part, list):
        return [text for value in part for text in words_in(value)]
    return [part] if isinstance(part, str) else []


def test_a_coach_reads_of_the_learner_and_is_not_taken_for_them(world, client):
    for code, assessor in (("I1.1a", "trainer"), ("I1.1b", "coach"), ("I1.2a", "learner"), ("I1.2b", "platform")):
        Indicator.objects.filter(code=code).update(assessor=assessor)
    publish(world.plan)
    intake.declare(world.enrolment, {world.indicator().competency_id: 2})
    client.force_login(world.chloe)
    context = client.get(address("learner", world)).context
    said = words_in([context["figures"], context["blocks"]])
    assert [text for text in said if re.search(r"\b(vous|votre|vos)\b", text, re.IGNORECASE)] == []
    assert any("Dit par cette personne le premier jour" in text for text in said)
    client.force_login(world.ana)
    own = client.get(reverse("courses:my_progress")).context
    assert any("vous disiez" in text for text in words_in(own["blocks"]))


def test_a_judgement_is_a_measure_with_its_author_and_comment(world, client):
    client.force_login(world.bo)
    url = address("judge", world, world.indicator().pk)
    response = client.post(url, {"value": "72.5", "comment": "Clair et précis", "key": form_key(client, url)})
    assert response["Location"] == address("learner", world)
    measure = Measure.objects.get()
    assert (measure.value, measure.is_validated) == (Decimal("72.5"), True)
    assert (measure.evidence.author, measure.evidence.comment) == (world.bo, "Clair et précis")
    assert IndicatorStanding.objects.get().is_met


def test_a_judgement_sent_twice_counts_once(world, client):
    client.force_login(world.bo)
    url = address("judge", world, world.indicator().pk)
    key = form_key(client, url)
    for _ in range(2):
        client.post(url, {"value": "72", "comment": "", "key": key})
    assert Measure.objects.count() == 1


@pytest.mark.parametrize("value", ["", "beaucoup", "-3", "1e30", "NaN"])
def test_a_value_that_is_no_figure_is_refused_and_what_was_written_stays(world, client, value):
    client.force_login(world.bo)
    url = address("judge", world, world.indicator().pk)
    response = client.post(url, {"value": value, "comment": "Ma remarque", "key": form_key(client, url)})
    assert response.status_code == 200 and response.context["form"].errors
    assert "Ma remarque" in response.content.decode()
    assert not Measure.objects.exists()


def send_value(world, client, value: str, unit: str):
    """What somebody writes about an indicator of that unit."""
    Indicator.objects.filter(code="I1.1a").update(unit=unit)
    publish(world.plan)
    client.force_login(world.bo)
    url = address("judge", world, world.indicator().pk)
    return client.post(url, {"value": value, "comment": "", "key": form_key(client, url)})


@pytest.mark.parametrize(
    ("value", "unit"),
    [("101", "pourcentage"), ("100,5", "%"), ("21", "points sur 20"), ("-1", "écarts"), ("-0.5", "points sur 10")],
)
def test_a_value_beyond_its_unit_is_refused_beside_its_field(world, client, value, unit):
    response = send_value(world, client, value, unit)
    assert response.status_code == 200 and response.context["form"]["value"].errors
    assert not Measure.objects.exists()
    with pytest.raises(Refused):
        amount = Decimal(value.replace(",", "."))
        intake.judge(world.enrolment, world.indicator(), amount, author=world.bo)


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("72,5", "pourcentage", "72.5"),
        ("100 %", "pourcentage", "100"),
        ("20", "points sur 20", "20"),
        ("1 250", "euros", "1250"),
        ("12 écarts", "écarts", "12"),
        ("0", "écarts", "0"),
    ],
)
def test_a_value_is_read_as_people_write_it(world, client, written, unit, value):
    assert send_value(world, client, written, unit).status_code == 302
    assert Measure.objects.get().value == Decimal(value)


def test_the_field_says_its_unit_and_how_far_it_goes(world, client):
    text = send_value(world, client, "", "points sur 20").content.decode()
    assert "<span>points sur 20</span>" in text and "20\u00a0points sur 20" in text
    text = send_value(world, client, "", "pourcentage").content.decode()
    assert "<span>%</span>" in text and "100\u00a0%" in text and "pourcentage" not in text


def test_a_form_that_is_too_old_keeps_what_was_written(world, client):
    client.force_login(world.bo)
    url = address("judge", world, world.indicator().pk)
    response = client.post(url, {"value": "72", "comment": "Ma remarque", "key": "too-old"})
    assert response.status_code == 200 and "Ma remarque" in response.content.decode()
    again = response.context["form"]["key"].value()
    client.post(url, {"value": "72", "comment": "Ma remarque", "key": again})
    assert Measure.objects.count() == 1


ASSESSORS = ["trainer", "coach", "moderator", "peer", "jury", "platform", "learner"]
# Whose word an indicator takes: trainers enter what others found; a coach speaks of the people they coach.
SPEAKS = {
    "bo": {"trainer", "moderator", "peer", "jury", "platform"},
    "chloe": {"coach"},
    "another coach": set(),
    "dora": set(ASSESSORS),
    "admin": set(ASSESSORS),
    "eva": set(),
    "emile": set(),
    "ana": {"learner"},
}


@pytest.mark.parametrize("who", SPEAKS)
@pytest.mark.parametrize("assessor", ASSESSORS)
def test_an_indicator_takes_the_word_of_its_assessor_or_of_who_coordinates(world, who, assessor):
    """Whoever is neither is refused, with or without a reason."""
    Indicator.objects.filter(code="I1.1a").update(assessor=assessor)
    world.people["another coach"] = make_person("Cora", world.organisation, Role.COACH)
    may = assessor in SPEAKS[who]
    with nullcontext() if may else pytest.raises(Refused):
        intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.people[who], comment="Vu ensemble.")
    assert Measure.objects.exists() is may


def test_a_coordinator_decides_in_the_assessor_s_place_and_says_why(world, client):
    client.force_login(world.dora)
    url = address("judge", world, world.indicator().pk)
    assert "Vous décidez à sa place" in client.get(url).content.decode()
    body = {"value": "72", "comment": "  ", "key": form_key(client, url)}
    assert client.post(url, body).context["form"]["comment"].errors
    with pytest.raises(Refused):
        intake.judge(world.enrolment, world.indicator(), Decimal(72), author=world.dora)
    assert not Measure.objects.exists()
    assert client.post(url, {**body, "comment": "La formatrice est absente."}).status_code == 302
    assert Measure.objects.get().evidence.author == world.dora


def test_nobody_decides_on_their_own_record(world):
    for who, role in (("dora", Role.COORDINATOR), ("admin", Role.ADMIN), ("bo", Role.TRAINER)):
        own = enrol_learner(world, world.people[who])
        assert access.has_role(world.people[who], world.organisation.pk, role)
        with pytest.raises(Refused):
            intake.judge(own, world.indicator(), Decimal(70), author=world.people[who], comment="Moi-même.")


def test_a_coordinator_of_another_organisation_decides_nothing_here(world, client):
    olga = make_person("Olga", world.other_organisation, Role.COORDINATOR, Role.ADMIN)
    with pytest.raises(Refused):
        intake.judge(world.enrolment, world.indicator(), Decimal(70), author=olga, comment="x")
    client.force_login(olga)
    assert client.get(address("judge", world, world.indicator().pk)).status_code == 404


def test_a_page_offers_only_the_judgements_that_are_this_person_s_to_give(world, client):
    Indicator.objects.filter(code="I1.1a").update(assessor="coach")
    publish(world.plan)
    offered = {}
    for who in ("bo", "chloe", "dora"):
        client.force_login(world.people[who])
        shown = client.get(address("learner", world)).context["blocks"][0]["competencies"][0]["indicators"]
        offered[who] = [bool(one["judge_url"]) for one in shown]
    assert offered == {"bo": [False, True], "chloe": [True, False], "dora": [True, True]}
    client.force_login(world.chloe)
    other = Indicator.objects.get(code="I1.1b")
    assert client.get(address("judge", world, other.pk)).status_code == 403


def test_an_indicator_of_nowhere_does_not_exist(world, client):
    client.force_login(world.bo)
    assert client.get(address("judge", world, 999_999)).status_code == 404


def test_a_withdrawal_needs_a_reason_and_is_computed_again(world, client):
    outcome = intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo, key="k")
    evidence = Evidence.objects.get(pk=outcome.evidence_id)
    client.force_login(world.bo)
    url = address("withdraw", world, evidence.public_id)
    assert client.post(url, {"reason": "   "}).status_code == 200
    assert not Evidence.objects.filter(verb=EvidenceVerb.VOIDED).exists()
    response = client.post(url, {"reason": "Mauvaise personne"})
    assert response["Location"] == address("learner", world)
    assert [str(message) for message in get_messages(response.wsgi_request)]
    assert not IndicatorStanding.objects.filter(is_met=True).exists()


def test_the_page_that_withdraws_says_which_evidence(world, client):
    indicator = world.indicator()
    outcome = intake.judge(world.enrolment, indicator, Decimal("72.5"), author=world.bo, comment="Clair", key="k")
    said = Evidence.objects.get(pk=outcome.evidence_id)
    client.force_login(world.bo)
    text = client.get(address("withdraw", world, said.public_id)).content.decode().replace("\u00a0", " ")
    day = date_format(said.happened_at.astimezone(world.organisation.zone), "j F Y")
    for part in (indicator.title, "72,5 %", "Bo Berger", day, "Clair"):
        assert part in text, part


def test_the_page_that_withdraws_names_the_activity_and_its_learner(world, client):
    activity = world.activity()
    outcome = intake.receive(world.enrolment, activity, {"verb": "completed"}, key="k")
    said = Evidence.objects.get(pk=outcome.evidence_id)
    client.force_login(world.bo)
    facts = client.get(address("withdraw", world, said.public_id)).context["facts"]
    assert {activity.title, "Ana Ferreira"} <= {fact["value"] for fact in facts}


def test_who_may_not_withdraw_is_refused(world, client):
    outcome = intake.judge(world.enrolment, world.indicator(), Decimal(70), author=world.bo, key="k")
    evidence = Evidence.objects.get(pk=outcome.evidence_id)
    client.force_login(world.ana)
    assert client.post(address("withdraw", world, evidence.public_id), {"reason": "x"}).status_code == 404


def test_a_stranger_signs_in_first(world, client):
    for url in (reverse("courses:learners"), address("learner", world), address("judge", world, 1)):
        assert client.get(url)["Location"].startswith(reverse("account_login"))


def test_learners_say_themselves_what_is_theirs_to_say(world, client):
    own = world.indicator("I1.1a")
    own.assessor = "learner"
    own.save()
    publish(world.plan)
    client.force_login(world.ana)
    progress = client.get(reverse("courses:my_progress"))
    first, second = progress.context["blocks"][0]["competencies"][0]["indicators"]
    assert first["judge_url"] and not second["judge_url"]
    client.post(first["judge_url"], {"value": "7", "comment": "", "key": form_key(client, first["judge_url"])})
    assert Measure.objects.get().evidence.author == world.ana
    assert client.get(address("judge", world, second["id"])).status_code == 404


@pytest.mark.parametrize("who", ["bo", "chloe", "dora"])
def test_what_else_is_kept_of_a_learner_is_one_step_away(world, client, who):
    client.force_login(world.people[who])
    ways = client.get(address("learner", world)).context["ways"]
    assert len(ways) >= 3
    assert [client.get(way["url"]).status_code for way in ways] == [200] * len(ways)
