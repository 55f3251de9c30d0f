"""The matrix against a second computation, its filters, its order, its pages and its cost."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.catalogue.models import Journey
from lms.catalogue.outline import outline_of
from lms.enrolment.models import Closure, Cohort, Enrolment, EnrolmentTotal
from lms.people.models import Person
from lms.progress import tally
from lms.reports import pages
from lms.reports.matrix import Matrix
from lms.reports.readers import Reader
from tests.factories import enrol_learner, make_person
from tests.lms.reports.conftest import sign_in

COMPETENCIES = ["C1.1", "C1.2", "C2.1", "C2.2"]


def url(crowd, **asked: str) -> str:
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return f"{reverse('reports:matrix', args=[crowd.world.journey.key])}?{query}"


def rows(client, crowd, **asked: str) -> list[dict]:
    return client.get(url(crowd, **asked)).context["rows"]


def names(client, crowd, **asked: str) -> list[str]:
    return [row["name"] for row in rows(client, crowd, **asked)]


def test_every_level_is_what_the_rules_of_the_field_say(eva, crowd):
    shown = {row["name"]: [cell["level"] for cell in row["cells"]] for row in rows(eva, crowd)}
    expected = {
        str(one.person): [crowd.level(one, competency) for competency in COMPETENCIES] for one in crowd.learners
    }
    assert shown == expected
    assert {level for levels in expected.values() for level in levels} == {0, 1, 2, 3}


def test_progress_is_indicators_met_of_all_rounded_down(eva, crowd):
    shown = {row["name"]: row["progress"] for row in rows(eva, crowd)}
    assert shown == {str(one.person): 100 * crowd.met(one) // 8 for one in crowd.learners}


def test_each_cell_opens_to_its_measures(eva, crowd):
    row = rows(eva, crowd)[0]
    answers = [eva.get(cell["url"]).status_code for cell in row["cells"]]
    assert answers == [200, 200, 200, 200]
    assert eva.get(row["url"]).status_code == 200


def test_a_cohort_shows_its_people_only(eva, crowd):
    cohort = crowd.cohorts["Hiver"]
    expected = {str(one.person) for one in crowd.learners if one.cohort_id == cohort.pk}
    assert set(names(eva, crowd, cohort=str(cohort.pk))) == expected


def test_people_without_cohort_can_be_asked_for(eva, crowd):
    assert names(eva, crowd, cohort="none") == ["Ana Ferreira"]


def test_a_state_shows_its_people_only(eva, crowd):
    ended = set(Enrolment.objects.filter(state="ended").values_list("person__name", flat=True))
    assert set(names(eva, crowd, state="ended")) == ended
    assert len(ended) == 2


def test_a_block_keeps_everybody_and_shows_its_competencies(eva, crowd):
    block = crowd.world.framework.blocks.get(code="B2")
    shown = rows(eva, crowd, block=str(block.pk))
    assert len(shown) == 13
    assert {len(row["cells"]) for row in shown} == {2}


@pytest.mark.parametrize(
    "asked",
    [
        {"cohort": "99999999"},
        {"cohort": "x"},
        {"cohort": "-1"},
        {"cohort": "²"},
        {"state": "gone"},
        {"block": "0"},
        {"sort": "password"},
        {"sort": "c0"},
        {"page": "zero"},
        {"page": "-3"},
        {"page": "999999999999999999999"},
        {"page": "2"},
        {"sort": "--progress"},
        {"unknown": "1"},
    ],
)
def test_what_the_journey_does_not_know_is_as_if_not_asked(eva, crowd, asked):
    response = eva.get(url(crowd, **asked))
    assert response.status_code == 200
    assert len(response.context["rows"]) == 13


def test_a_cohort_of_another_journey_is_unknown(eva, crowd):
    elsewhere = Journey.objects.create(organisation=crowd.world.organisation, code="J2")
    cohort = Cohort.objects.create(organisation=crowd.world.organisation, journey=elsewhere, name="Ailleurs")
    response = eva.get(url(crowd, cohort=str(cohort.pk)))
    assert len(response.context["rows"]) == 13
    assert "Ailleurs" not in response.content.decode()


@pytest.mark.parametrize("sort", ["progress", "-progress", "minutes", "-minutes", "last", "-last", "start", "-start"])
def test_the_order_is_the_one_asked_for(eva, crowd, sort):
    def key(total: EnrolmentTotal) -> tuple:
        values = {
            "progress": total.indicators_met,
            "minutes": total.minutes,
            "last": total.last_evidence_at.timestamp() if total.last_evidence_at else 0,
            "start": total.enrolment.starts_on.toordinal(),
        }
        return values[sort.removeprefix("-")], total.pk

    totals = EnrolmentTotal.objects.select_related("enrolment__person")
    expected = sorted(totals, key=key, reverse=sort.startswith("-"))
    assert names(eva, crowd, sort=sort) == [str(total.enrolment.person) for total in expected]


def test_the_order_by_a_competency_puts_the_highest_level_first(eva, crowd):
    item = crowd.world.indicator("I1.1a").competency
    levels = [row["cells"][0]["level"] for row in rows(eva, crowd, sort=f"-c{item.pk}")]
    assert levels == sorted(levels, reverse=True)
    levels = [row["cells"][0]["level"] for row in rows(eva, crowd, sort=f"c{item.pk}")]
    assert levels == sorted(levels)


def test_names_go_up_and_down(eva, crowd):
    up, down = names(eva, crowd, sort="name"), names(eva, crowd, sort="-name")
    assert up == list(reversed(down))
    assert up.index("Awa Nom") < up.index("Bruno Nom") < up.index("Zoé Nom")


def test_accents_do_not_send_a_name_to_the_end(eva, crowd):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite sorts by code point")
    up = names(eva, crowd, sort="name")
    assert up.index("Élodie Nom") < up.index("Farid Nom")


SORTS = ["progress", "minutes", "last", "start", "name", "level"]


@pytest.fixture
def small_pages(monkeypatch):
    # The length of a page is ours to choose; three a page gives five pages of thirteen people.
    monkeypatch.setattr(pages, "PER_PAGE", 3)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sort=st.sampled_from(SORTS), descending=st.booleans(), state=st.sampled_from(["", "active", "ended"]))
def test_pages_hold_each_learner_exactly_once_in_every_order(crowd, small_pages, sort, descending, state):
    field = f"c{crowd.world.indicator('I1.1a').competency_id}" if sort == "level" else sort
    bo = Person.objects.get(pk=crowd.world.bo.pk)
    reader = Reader(bo, crowd.world.organisation.pk)
    seen, number = [], 1
    while True:
        asked = {"sort": f"{'-' if descending else ''}{field}", "state": state, "page": str(number)}
        page = Matrix(crowd.world.journey, reader, asked).page
        seen += [total.pk for total in page.object_list]
        if not page.has_next():
            break
        number += 1
    expected = Enrolment.objects.filter(journey=crowd.world.journey, **({"state": state} if state else {}))
    assert sorted(seen) == sorted(expected.values_list("pk", flat=True))
    assert page.paginator.count == len(seen)


def test_a_total_that_is_late_loses_nobody(eva, crowd, small_pages):
    """Thirteen are enrolled and tallied; five more come and tally has not run."""
    for number in range(5):
        person = make_person(f"Late{number} Nom", crowd.world.organisation, email=f"late{number}@example.org")
        crowd.learners.append(enrol(person, crowd))
    seen = [name for page in range(1, 7) for name in names(eva, crowd, page=str(page))]
    assert len(seen) == len(set(seen)) == 18
    tally.move_all()
    assert eva.get(url(crowd)).context["total"] == 18


def enrol(person: Person, crowd) -> Enrolment:
    return enrol_learner(crowd.world, person)


def test_a_page_costs_ten_queries_at_most_whatever_the_number(eva, crowd):
    asked = [{}, {"cohort": str(crowd.cohorts["Hiver"].pk), "state": "active"}, {"sort": "name"}, {"cohort": "none"}]
    eva.get(url(crowd))  # the outline is read once a process
    before = [queries(eva, crowd, one) for one in asked]
    for number in range(60):
        person = make_person(f"More{number} Nom", crowd.world.organisation, email=f"more{number}@example.org")
        enrol(person, crowd)
    tally.move_all()
    after = [queries(eva, crowd, one) for one in asked]
    assert max(*before, *after) <= 10
    assert after == before


def test_the_reader_without_names_costs_no_more_than_ten_queries(nameless, crowd):
    assert queries(nameless, crowd, {}) <= 10
    assert queries(nameless, crowd, {"cohort": str(crowd.cohorts["Automne"].pk), "state": "active"}) <= 10


def queries(client, crowd, asked: dict[str, str]) -> int:
    cache.clear()
    outline_of(crowd.world.journey)  # a process reads it once
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url(crowd, **asked)).status_code == 200
    return len(seen)


def test_reading_changes_nothing(eva, crowd):
    with CaptureQueriesContext(connection) as seen:
        eva.get(url(crowd))
        eva.get(reverse("reports:index"))
    assert all(query["sql"].lstrip().upper().startswith(("SELECT", "PRAGMA")) for query in seen)


def test_a_coach_reads_of_the_people_they_coach(crowd):
    chloe = sign_in(crowd.world.chloe)
    response = chloe.get(url(crowd))
    assert [row["name"] for row in response.context["rows"]] == ["Ana Ferreira"]
    assert response.context["figures"][0].value == "1"


def test_the_expected_path_waits_while_the_organisation_is_closed(eva, crowd):
    """Two whole weeks off before today: everybody is expected to be two weeks less far."""
    before = eva.get(url(crowd)).context
    today = timezone.localdate(timezone=crowd.world.organisation.zone)
    monday = today - timedelta(days=today.weekday() + 14)
    for first in (monday, monday + timedelta(days=7)):
        Closure.objects.create(organisation=crowd.world.organisation, first_on=first, last_on=first + timedelta(days=4))
    cache.clear()
    after = eva.get(url(crowd)).context
    assert expected(after) != expected(before)
    assert all(now <= then for now, then in zip(expected(after), expected(before), strict=True))


def expected(context) -> list[int]:
    return [row["expected"] for row in context["rows"]]
