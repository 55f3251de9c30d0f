"""Each type in Chromium on a small telephone, asked and reviewed: axe finds nothing, nothing overflows."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils.translation import override

from content.quiz.questions import TYPES, read, response_of
from content.quiz.questions.examples import EXAMPLES
from content.quiz.questions.show import Shown, render

from .test_questions import answered

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[4]
STYLES = ("themes/default/static/cordee/cordee.css", "content/quiz/static/quiz/question.css")
ALL = Shown(marks=True, right_answers=True, feedback=True)


def page_of(*questions):
    styles = "".join(f"<style>{(ROOT / path).read_text()}</style>" for path in STYLES)
    inside = "<hr>".join(questions)
    return (
        f'<!doctype html><html lang="fr"><head><title>Quiz</title><meta name="viewport" content="width=device-width">'
        f'{styles}</head><body><main><div class="wrap"><h1>Quiz</h1><form class="stack-big">{inside}'
        '<button class="btn">Envoyer</button></form></div></main></body></html>'
    )


@pytest.fixture
def phone(chromium):
    context = chromium.new_context(viewport={"width": 360, "height": 740}, locale="fr-FR")
    yield context.new_page()
    context.close()


def drawn(name, state):
    if state == "asked":
        return render(read(EXAMPLES[name]), prefix="q1")
    question, response = answered(name)
    return render(question, prefix="q1", response={} if state == "empty" else response, readonly=True, shown=ALL)


@pytest.mark.parametrize("state", ["asked", "answered", "empty"])
@pytest.mark.parametrize("name", sorted(TYPES))
def test_each_type_fits_a_telephone_and_is_open_to_all(phone, name, state):
    with override("fr"):
        phone.set_content(page_of(drawn(name, state)))
    results = Axe().run(phone)
    assert results.violations_count == 0, results.generate_report()
    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.evaluate(width) == 0


def test_long_words_wide_tables_and_big_numbers_fit_too(phone):
    long = "Anticonstitutionnellement" * 4
    table = "<table><tr>" + "<td>colonne large</td>" * 9 + "</tr></table>"
    documents = [
        EXAMPLES["single"] | {"text": table, "choices": [{"text": long, "share": 1}, {"text": "<p>a</p><p>b</p>"}]},
        EXAMPLES["matching"] | {"pairs": [{"text": long, "answer": long}, {"text": "b", "answer": "c"}]},
        EXAMPLES["drag"] | {"blanks": [long, "a", "b"]},
        EXAMPLES["gaps"],
    ]
    phone.set_content(page_of(*(render(read(each), prefix=f"q{at}") for at, each in enumerate(documents))))
    assert phone.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0


def test_every_type_is_answered_by_keyboard_alone(phone):
    """Tab and arrow keys reach every field; what they leave in the form is a response."""
    for name in sorted(TYPES):
        question = read(EXAMPLES[name])
        phone.set_content(page_of(render(question, prefix="q1")))
        for _field in range(8):
            phone.keyboard.press("Tab")
            kind = phone.evaluate("document.activeElement.type || ''")
            if kind in ("text", "textarea"):
                phone.keyboard.type("12")
            elif kind in ("radio", "checkbox"):
                phone.keyboard.press("Space")
            elif kind == "select-one":
                phone.keyboard.press("ArrowDown")
        sent = phone.evaluate("Object.fromEntries(new FormData(document.querySelector('form')))")
        assert response_of(question, sent, "q1"), name
