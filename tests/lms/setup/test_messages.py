"""Translations compile without gettext's tools, and what people would read in English is found."""

import gettext
import os
import re
from pathlib import Path

import pytest

from lms.setup.environment import ROOT
from lms.setup.messages import Gap, catalogues, compile_catalogues, find_gaps, read

HEAD = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n'
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "locale/fr/LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "lms/templates").mkdir(parents=True)
    return tmp_path


def french(root: Path, entries: str = "") -> Path:
    po = root / "locale/fr/LC_MESSAGES/django.po"
    po.write_text(HEAD + entries)
    return po


def test_a_catalogue_is_compiled_with_its_plurals(root):
    french(root, '\nmsgid "%(n)s knot"\nmsgid_plural "%(n)s knots"\nmsgstr[0] "%(n)s nœud"\nmsgstr[1] "%(n)s nœuds"\n')
    compile_catalogues(root)
    with catalogues(root)[0].with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    assert compiled.ngettext("%(n)s knot", "%(n)s knots", 0) == "%(n)s nœud"
    assert compiled.ngettext("%(n)s knot", "%(n)s knots", 2) == "%(n)s nœuds"


def test_only_a_changed_catalogue_is_compiled_again(root):
    po = french(root)
    compile_catalogues(root)
    mo = po.with_suffix(".mo")
    mo.write_bytes(b"kept")
    compile_catalogues(root)
    assert mo.read_bytes() == b"kept"
    os.utime(po, (mo.stat().st_mtime + 5,) * 2)
    compile_catalogues(root)
    assert mo.read_bytes() != b"kept"


def test_a_text_of_the_code_without_french_is_found_with_its_place(root):
    (root / "lms/views.py").write_text('from x import gettext as _\n\ntitle = _("Good morning")\n')
    french(root)
    assert find_gaps(root) == [Gap("lms/views.py:3", "Good morning", "missing")]


def test_a_text_of_a_template_is_found_however_the_template_is_indented(root):
    (root / "lms/templates/page.html").write_text(
        '      <p>it\'s\n  {% load i18n %}\n        {% translate "Go on" %}\n {% blocktranslate count n=n trimmed %}\n'
        "  One knot\n {% plural %}\n {{ n }} knots {% endblocktranslate %}</p>\n"
    )
    french(root)
    assert [(gap.place, gap.text) for gap in find_gaps(root)] == [
        ("lms/templates/page.html:3", "Go on"),
        ("lms/templates/page.html:4", "One knot"),
    ]


def test_a_context_is_a_text_of_its_own(root):
    (root / "lms/views.py").write_text('pgettext("of a rope", "Knot")\n')
    po = french(root, '\nmsgid "Knot"\nmsgstr "Nœud"\n')
    assert [gap.text for gap in find_gaps(root)] == ["Knot"]
    po.write_text(po.read_text() + '\nmsgctxt "of a rope"\nmsgid "Knot"\nmsgstr "Nœud"\n')
    assert find_gaps(root) == []


@pytest.mark.parametrize("entry", ['#, fuzzy\nmsgid "Go"\nmsgstr "Va"\n', 'msgid "Go"\nmsgstr ""\n'])
def test_a_doubtful_or_empty_translation_is_unfinished(root, entry):
    (root / "lms/views.py").write_text('_("Go")\n')
    french(root, "\n" + entry)
    assert [gap.reason for gap in find_gaps(root)] == ["unfinished"]


def test_a_translation_that_would_break_its_page_is_found(root):
    french(root, '\n#, python-format\nmsgid "%(n)s knots"\nmsgstr "%(nombre)s nœuds"\n')
    assert len(find_gaps(root)) == 1


def test_no_french_text_puts_a_name_where_it_would_need_an_elision():
    """Nobody knows beforehand whether it is "de Bo" or "d'Ana": the sentence is turned so that neither is needed."""
    name = r"%\((name|names|person|people|learner|coach|author|who|title|journey|organisation|zone)\)s"
    faults = [
        text
        for po in catalogues(ROOT, "fr")
        for message in read(po)
        for text in (message.string if isinstance(message.string, tuple | list) else [message.string])
        if re.search(rf"\b(de|que|lorsque|puisque|jusque|le|la) {name}", text, re.IGNORECASE)
    ]
    assert faults == []
