"""From a figure down to its evidence: the chain that an evaluator walks."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.catalogue.models import Indicator
from lms.catalogue.publish import publish
from lms.progress import intake
from lms.progress.models import Evidence, Measure
from tests.lms.reports.conftest import Crowd, say
from tests.lms.reports.test_matrix import rows


@pytest.fixture
def ana(crowd):
    """Ana, of whom nothing was measured yet."""
    return crowd.learners[0]


def cell(crowd: Crowd, enrolment, code: str = "I1.1a") -> str:
    return reverse("reports:measures", args=[enrolment.public_id, crowd.world.indicator(code).competency_id])


def opened(client, crowd: Crowd, enrolment, code: str = "I1.1a") -> dict:
    """The indicator as the screen of its competency shows it."""
    shown = client.get(cell(crowd, enrolment, code).replace("/fr/", "/en/")).context
    return next(one for one in shown["indicators"] if one["code"] == code)


def test_from_the_matrix_to_the_evidence_in_three_steps(eva, crowd, ana):
    say(crowd, ana, "I1.1a", Decimal(72), comment="Vu en atelier.")
    row = next(row for row in rows(eva, crowd) if row["name"] == "Ana Ferreira")
    measures = eva.get(row["cells"][0]["url"])
    measure = measures.context["indicators"][0]["measures"][0]
    evidence = eva.get(measure["url"])
    assert measure["value"] == "72\u00a0%"
    assert "Bo Berger" in measure["who"]
    assert evidence.context["evidence"][0]["comment"] == "Vu en atelier."
    assert evidence.context["evidence"][0]["who"] == "Bo Berger"
    assert str(Evidence.objects.get(comment="Vu en atelier.").public_id) in evidence.content.decode()


def test_measures_stand_newest_first_and_the_last_one_counts(eva, crowd, ana):
    say(crowd, ana, "I1.1a", Decimal(90), days_ago=3)
    say(crowd, ana, "I1.1a", Decimal(50), days_ago=9)
    say(crowd, ana, "I1.1a", Decimal(65), days_ago=1)
    shown = opened(eva, crowd, ana)["measures"]
    assert [one["value"] for one in shown] == ["65\u00a0%", "90\u00a0%", "50\u00a0%"]
    assert [one["retained"] for one in shown] == [True, False, False]


def test_the_level_says_why_it_is_so(eva, crowd, ana):
    page = eva.get(cell(crowd, ana).replace("/fr/", "/en/")).context
    assert (page["level"], page["how"]) == (0, "No measure counts yet.")
    say(crowd, ana, "I1.1a", Decimal(90))
    page = eva.get(cell(crowd, ana).replace("/fr/", "/en/")).context
    assert (page["level"], page["how"]) == (1, "1 of 2 indicators met: all are needed.")
    say(crowd, ana, "I1.1b", Decimal(60))
    page = eva.get(cell(crowd, ana).replace("/fr/", "/en/")).context
    assert page["level"] == 2
    assert "1 of 2 on one's own" in page["how"]
    say(crowd, ana, "I1.1b", Decimal(80))
    assert eva.get(cell(crowd, ana)).context["level"] == 3


def test_the_rule_shown_is_the_one_the_learner_keeps(eva, crowd, ana):
    say(crowd, ana, "I1.1a", Decimal(65))
    Indicator.objects.filter(pk=crowd.world.indicator("I1.1a").pk).update(threshold=70)
    publish(crowd.world.plan)
    shown = opened(eva, crowd, ana)
    assert "at least 60\u00a0%" in shown["rule"]
    assert "at least 70\u00a0%" in shown["rule_note"]
    assert shown["state"] == "done"


def test_what_is_missing_says_where_it_is_measured(eva, crowd, ana):
    shown = opened(eva, crowd, ana)
    assert "1.1" in shown["missing"]["text"]
    assert "trainer" in shown["missing"]["text"]


def test_a_withdrawn_measure_stays_with_who_and_why(eva, crowd, ana):
    say(crowd, ana, "I1.1a", Decimal(90), comment="Trop vite.")
    intake.void(Evidence.objects.get(comment="Trop vite."), author=crowd.world.dora, reason="Erreur de personne.")
    measure = opened(eva, crowd, ana)["measures"][0]
    assert measure["counts"] is False
    assert measure["why_not"] == "Withdrawn."
    page = eva.get(measure["url"])
    assert page.context["evidence"][0]["voided"]["who"] == "Dora Diallo"
    assert "Erreur de personne." in page.content.decode()
    assert next(row for row in rows(eva, crowd) if row["name"] == "Ana Ferreira")["cells"][0]["level"] == 0


def test_a_browsers_word_is_marked_and_does_not_count(eva, crowd, ana):
    say(crowd, ana, "I1.1a", Decimal(90))
    trusted = Measure.objects.get(enrolment=ana)
    evidence = Evidence.objects.create(
        organisation=crowd.world.organisation,
        enrolment=ana,
        activity=crowd.world.activity(),
        verb="answered",
        key="browser",
        happened_at=trusted.evidence.happened_at,
        score=1.0,
        trust="browser",
    )
    Measure.objects.create(
        enrolment=ana,
        indicator=trusted.indicator,
        indicator_version=trusted.indicator_version,
        evidence=evidence,
        value=100,
        is_validated=False,
    )
    measure = opened(eva, crowd, ana)["measures"][0]
    assert measure["counts"] is False
    assert "browser" in measure["why_not"]
    page = eva.get(measure["url"])
    assert page.context["evidence"][0]["browser_only"] is True
    assert page.context["evidence"][0]["score"] == "100\u00a0%"


def test_moments_are_those_of_the_organisations_zone(eva, crowd, ana):
    say(crowd, ana, "I1.1a", Decimal(90))
    crowd.world.organisation.zone_name = "Indian/Reunion"
    crowd.world.organisation.save()
    moment = Evidence.objects.get(enrolment=ana).happened_at.astimezone(crowd.world.organisation.zone)
    assert f"{moment:%H:%M}" in opened(eva, crowd, ana)["measures"][0]["when"]


def test_what_else_happened_in_the_activity_stands_below(eva, crowd, ana):
    activity = crowd.world.activity()
    intake.receive(ana, activity, {"verb": "opened"})
    scored = Evidence.objects.create(
        organisation=crowd.world.organisation,
        enrolment=ana,
        activity=activity,
        verb="answered",
        key="scored",
        happened_at=Evidence.objects.first().happened_at,
        score=0.8,
    )
    indicator = crowd.world.indicator()
    Measure.objects.create(
        enrolment=ana,
        indicator=indicator,
        indicator_version=indicator.version,
        evidence=scored,
        value=80,
        is_validated=True,
    )
    page = eva.get(reverse("reports:evidence", args=[ana.public_id, scored.public_id, indicator.pk]))
    assert len(page.context["around"]) == 1
    assert "1.1.1" in page.context["evidence"][0]["activity"]


def test_a_declared_level_is_told_apart(eva, crowd, ana):
    competency = crowd.world.indicator().competency_id
    intake.declare(ana, {competency: 2})
    page = eva.get(cell(crowd, ana)).context
    assert page["level"] == 0
    assert "2" in page["declared_words"]


@pytest.mark.parametrize("wrong", ["person", "competency", "indicator", "evidence"])
def test_an_address_that_does_not_fit_together_is_not_found(eva, crowd, ana, wrong):
    say(crowd, ana, "I1.1a", Decimal(90))
    evidence, other = Evidence.objects.get(enrolment=ana), crowd.learners[8]
    indicator = crowd.world.indicator()
    addresses = {
        "person": reverse("reports:evidence", args=[other.public_id, evidence.public_id, indicator.pk]),
        "competency": reverse("reports:measures", args=[ana.public_id, 0]),
        "indicator": reverse("reports:evidence", args=[ana.public_id, evidence.public_id, indicator.pk + 1]),
        "evidence": reverse("reports:evidence", args=[ana.public_id, other.public_id, indicator.pk]),
    }
    assert eva.get(addresses[wrong]).status_code == 404


def test_each_screen_costs_ten_queries_at_most(eva, crowd, ana):
    for number in range(12):
        say(crowd, ana, "I1.1a", Decimal(50 + number))
    evidence = Evidence.objects.filter(enrolment=ana).first()
    addresses = [
        reverse("reports:index"),
        reverse("reports:learner", args=[ana.public_id]),
        cell(crowd, ana),
        reverse("reports:evidence", args=[ana.public_id, evidence.public_id, crowd.world.indicator().pk]),
    ]
    costs = {}
    for address in addresses:
        with CaptureQueriesContext(connection) as seen:
            assert eva.get(address).status_code == 200
        costs[address] = len(seen)
    assert max(costs.values()) <= 10, costs


def test_who_may_judge_is_led_to_it(crowd, ana):
    from tests.lms.reports.conftest import sign_in

    assert opened(sign_in(crowd.world.bo), crowd, ana)["judge_url"]
    assert opened(sign_in(crowd.world.dora), crowd, ana)["judge_url"]
    assert not opened(sign_in(crowd.world.chloe), crowd, ana)["judge_url"]
