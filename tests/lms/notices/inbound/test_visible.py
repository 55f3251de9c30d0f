"""What somebody wrote themselves, out of what their mailbox sends. Without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.notices.inbound.visible import text_of_html, visible

WORDS = "Bonjour Chloé,\n\nOui, mardi me va."


@pytest.mark.parametrize(
    "below",
    [
        "\n\nLe mar. 3 mars 2026 à 10:12, Cordée <x@site.example> a écrit :\n> Bonjour Ana",
        "\n\nLe mar. 3 mars 2026 à 10:12, Cordée via le site <\nx@site.example> a écrit :\n> Bonjour",
        "\n\nOn Tue, 3 Mar 2026 at 10:12, Cordée <x@site.example> wrote:\n> Hello",
        "\n\n-----Message d'origine-----\nDe : Cordée",
        "\n\n-----Original Message-----\nFrom: Cordée",
        "\n\n________________________________\nDe : Cordée <x@site.example>\nEnvoyé : mardi",
        "\n\nDe : Cordée <x@site.example>\nEnvoyé : mardi 3 mars\nÀ : Ana\nObjet : Bonjour",
        "\n\nFrom: Cordée\nSent: Tuesday\nTo: Ana\nSubject: Hello",
        "\n\nEnvoyé de mon iPhone",
        "\n\nEnvoyé depuis mon mobile Orange\n\n> Bonjour",
        "\n\nSent from my Galaxy",
        "\n\nObtenez Outlook pour Android<https://aka.ms/x>",
        "\n-- \nAna Ferreira\n06 00 00 00 00",
        "\n\n> cité\n>> deux fois",
    ],
)
def test_what_is_below_goes(below):
    assert visible(WORDS + below) == WORDS
    assert visible((WORDS + below).replace("\n", "\r\n")) == WORDS


@pytest.mark.parametrize(
    "text",
    [
        "On verra ça ensemble.\nLe marché de samedi était bien.",
        "De : chez moi à la gare, c'est loin.",
        "Prix : 3 > 2, et a -- b",
        "Le devis que le menuisier m'a envoyé, je l'ai.",
        "Envoyé le dossier hier",
    ],
)
def test_ordinary_sentences_stay(text):
    assert visible(text) == text


def test_an_answer_between_quoted_lines_stays_and_the_quotes_go():
    assert visible("> Mardi ?\nOui\n> Dix heures ?\nPlutôt onze") == "Oui\nPlutôt onze"


def test_html_only_becomes_text_without_what_it_quotes():
    source = (
        "<html><head><style>p{color:red}</style></head><body><p>Oui, <b>mardi</b> &amp; jeudi</p><div>À bientôt</div>"
        "<script>alert(1)</script><div class='gmail_quote'>Le mar. 3 mars a écrit<blockquote>Ana</blockquote></div>"
    )
    assert visible(text_of_html(source)) == "Oui, mardi & jeudi\nÀ bientôt"


@given(st.text(max_size=2000))
def test_anything_is_read_without_stumbling(text):
    assert "\x00" not in visible(text)
    text_of_html(text)


@pytest.mark.parametrize("evil", ["<" * 50_000, "> " * 50_000, "Le " * 60_000, "_" * 100_000, "<style" * 20_000])
def test_hostile_text_takes_no_time(evil):
    import time

    start = time.process_time()
    visible(evil)
    text_of_html(evil)
    assert time.process_time() - start < 2
