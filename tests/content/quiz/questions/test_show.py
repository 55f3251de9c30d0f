"""Drawn questions: answerable without JavaScript, and silent about what may not be seen."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from content.quiz.questions import TYPES, Mark, arrangement, read, right_answer
from content.quiz.questions.examples import EXAMPLES
from content.quiz.questions.show import Shown, render

from .making import documents
from .test_questions import answered

ALL = Shown(marks=True, right_answers=True, feedback=True)


class Fields(HTMLParser):
    """The names of the fields of some HTML, and the ids they are labelled by."""

    def __init__(self, source):
        super().__init__()
        self.names, self.ids, self.wanted = [], set(), set()
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids.add(values.get("id"))
        self.wanted |= {
            values.get("for"),
            *(values.get("aria-labelledby") or "").split(),
            values.get("aria-describedby"),
        }
        if tag in ("input", "select", "textarea"):
            self.names.append(values["name"])


@pytest.mark.parametrize("name", sorted(TYPES))
def test_every_label_has_its_field_and_every_field_its_prefix(name):
    fields = Fields(render(read(EXAMPLES[name]), prefix="q7"))
    assert fields.names and all(field == "q7" or field.startswith("q7-") for field in fields.names)
    assert fields.wanted - {None} <= fields.ids


@pytest.mark.parametrize("name", sorted(TYPES))
def test_what_was_answered_is_still_there(name):
    question, response = answered(name)
    before = render(question, prefix="q")
    after = render(question, prefix="q", response=response, readonly=name != "essay")
    assert before != after
    marked = after.count(" checked") + after.count(" selected") + len(re.findall(r'value="(0,90 €|Seuil[^"]+)"', after))
    assert marked or "Une boulangère\npressée" in after


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"essay"}))
def test_review_shows_what_may_be_seen_and_only_that(name):
    question, response = answered(name, feedback="<p>En général</p>", feedback_wrong="<p>Dommage</p>")
    right = right_answer(question)
    assert "En général" not in render(question, prefix="q", response=response)
    wrong = render(question, prefix="q", response={}, readonly=True, shown=ALL)
    assert "Dommage" in wrong and "En général" in wrong and "Not answered" in wrong
    assert right.split(" ; ")[0].replace("→", "→") in wrong or "Right answer" in wrong
    marks = render(question, prefix="q", response={}, readonly=True, shown=Shown(marks=True))
    assert "Dommage" not in marks and "Right answer" not in marks and "0 out of" in marks
    full = render(question, prefix="q", response=response, readonly=True, shown=ALL)
    assert "Right</span>" in full and "Dommage" not in full


@given(documents)
@settings(max_examples=100, deadline=None)
def test_nothing_drawn_depends_on_which_answer_is_right(document):
    """Turn the right answers into others: a drawing that may not tell stays the same, letter for letter."""
    question = read(document)
    if (other := turned(document)) is None:
        return
    order = tuple(sorted(question.keys()[0]))
    assert render(question, prefix="q", order=order) == render(read(other), prefix="q", order=order)


def turned(document):
    """The same question on the face of it, with other right answers; None for an essay."""
    name = document["type"]
    if name in ("single", "multiple"):
        shares = [choice["share"] for choice in document["choices"]]
        turned = [
            choice | {"share": share}
            for choice, share in zip(document["choices"], shares[1:] + shares[:1], strict=True)
        ]
        return document | {"choices": turned}
    if name == "true_false":
        return document | {"answer": not document["answer"]}
    if name == "short":
        return document | {"answers": [{"text": "autre"}]}
    if name == "numerical":
        return document | {"answers": [{"value": 17}]}
    if name == "ordering":
        return document | {"items": document["items"][::-1]}
    if name == "matching":
        texts = [pair["answer"] for pair in document["pairs"]]
        pairs = [pair | {"answer": text} for pair, text in zip(document["pairs"], texts[1:] + texts[:1], strict=True)]
        return document | {"pairs": pairs}
    if name == "drag":
        return document | {"blanks": document["blanks"][1:] + document["blanks"][:1]}
    return None


def test_an_unshuffled_or_unordered_drawing_tells_nothing_either():
    question = read(EXAMPLES["ordering"])
    places = [render(question, prefix="q").index(item.text) for item in question.items]
    assert places != sorted(places) or arrangement(question, "") != question.keys()[0]


def test_pictures_get_their_address_and_without_one_their_words():
    question = read(EXAMPLES["true_false"] | {"text": '<p>Voir</p><img src="media:b.png" alt="Une borne">'})
    assert '<img src="/m/1?a=1&amp;b=2" alt="Une borne" loading="lazy">' in render(
        question, prefix="q", pictures={"b.png": "/m/1?a=1&b=2"}
    )
    assert "<em>[Une borne]</em>" in render(question, prefix="q")


def test_an_essay_says_that_a_person_marks_it_until_one_did():
    question, response = answered("essay")
    assert "A person will mark" in render(question, prefix="q", response=response, readonly=True, shown=ALL)

    marked = render(question, prefix="q", response=response, readonly=True, shown=ALL, given=Mark(0.5))
    assert "Partly right" in marked and "0.5 out of 1" in marked and "Une personne précise" not in marked


def test_rubbish_responses_are_drawn_too():
    for name, document in EXAMPLES.items():
        for response in ({}, [], {"choice": [1]}, {"gaps": 3, "pairs": "x", "places": [], "text": 4, "choices": 5}):
            assert name in render(read(document), prefix="q", response=response, shown=ALL, readonly=True)
