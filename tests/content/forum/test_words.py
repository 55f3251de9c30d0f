"""What people write is text: nothing in it ever becomes a part of the page."""

import pytest

from content.forum.words import check_text, check_title, fold, html_of, names_in, quote
from lms.plugins.kind import Refused


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", '<img src=x onerror="alert(1)">', "<b onclick=x>y</b>"])
def test_tags_are_shown_as_they_were_written(text):
    assert "<script" not in html_of(text) and "<img" not in html_of(text) and "<b" not in html_of(text)
    assert "&lt;" in html_of(text)


def test_paragraphs_lines_and_quotes_are_kept():
    assert html_of("Un\ndeux\n\ntrois") == "<p>Un<br>deux</p><p>trois</p>"
    assert html_of("> Un mot\nd'accord").startswith("<blockquote><p>Un mot</p></blockquote>")


def test_addresses_become_links_that_give_nothing_away():
    html = html_of("Voir https://example.org/a?b=1&c=2 et javascript:alert(1)")
    assert 'href="https://example.org/a?b=1&amp;c=2"' in html and "noopener" in html and 'href="javascript' not in html


def test_what_is_compared_is_not_eaten():
    assert "3 &lt; 5" in html_of("3 < 5 et a<b")


def test_a_name_stands_out_without_becoming_html():
    assert "<strong>@Ana Ferreira</strong>" in html_of("Merci @Ana Ferreira !", ["Ana Ferreira"])
    assert "<strong>@&lt;b&gt;" in html_of("Merci @<b> !", ["<b>"]) or "&lt;b&gt;" in html_of("@<b>", ["<b>"])


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001, "\x00"])
def test_nothing_and_too_much_are_refused_in_words(text):
    with pytest.raises(Refused):
        check_text(text)


def test_a_title_is_one_line():
    assert check_title(" Mon \n idée ") == "Mon idée"
    for title in ("", "x" * 151):
        with pytest.raises(Refused):
            check_title(title)


def test_search_knows_no_accents_and_no_capitals():
    assert fold("Épicerie À  LÉVIS") == "epicerie a levis"


def test_names_are_looked_for_the_longest_first():
    assert names_in("Merci @Ana Ferreira da")[:2] == ["Ana Ferreira da", "Ana Ferreira"]
    assert len(names_in("@a " * 500)) <= 40


def test_a_quote_leaves_out_what_was_quoted_already():
    assert quote("> avant\n\nmoi") == "> moi\n\n"
