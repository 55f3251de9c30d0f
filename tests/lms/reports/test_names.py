"""Who reads what: names for those entitled, pseudonyms for others, nothing about few people, nothing for Otto."""

import pytest
from django.urls import reverse

from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.progress.models import Evidence, JourneyTotal
from tests.lms.reports.conftest import sign_in
from tests.lms.reports.test_matrix import rows, url

EVERY_NAME = "Nom"


def addresses(crowd) -> list[str]:
    evidence = Evidence.objects.filter(enrolment=crowd.learners[8]).first()
    person = crowd.learners[8].public_id
    competency = crowd.world.indicator("I1.1a").competency_id
    indicator = evidence.measures.get().indicator_id
    journey = crowd.world.journey.key
    return [
        reverse("reports:matrix", args=[journey]),
        reverse("reports:matrix_csv", args=[journey]),
        reverse("reports:journey_measures_csv", args=[journey]),
        reverse("reports:learner", args=[person]),
        reverse("reports:measures", args=[person, competency]),
        reverse("reports:measures_csv", args=[person]),
        reverse("reports:evidence", args=[person, evidence.public_id, indicator]),
    ]


def body(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


@pytest.mark.parametrize("who", ["otto", "ana", "emile", "gaelle"])
def test_those_who_read_no_reports_find_nothing(crowd, who):
    client = sign_in(crowd.world.people[who])
    assert [client.get(address).status_code for address in addresses(crowd)] == [404] * 7
    assert client.get(reverse("reports:index")).context["journeys"] == []


def test_a_stranger_is_asked_to_sign_in(crowd, client):
    answers = [client.get(address) for address in [reverse("reports:index"), *addresses(crowd)]]
    assert {answer.status_code for answer in answers} == {302}
    assert all("/account/" in answer["Location"] for answer in answers)


@pytest.mark.parametrize("who", ["bo", "dora", "admin"])
def test_those_who_know_everybody_read_names(crowd, who):
    client = sign_in(crowd.world.people[who])
    assert EVERY_NAME in body(client.get(url(crowd)))


def test_an_evaluator_with_names_reads_names(eva, crowd):
    for address in addresses(crowd):
        response = eva.get(address)
        assert response.status_code == 200, address
        assert str(crowd.learners[8].person) in body(response), address


def test_an_evaluator_without_names_reads_none_anywhere(nameless, crowd):
    for address in addresses(crowd):
        response = nameless.get(address)
        assert response.status_code == 200, address
        text = body(response)
        assert EVERY_NAME not in text, address
        assert "Bo Berger" not in text, address


def test_a_pseudonym_is_the_same_every_time(nameless, crowd):
    first = {row["name"] for row in rows(nameless, crowd)}
    again = {row["name"] for row in rows(nameless, crowd, sort="minutes")}
    assert first == again
    assert len(first) == 13
    mark = crowd.learners[0].public_id.hex[:6].upper()
    assert any(name.endswith(mark) for name in first)


def test_no_cohort_nor_state_stands_beside_a_pseudonym(nameless, crowd):
    shown = rows(nameless, crowd)
    assert {(row["cohort"], row["state_words"]) for row in shown} == {("", "")}


def test_without_names_nobody_sorts_by_name_or_start(nameless, crowd):
    usual = [row["name"] for row in rows(nameless, crowd)]
    assert [row["name"] for row in rows(nameless, crowd, sort="name")] == usual
    assert [row["name"] for row in rows(nameless, crowd, sort="start")] == usual


def test_a_group_under_five_is_not_shown_without_names(nameless, crowd):
    """Two have ended, one is paused: neither list nor sums."""
    for asked in ({"state": "ended"}, {"state": "paused"}, {"cohort": "none"}):
        response = nameless.get(url(crowd, **asked))
        assert response.context["suppressed"]
        assert response.context["rows"] == []
        assert response.context["figures"] == []
        assert response.context["total"] == 0


def test_the_rest_of_a_small_group_is_hidden_too(nameless, crowd):
    """13 people less the 10 under way leave 3: so those under way are not shown apart either."""
    assert nameless.get(url(crowd, state="active")).context["suppressed"]
    assert len(nameless.get(url(crowd)).context["rows"]) == 13


def test_a_small_group_is_neither_offered_nor_in_the_file(nameless, crowd):
    page = nameless.get(url(crowd))
    offered = {one["name"]: [option["value"] for option in one["options"]] for one in page.context["filters"]}
    assert "state" not in offered
    text = body(nameless.get(addresses(crowd)[1] + "?state=ended"))
    assert len(text.strip().splitlines()) == 1


def test_a_journey_of_four_people_is_closed_to_those_without_names(nameless, crowd):
    kept = [one.pk for one in crowd.learners[5:9]]
    Enrolment.objects.exclude(pk__in=kept).update(journey=other_journey(crowd))
    EnrolmentTotal.objects.exclude(pk__in=kept).delete()
    JourneyTotal.objects.filter(cohort=None).update(enrolments=4)
    assert nameless.get(url(crowd)).context["suppressed"]
    assert nameless.get(reverse("reports:learner", args=[crowd.learners[6].public_id])).status_code == 404


def other_journey(crowd):
    return type(crowd.world.journey).objects.create(organisation=crowd.world.organisation, code="J2")


def test_a_coach_opens_only_the_people_they_coach(crowd):
    chloe = sign_in(crowd.world.chloe)
    mine, other = crowd.learners[0].public_id, crowd.learners[8].public_id
    assert chloe.get(reverse("reports:learner", args=[mine])).status_code == 200
    assert chloe.get(reverse("reports:learner", args=[other])).status_code == 404
    text = body(chloe.get(reverse("reports:matrix_csv", args=[crowd.world.journey.key])))
    assert len(text.strip().splitlines()) == 2


def test_an_erased_person_keeps_a_line_without_a_name(eva, crowd):
    Enrolment.objects.filter(pk=crowd.learners[4].pk).update(person=None)
    shown = [row["name"] for row in rows(eva, crowd)]
    assert len(shown) == 13
    assert str(crowd.learners[4].person) not in shown


def test_the_index_tells_how_many_only_where_they_are_enough(crowd):
    crowd.world.journey.totals.filter(cohort=None).update(enrolments=3)
    client = sign_in(crowd.world.eva)
    assert "3" not in client.get(reverse("reports:index")).context["journeys"][0]["people"]
