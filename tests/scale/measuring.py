"""What one request costs: queries, processor time and wall time, in process, through the whole middleware stack."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from itertools import cycle
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import clear_url_caches, include, path, reverse
from wagtail.models import Page

from courses.models import HomePage
from lms.catalogue.models import Activity, Journey
from lms.catalogue.outline import OutlineItem, outline_of
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Person
from lms.progress import intake
from tests.scale.world import DONE, MIDWAY

Work = Callable[[], object]

ROUNDS, WARM = 30, 5
PEOPLE = 8  # learners whose pages are asked for in turn


@dataclass(frozen=True)
class Cost:
    """Of one request. cpu_ms, wall_ms: the median of many. The others are of the quickest tenth, since whatever else
    runs on the machine only lengthens: lean_ms is processor time of the page, work_ms of page and database (wall time
    where the database is out of sight), bare_ms of a bare Wagtail page asked for in turn with it."""

    queries: int
    cpu_ms: float
    wall_ms: float
    lean_ms: float
    work_ms: float
    bare_ms: float

    def as_json(self) -> dict[str, float]:
        names = ("cpu_ms", "wall_ms", "lean_ms", "work_ms", "bare_ms")
        return {"queries": self.queries, **{name: round(getattr(self, name), 2) for name in names}}


def measure(work: Work, bare: Work, rounds: int = ROUNDS) -> Cost:
    """What `work` costs, in turn with a bare page, after some rounds that warm up."""
    for _ in range(WARM):
        work()
    with CaptureQueriesContext(connection) as seen:
        work()
    queries = len(seen)  # now: the next request forgets them
    spent = [(_timed(bare), _timed(work)) for _ in range(rounds)]
    cpu, wall, server = zip(*(page for _, page in spent), strict=True)
    both = [one + other for one, other in zip(cpu, server, strict=True)]
    plain = [each[0] for each, _ in spent]
    return Cost(queries, _ms(cpu, 0.5), _ms(wall, 0.5), _ms(cpu, 0.1), _ms(both, 0.1), _ms(plain, 0.1))


def _ms(seconds: Sequence[float], share: float) -> float:
    """That share of the rounds was quicker."""
    return 1000 * sorted(seconds)[int(share * len(seconds))]


def _timed(work: Work) -> list[float]:
    before = _clocks()
    work()
    return [later - earlier for earlier, later in zip(before, _clocks(), strict=True)]


def _clocks() -> tuple[float, float, float]:
    """Processor time of this process, time of day, processor time of our connection's server process; seconds."""
    return time.process_time(), time.perf_counter(), _server_time()


def _server_time() -> float:
    """Linux tells it where the server runs on the same machine; else the time of day stands for it."""
    pid = connection.connection.info.backend_pid if connection.connection else 0
    try:
        return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9
    except OSError:
        return time.perf_counter() - time.process_time()


def measure_all(journey: Journey) -> dict[str, Cost]:
    """Everything the budgets of design.md 10 name, and the matrix in its other orders and filters."""
    cache.clear()
    outline, learners = outline_of(journey), midway(journey)
    with bare_page(learners[0]) as bare:
        costs = {"bare_wagtail_page": measure(bare, bare)}
        costs |= {name: _visits(learners, address, bare) for name, address in _learner_pages(outline).items()}
        costs["one_evidence_in"] = _evidence(learners, outline, bare)
        costs |= _matrices(journey, outline, bare)
    return costs


def midway(journey: Journey) -> list[Enrolment]:
    """Copies half way through, from the later half of the world: what is measured small is left alone when large."""
    rows = Enrolment.objects.filter(journey=journey).select_related("person").order_by("pk")
    place, copies = DONE.index(MIDWAY), rows.count() // len(DONE)
    step = max(1, copies // 2 // PEOPLE)
    return [rows[(copies - 1 - number * step) * len(DONE) + place] for number in range(min(PEOPLE, copies // 2))]


def _learner_pages(outline: OutlineItem) -> dict[str, str]:
    sequence = outline.sequences[MIDWAY - 1]
    return {
        "learner_journey_page": reverse("courses:my_journey"),
        "learner_sequence_page": sequence.addresses["fr"],
        "learner_activity_page": sequence.activities[0].addresses["fr"],
        "learner_progress_page": reverse("courses:my_progress"),
    }


def _visits(learners: list[Enrolment], address: str, bare: Work) -> Cost:
    clients = cycle([_signed_in(learner.person) for learner in learners])
    return measure(lambda: _get(next(clients), address), bare)


def _signed_in(person: Person | None) -> Client:
    assert person is not None
    client = Client(SERVER_NAME="localhost")
    client.force_login(person)
    return client


def _get(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 200, f"{address}: {response.status_code}"


# -- a bare Wagtail page: stock routing, one field, no word of ours

BARE_URLS, BARE = "tests.scale.bare_urls", "/bare/"
BARE_TEMPLATE = (
    "{% load wagtailcore_tags %}<!doctype html><html><head><title>{{ page.title }}</title></head>"
    "<body>{{ request.user }}<h1>{{ page.title }}</h1>{{ page.intro|richtext }}</body></html>"
)


@contextmanager
def bare_page(learner: Enrolment) -> Iterator[Work]:
    """The site's home as Wagtail alone would serve it, under an address of its own; give it to `measure`."""
    urls = ModuleType(BARE_URLS)
    ours = import_module(settings.ROOT_URLCONF)
    urls.urlpatterns = [path(BARE.strip("/") + "/", include("wagtail.urls")), *ours.urlpatterns]  # type: ignore[attr-defined]
    sys.modules[BARE_URLS] = urls
    template = engines["django"].from_string(BARE_TEMPLATE)
    known = HomePage.serve

    def serve(self: HomePage, request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        if request.path == BARE:
            return HttpResponse(template.render(Page.get_context(self, request)))
        return known(self, request, *args, **named)

    HomePage.serve = serve
    client = _signed_in(learner.person)
    try:
        with override_settings(ROOT_URLCONF=BARE_URLS):
            clear_url_caches()
            yield lambda: _get(client, BARE)
    finally:
        HomePage.serve = known
        clear_url_caches()


# -- one evidence in


def _evidence(learners: list[Enrolment], outline: OutlineItem, bare: Work) -> Cost:
    """Each time another activity that the learner has not done, said to be done."""
    undone = [item for sequence in outline.sequences[MIDWAY:] for item in sequence.activities if item.kind == "text"]
    activities = Activity.objects.select_related("version").in_bulk([item.id for item in undone])
    turns = iter([(learner, activities[item.id]) for item in undone for learner in learners])

    def receive() -> None:
        learner, activity = next(turns)
        outcome = intake.receive(learner, activity, {"verb": "completed"})
        assert outcome.completed_now

    return measure(receive, bare)


# -- the evaluator's matrix


def _matrices(journey: Journey, outline: OutlineItem, bare: Work) -> dict[str, Cost]:
    address = reverse("reports:matrix", args=[journey.key])
    eva, nora = (_signed_in(Person.objects.get(email=f"{name}@scale.invalid")) for name in ("eva", "nora"))
    cohort = Cohort.objects.filter(journey=journey).order_by("-pk").first()
    last = -(-Enrolment.objects.filter(journey=journey).count() // 50)
    asked = {
        "evaluator_matrix": "",
        "matrix_by_minutes": "?sort=-minutes",
        "matrix_by_last_activity": "?sort=-last",
        "matrix_by_start": "?sort=start",
        "matrix_by_name": "?sort=name",
        "matrix_by_level": f"?sort=-c{outline.competencies[0].id}",
        "matrix_page_10": "?page=10",
        "matrix_last_page": f"?page={last}",
        "matrix_of_a_cohort": f"?cohort={cohort.pk if cohort else ''}",
        "matrix_of_a_state": "?state=active",
    }
    costs = {name: measure(lambda query=query: _get(eva, address + query), bare) for name, query in asked.items()}
    costs["matrix_without_names"] = measure(lambda: _get(nora, address), bare)
    return costs
