"""Ana plays on the site's own page: her results arrive, she resumes where she left, and no blip loses anything."""

import json
import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from content.h5p.example import installed
from content.h5p.models import H5PPage, UserState
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.progress import tokens
from lms.progress.models import Completion, Evidence, Trust
from tests.factories import World, make_world
from tests.pages import add_activity, journey_of, make_journey_page

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@dataclass
class Stage:
    screen: Any
    world: World
    page: H5PPage
    address: str
    seat: Enrolment

    def open(self, person: Any = None) -> Any:
        """The activity in a browser where this person is signed in."""
        client = Client(headers={"host": self.screen.origin.split("/")[2]})
        client.force_login(person or self.world.ana)
        page = self.screen.blank()
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": django_settings.SESSION_COOKIE_NAME, "value": cookie, "url": self.screen.origin}]
        )
        self.go(page)
        return page

    def go(self, page: Any) -> None:
        page.goto(self.screen.origin + self.address)
        page.wait_for_selector("[data-playing=yes]", timeout=15_000)

    def evidence(self, **wanted: Any) -> Any:
        return Evidence.objects.filter(enrolment=self.seat, **wanted)


@pytest.fixture
def stage(screen, request) -> Stage:
    world = make_world(blocks=1)
    journey = make_journey_page(world.organisation, world.framework)
    page = H5PPage(title="Activité", package=installed(getattr(request, "param", "cards")))
    activity = add_activity(journey, page)
    seat = enrol(world.ana, journey_of(journey), world.enrolment.starts_on)
    address = activity.addresses["fr"]
    return Stage(screen, world, page, re.sub(r"^https?://[^/]+", "", address), seat)


def frame_of(page: Any) -> Any:
    return next(frame for frame in page.frames if "/play/" in frame.url)


def answer_one(frame: Any, choice: int = 0) -> None:
    """By keyboard alone."""
    frame.locator("label.choice input").nth(choice).press("Space")
    frame.get_by_role("button", name="Vérifier").press("Enter")
    frame.get_by_role("button", name=re.compile("Suite|Voir le résultat")).press("Enter")


def finish(frame: Any) -> None:
    while not frame.get_by_role("button", name="Recommencer").count():
        answer_one(frame)


def wait_until(page: Any, holds: Any) -> None:
    for _attempt in range(60):
        if holds():
            return
        page.wait_for_timeout(150)
    raise AssertionError("it did not happen in time")


def test_a_finished_content_is_done_on_the_page_and_in_the_record(stage):
    page = stage.open()
    finish(frame_of(page))
    page.wait_for_selector(".activity-head .knot-done", timeout=15_000)
    row = stage.evidence(verb="completed").get()
    assert row.trust == Trust.BROWSER and 0 <= row.score <= 1
    assert stage.evidence(verb="progressed", key__endswith=":started").count() == 1
    assert Completion.objects.get(enrolment=stage.seat).completed_at
    assert page.get_by_role("button", name="Recommencer").count() == 0  # the frame alone holds its buttons
    page.context.close()


def test_a_reload_resumes_where_ana_left(stage):
    page = stage.open()
    for _card in range(3):
        answer_one(frame_of(page))
    wait_until(page, lambda: UserState.objects.filter(data__contains='"value"').exists())
    wait_until(page, lambda: json.loads(UserState.objects.get().data)["answers"][2:])
    page.context.close()
    again = stage.open()
    assert "4 sur 10" in frame_of(again).locator(".step").inner_text()
    again.context.close()


def test_two_tabs_and_a_second_finish_count_once_each(stage):
    first, second = stage.open(), stage.open()
    finish(frame_of(first))
    wait_until(first, lambda: stage.evidence(verb="completed").count() == 1)
    finish(frame_of(second))
    wait_until(second, lambda: stage.evidence(verb="completed").count() == 2)
    assert stage.evidence(key__endswith=":started").count() == 1
    assert Completion.objects.filter(enrolment=stage.seat).count() == 1
    first.context.close()
    second.context.close()


def test_a_lost_network_loses_nothing(stage):
    page = stage.open()
    page.wait_for_timeout(600)
    page.context.set_offline(True)
    finish(frame_of(page))
    page.wait_for_selector("[role=status][data-kind=warning]", timeout=15_000)
    assert not stage.evidence(verb="completed").exists()
    page.context.set_offline(False)
    wait_until(page, lambda: stage.evidence(verb="completed").exists())
    page.context.close()


def test_what_could_not_be_sent_waits_in_the_browser_for_the_next_visit(stage):
    page = stage.open()
    page.route("**/content/h5p/send/", lambda route: route.abort())
    finish(frame_of(page))
    page.wait_for_selector("[role=status][data-kind=warning]", timeout=15_000)
    # The last state follows the last answer after a moment; only then may the learner leave.
    wait_until(page, lambda: "isFinished" in page.evaluate("() => JSON.stringify(localStorage)"))
    page.unroute("**/content/h5p/send/")
    stage.go(page)
    wait_until(page, lambda: stage.evidence(verb="completed").count() == 1)
    assert "10" in frame_of(page).locator(".score").inner_text()
    page.context.close()


def test_a_session_that_ended_is_said_and_nothing_is_lost(stage, monkeypatch):
    page = stage.open()
    page.wait_for_timeout(600)
    monkeypatch.setattr("content.h5p.views.read_token", lambda token, max_age=0: _expired())
    finish(frame_of(page))
    page.wait_for_selector("[role=status] a", timeout=15_000)
    assert "/account/login/" in page.locator("[role=status] a").get_attribute("href")
    monkeypatch.undo()
    stage.go(page)
    wait_until(page, lambda: stage.evidence(verb="completed").exists())
    page.context.close()


def _expired() -> None:
    raise tokens.ExpiredPass


def test_a_token_that_grew_old_is_renewed_while_ana_is_signed_in(stage, monkeypatch):
    page = stage.open()
    page.wait_for_timeout(600)
    monkeypatch.setattr(tokens.read_token, "__defaults__", (-1,))
    renewed = []
    page.on("response", lambda response: renewed.append(response.status) if "/renew/" in response.url else None)
    answer_one(frame_of(page))
    wait_until(page, lambda: 200 in renewed)
    monkeypatch.undo()
    wait_until(page, lambda: UserState.objects.exists())
    page.context.close()


@pytest.mark.parametrize("stage", ["lifeline"], indirect=True)
def test_a_silent_content_is_done_by_saying_so_and_keeps_its_notes(stage):
    page = stage.open()
    frame_of(page).locator("textarea").first.fill("Chez ma grand-mère, on savait tout réparer.")
    wait_until(page, lambda: UserState.objects.filter(data__contains="grand-m").exists())
    assert not stage.evidence(verb="completed").exists()
    with page.expect_navigation():
        page.locator(".bottom-bar button").click()
    assert stage.evidence(verb="completed").count() == 1
    stage.go(page)
    assert page.locator(".activity-head .knot-done").count() == 1
    assert "grand-mère" in frame_of(page).locator("textarea").first.input_value()
    wait_until(page, lambda: stage.evidence(key__endswith=":viewed").exists())
    page.context.close()


def test_bo_looks_as_a_learner_would_and_leaves_no_trace(stage):
    page = stage.open(stage.world.bo)
    finish(frame_of(page))
    page.wait_for_timeout(1200)
    assert not stage.evidence().exists() and not UserState.objects.exists()
    page.context.close()


def test_otto_finds_nothing(stage):
    page = stage.screen.blank()
    client = Client(headers={"host": stage.screen.origin.split("/")[2]})
    client.force_login(stage.world.otto)
    assert client.get(stage.address).status_code == 404
    page.context.close()


def test_without_javascript_the_page_says_what_to_do(stage):
    client = Client(headers={"host": stage.screen.origin.split("/")[2]})
    client.force_login(stage.world.ana)
    page = client.get(stage.address).content.decode()
    assert "<noscript>" in page and "JavaScript" in page


def test_the_content_fits_a_telephone_and_reads_aloud(stage):
    from axe_playwright_python.sync_playwright import Axe

    page = stage.open()
    page.set_viewport_size({"width": 360, "height": 740})
    page.wait_for_timeout(300)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    frame = frame_of(page)
    assert frame.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    page.context.close()


def say(page: Any, **message: Any) -> None:
    """What a content may tell the page around it, whatever it is worth."""
    frame_of(page).evaluate("(said) => parent.postMessage(said, '*')", {"context": "cordee-h5p", **message})


def completed() -> dict[str, Any]:
    verb = {"id": "http://adlnet.gov/expapi/verbs/completed"}
    return {"verb": verb, "object": {"id": "x"}, "result": {"score": {"raw": 1, "max": 2}}}


def test_a_state_that_is_too_large_does_not_take_the_result_with_it(stage):
    page = stage.open()
    for part in range(4):
        say(page, type="state", kind="state", part=str(part), data="x" * 190_000)
    say(page, type="state", kind="state", part="9", data="x" * 700_000)
    say(page, type="statement", statement=completed())
    wait_until(page, lambda: stage.evidence(verb="completed").exists())
    wait_until(page, lambda: UserState.objects.filter(data__startswith="xx").count() == 4)
    wait_until(page, lambda: page.evaluate("localStorage.length") == 0)
    page.context.close()


def test_a_result_that_comes_after_a_hundred_steps_without_network_is_kept(stage):
    page = stage.open()
    page.context.set_offline(True)
    for step in range(120):
        part = {"id": f"x?subContentId={step}"}
        say(page, type="statement", statement={"verb": completed()["verb"], "object": part})
    say(page, type="statement", statement=completed())
    page.wait_for_selector("[role=status][data-kind=warning]", timeout=15_000)
    page.context.set_offline(False)
    wait_until(page, lambda: stage.evidence(verb="completed").exists())
    page.context.close()


def test_what_is_too_large_to_be_kept_is_said(stage):
    page = stage.open()
    say(page, type="state", kind="state", part="1", data="😀" * 120_000)
    wait_until(page, lambda: UserState.objects.filter(sub_content="1").exists())
    say(page, type="state", kind="state", part="1", data="x" * 250_000)
    page.wait_for_selector("[role=status][data-kind=warning]", timeout=15_000)
    assert UserState.objects.get(sub_content="1").data == "😀" * 120_000
    page.context.close()


def test_what_was_answered_before_the_content_changed_still_counts(stage):
    page = stage.open()
    page.route("**/content/h5p/send/", lambda route: route.abort())
    say(page, type="statement", statement=completed())
    page.wait_for_selector("[role=status][data-kind=warning]", timeout=15_000)
    stage.page.refresh_from_db()
    stage.page.package = installed("bakery")
    stage.page.save_revision().publish()
    page.unroute("**/content/h5p/send/")
    stage.go(page)
    wait_until(page, lambda: stage.evidence(verb="completed").exists())
    page.context.close()
