"""Whatever a document holds and whatever is answered: read, mark, write."""

import json
from contextlib import suppress

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from content.quiz.questions import (
    TYPES,
    NotAQuestion,
    answer_in_words,
    arrangement,
    draw,
    is_empty,
    mark,
    pictures_of,
    read,
    response_of,
    right_answer,
    write,
)
from content.quiz.questions.examples import EXAMPLES

from .making import documents, responses_to, rubbish

quick = settings(max_examples=60, deadline=None)


@given(documents)
@settings(max_examples=150, deadline=None)
def test_what_was_read_is_written_and_read_the_same(document):
    question = read(document)
    stored = json.loads(json.dumps(write(question)))
    assert read(stored) == question
    assert write(read(stored)) == stored
    assert "<script" not in json.dumps(stored)


@given(rubbish)
@quick
def test_any_document_is_a_question_or_says_why_not(document):
    with suppress(NotAQuestion):
        read(document)
    for name in TYPES:
        if isinstance(document, dict):
            with pytest.raises(NotAQuestion) as refused:
                read({**EXAMPLES[name], **dict.fromkeys(EXAMPLES[name], document), "type": name})
            assert refused.value.problems


@given(st.data(), documents)
@settings(max_examples=150, deadline=None)
def test_any_response_is_marked_between_nothing_and_all(data, document):
    question = read(document)
    for response in (data.draw(responses_to(question)), data.draw(rubbish), {}):
        found = mark(question, response)
        assert 0 <= found.share <= 1
        assert all(0 <= part.share <= 1 for part in found.parts)
        assert isinstance(answer_in_words(question, response), str)
        is_empty(question, response)
    assert is_empty(question, {}) and not mark(question, {}).needs_person


@given(documents, st.dictionaries(st.text(max_size=5), st.text(max_size=30), max_size=5))
@quick
def test_any_form_gives_a_response_that_json_holds(document, sent):
    question = read(document)
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        for key in ("q", f"q-{name}", "q-1", *(f"q-{key}" for key in question.keys()[0])):
            data.appendlist(key, value)
    response = response_of(question, data, "q")
    assert json.loads(json.dumps(response)) == response
    assert 0 <= mark(question, response).share <= 1


@given(documents, st.text(max_size=10))
@quick
def test_an_arrangement_is_the_same_for_one_seed_and_loses_nothing(document, seed):
    question = read(document)
    order = arrangement(question, seed)
    assert order == arrangement(read(write(question)), seed)
    assert set(order) == set(question.keys()[0])


def test_seeds_differ_and_draws_do_not_depend_on_the_order_of_candidates():
    orders = {tuple(draw(range(10), 10, seed)) for seed in range(20)}
    assert len(orders) == 20
    assert draw([3, 1, 2], 2, "a") == draw([1, 2, 3], 2, "a")
    assert draw([1, 2], 5, "a") == draw([2, 1], 9, "a")


def answered(name, **extra):
    """The example of a type, and what a form that answers it all right gives."""
    question = read(EXAMPLES[name] | extra)
    key = {choice.text: choice.key for choice in getattr(question, "choices", ())}
    forms = {
        "single": {"q": key.get("Celui qui conseille d’acheter")},
        "multiple": {"q": [key.get("Le loyer"), key.get("L’assurance")]},
        "true_false": {"q": "false"},
        "short": {"q": "  Seuil   de RENTABILITÉ "},
        "numerical": {"q": "0,90 €"},
        "matching": {},
        "ordering": {},
        "gaps": {"q-1": "Charges", "q-3": "12"},
        "drag": {},
        "essay": {"q": "Une boulangère\r\npressée"},
    }
    form = forms[name]
    if name == "matching":
        options = {text: key for key, text in question.options.items()}
        form = {f"q-{pair.key}": options[pair.answer] for pair in question.pairs}
    if name == "ordering":
        form = {f"q-{item.key}": str(place) for place, item in enumerate(question.items, 1)}
    if name == "gaps":
        form["q-2"] = question.gaps[1].answers[0].key
    if name == "drag":
        options = {text: key for key, text in question.options.items()}
        form = {f"q-{place}": options[word] for place, word in enumerate(question.blanks, 1)}
    data = QueryDict(mutable=True)
    for field, value in form.items():
        data.setlist(field, value if isinstance(value, list) else [value])
    return question, response_of(question, data, "q")


@pytest.mark.parametrize("name", sorted(set(TYPES) - {"essay"}))
def test_the_right_answer_of_each_type_earns_all_and_is_told_in_words(name):
    question, response = answered(name)
    assert mark(question, response).share == 1
    assert not is_empty(question, response)
    assert right_answer(question) and answer_in_words(question, response)


def test_an_essay_waits_for_a_person_unless_nothing_was_written():
    question, response = answered("essay")
    assert mark(question, response).needs_person and mark(question, response).share == 0
    assert answer_in_words(question, response) == "Une boulangère\npressée"
    started = read(EXAMPLES["essay"] | {"start": "Mon client est"})
    assert is_empty(started, response_of(started, {"q": "Mon client est"}, "q"))


def test_wrong_choices_take_away_but_never_below_nothing():
    question = read(EXAMPLES["multiple"])
    keys = [choice.key for choice in question.choices]
    assert mark(question, {"choices": keys[:1]}).share == 0.5
    assert mark(question, {"choices": keys[:3]}).share == 0.5
    assert mark(question, {"choices": keys[:1] + keys[2:]}).share == 0
    assert mark(question, {"choices": keys}).share == 0
    assert mark(read(write(question) | {"exact": True}), {"choices": keys[:1]}).share == 0


def test_thirds_add_up_to_all():
    choices = [{"text": text, "share": 0.3333333} for text in "abc"] + [{"text": "d", "share": -1}]
    question = read({"type": "multiple", "text": "?", "choices": choices})
    assert mark(question, {"choices": [choice.key for choice in question.choices[:3]]}).share == 1


def test_shares_that_do_not_add_up_are_told():
    choices = [{"text": "a", "share": 0.5}, {"text": "b", "share": 0.2}]
    with pytest.raises(NotAQuestion, match="70 %"):
        read({"type": "multiple", "text": "?", "choices": choices})


@pytest.mark.parametrize(
    ("typed", "share"),
    [("point mort", 1), ("le Seuil", 0.5), ("SEUIL", 0.5), ("marge", 0), ("seuil de  rentabilité", 1)],
)
def test_a_short_answer_bears_capitals_spaces_and_stars(typed, share):
    assert mark(read(EXAMPLES["short"]), {"text": typed}).share == share


def test_a_star_can_be_asked_for_and_capitals_can_matter():
    question = read({"type": "short", "text": "?", "answers": [{"text": r"2 \* 3"}], "case": True})
    assert mark(question, {"text": "2 * 3"}).share == 1
    assert mark(question, {"text": "2 x 3"}).share == 0
    many = read({"type": "short", "text": "?", "answers": [{"text": "*a" * 100 + "b"}]})
    assert mark(many, {"text": "a" * 500}).share == 0


@pytest.mark.parametrize("typed", ["0,9", "0.9", ".9", "0,90 €", "€0,9", " 0,904 ", "9e-1", "+0,9"])
def test_a_number_is_read_as_people_type_it(typed):
    assert mark(read(EXAMPLES["numerical"]), {"text": typed}).share == 1


@pytest.mark.parametrize("typed", ["0,91", "neuf", "0,9,0", "nan", "inf", "1e999", "--0,9", "٩", "0x1"])
def test_what_is_no_such_number_earns_nothing(typed):
    assert mark(read(EXAMPLES["numerical"]), {"text": typed}).share == 0


@pytest.mark.parametrize("typed", ["1 234 567,5", "1 234 567,5", "1\u202f234\u202f567,5", "1234567.5", "1'234'567,5"])
def test_thousands_may_be_spaced(typed):
    question = read({"type": "numerical", "text": "?", "answers": [{"value": 1234567.5}]})
    assert mark(question, {"text": typed}).share == 1


def test_a_place_given_twice_counts_for_none():
    question = read(EXAMPLES["ordering"])
    keys = [item.key for item in question.items]
    assert mark(question, {"places": dict.fromkeys(keys, 1)}).share == 0
    assert mark(question, {"places": {keys[0]: 1, keys[1]: 3, keys[2]: 2, keys[3]: 4}}).share == 0.5
    assert mark(question, {"places": {keys[0]: True}}).share == 0


def test_gaps_weigh_as_said():
    document = EXAMPLES["gaps"] | {
        "gaps": [gap | {"weight": weight} for gap, weight in zip(EXAMPLES["gaps"]["gaps"], (2, 1, 1), strict=True)]
    }
    assert mark(read(document), {"gaps": {"1": "charges"}}).share == 0.5
    assert mark(read(document), {"gaps": {"1": "dépenses"}}).share == 0.25


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "Le [[1]]"}, "blanks once"),
        ({"text": "[[1]] [[2]] [[3]] [[3]]"}, "blanks once"),
        ({"text": '[[1]] [[2]] <a href="https://e.org/[[3]]">x</a>'}, "inside an address"),
    ],
)
def test_blanks_that_do_not_stand_right_are_told(change, words):
    with pytest.raises(NotAQuestion, match=words):
        read(EXAMPLES["gaps"] | change)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"type": "hotspot"}, "not known"),
        ([], "not known"),
        (EXAMPLES["single"] | {"text": " "}, "text is missing"),
        (EXAMPLES["single"] | {"choices": [{"text": "a", "share": 1}, {"text": "a"}]}, "same"),
        (EXAMPLES["single"] | {"choices": [{"text": "a"}, {"text": "b"}]}, "all the points"),
        (EXAMPLES["single"] | {"choices": [{"text": "a", "share": 7}, {"text": "b"}]}, "Choice 1: 7 is not between"),
        (EXAMPLES["single"] | {"points": float("nan")}, "number"),
        (EXAMPLES["single"] | {"text": '<img src="media:a.png">'}, "text alternative"),
        (EXAMPLES["true_false"] | {"answer": "yes"}, "true or false"),
        (EXAMPLES["essay"] | {"min_words": 300}, "above the most"),
        (EXAMPLES["matching"] | {"pairs": [{"text": "a", "answer": "b"}], "distractors": []}, "only one"),
    ],
)
def test_what_is_no_question_says_why(document, words):
    with pytest.raises(NotAQuestion, match=words):
        read(document)


def test_html_is_cleaned_and_pictures_are_named_never_fetched():
    question = read(
        EXAMPLES["single"]
        | {
            "text": '<p onclick="x()">Voir</p><script>1</script><img src="https://e.org/a.png" alt="a">'
            '<img src="media:b.png" alt="Une borne"><a href="javascript:x()">y</a><a href="media:b.png">z</a>'
        }
    )
    assert "onclick" not in question.text and "script" not in question.text and "e.org" not in question.text
    assert pictures_of(question) == {"b.png"}
    assert 'href="media' not in question.text
