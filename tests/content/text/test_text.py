"""A text is read and marked as done; it also stands in for types that no kind plays yet, and says so."""

import pytest
from django.utils import translation

from content.text.importer import build_page, export_page, is_partial
from content.text.kind import KIND
from content.text.models import TextPage
from content.text.stand_in import words_for
from lms.plugins.kind import Event, Refused, Verb

pytestmark = pytest.mark.django_db  # making a page asks for its content type


@pytest.mark.parametrize("verb", ["opened", "completed"])
def test_a_text_can_be_opened_and_marked_as_done(verb):
    assert KIND.read({"verb": verb}, {}).verb == verb


@pytest.mark.parametrize("payload", [{}, {"verb": "passed"}, {"verb": 1}, {"verb": ["opened"]}, {"verb": None}])
def test_anything_else_is_refused_in_words(payload):
    with pytest.raises(Refused) as refused:
        KIND.read(payload, {})
    assert str(refused.value)


def test_reports_say_how_often_it_was_opened():
    from datetime import UTC, datetime

    facts = KIND.fold({}, Event(Verb.OPENED, datetime(2026, 3, 2, tzinfo=UTC)))
    assert KIND.cells({}, {})[0].value == "0" and KIND.cells(facts, {})[0].value == "1"


def test_a_text_goes_out_and_in_the_same():
    page = build_page({"texte": "<p>Lisez.</p>"})
    assert export_page(page) == {"texte": "<p>Lisez.</p>"}
    assert export_page(build_page({})) == {} and not is_partial(page)


def test_a_stand_in_names_what_is_planned_in_words():
    with translation.override("fr"):
        page = TextPage(title="Jeu", imported_type="jeu_serieux")
        assert page.get_activity_context({})["stands_for"] == words_for("jeu_serieux") != "jeu_serieux"
    assert words_for("un_type_neuf") == "un type neuf"
    assert TextPage(title="Lire").get_activity_context({})["stands_for"] == ""


def test_learners_read_the_text_and_what_it_stands_for():
    from django.template.loader import render_to_string

    page = TextPage(title="Jeu", imported_type="jeu_serieux", body=[("prose", "<p>Lisez bien.</p>")])
    with translation.override("fr"):
        shown = render_to_string("text/text_page.html", {"page": page, **page.get_activity_context({})})
    assert "Lisez bien." in shown and words_for("jeu_serieux") in shown
