"""Each format in small samples of our own: what a question becomes, mark by mark."""

import base64
import io
import zipfile

import pytest
from hypothesis import given, settings

from content.quiz.exchange import export_gift, export_moodle, import_file
from content.quiz.questions import Essay, Matching, Multiple, Numerical, Short, Single, TrueFalse, mark, read
from content.quiz.questions.examples import EXAMPLES
from tests.content.quiz.questions.making import documents

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def only(data, name="file"):
    """The one question of a file, and its import."""
    found = import_file(name, data.encode() if isinstance(data, str) else data)
    assert found.problem == "" and found.skipped == [] and len(found.questions) == 1, found.report()
    return found.questions[0].question, found


@given(documents)
@settings(max_examples=150, deadline=None)
def test_moodle_xml_comes_back_equal(document):
    question = read(document)
    out = export_moodle([question])
    assert out.left_out == []
    assert [each.question for each in import_file("x", out.text.encode()).questions] == [question]


@given(documents)
@settings(max_examples=150, deadline=None)
def test_gift_comes_back_equal_or_says_that_it_cannot(document):
    question = read(document)
    out = export_gift([question])
    if question.type in ("gaps", "drag", "ordering"):
        assert out.left_out
    else:
        assert [each.question for each in import_file("x", out.text.encode()).questions] == [question]


def test_a_whole_bank_goes_out_and_comes_back():
    questions = [read(document) for document in EXAMPLES.values()]
    back = import_file("x", export_moodle(questions).text.encode())
    assert [each.question for each in back.questions] == questions
    out = export_gift(questions)
    back = import_file("x", out.text.encode())
    assert [each.question for each in back.questions] == [
        each for each in questions if each.type not in ("gaps", "drag", "ordering")
    ]
    assert len(out.left_out) == 3


def test_most_examples_need_no_remark_of_ours_in_moodle_xml():
    """Moodle reads all that matters: the remark is for what it has no words for."""
    text = export_moodle([read(document) for document in EXAMPLES.values()]).text
    assert "<cordee>" not in text


def test_gift_reads_each_of_its_types():
    text = """
$CATEGORY: $course$/top/Marché/Clients

// [tag:B2.1] [tag:prix]
::Prix::[html]<b>Qui</b> paie ?{=Le client#Oui ~%50%L’usager#Presque ~Personne}

Cochez {~%50%un ~%50%deux ~%-100%trois}

Vrai ?{FALSE#non#oui####Voilà}

Capitale {=Paris =%50%Lyon#Non}

Combien ?{#=12:0.5 =%50%20..30 ~#Raté}

Reliez {=un -> 1 =deux -> 2 = -> 3}

Écrivez {}
"""
    found = import_file("x", text.encode())
    assert found.skipped == []
    single, multiple, truth, short, numerical, matching, essay = (each.question for each in found.questions)
    assert {each.category for each in found.questions} == {"Marché/Clients"}
    assert isinstance(single, Single) and single.tags == ("B2.1", "prix") and single.name == "Prix"
    assert [choice.share for choice in single.choices] == [1, 0.5, 0]
    assert isinstance(multiple, Multiple) and multiple.choices[2].share == -1
    assert isinstance(truth, TrueFalse) and truth.answer is False
    assert (truth.feedback_true, truth.feedback_false, truth.feedback) == ("non", "oui", "Voilà")
    assert isinstance(short, Short) and mark(short, {"text": "lyon"}).share == 0.5
    assert isinstance(numerical, Numerical) and numerical.feedback_wrong == "Raté"
    assert mark(numerical, {"text": "27"}).share == 0.5
    assert isinstance(matching, Matching) and matching.distractors == ("3",)
    assert isinstance(essay, Essay)


def test_gift_goes_on_over_an_empty_line_inside_braces_only():
    found = import_file("x", b"Un {\n=a\n\n~b\n}\n\nDeux {T}\n\nTrois { =a\n\nQuatre {F}")
    assert [each.title for each in found.questions] == ["Un", "Deux", "Quatre"]
    assert [each.reason for each in found.skipped] == ["A brace is opened and never closed."]


def test_gift_bears_signs_that_begin_no_tag():
    question, _found = only("Si a<c et x <y>, vrai ?{T}")
    assert question.text == "Si a&lt;c et x &lt;y&gt;, vrai ?"


def test_latin_1_is_read_and_said():
    question, found = only("Préférez-vous l’été ?{T}".encode("cp1252"))
    assert question.text == "Préférez-vous l’été ?"
    assert "Latin-1" in found.notes[0]
    assert only("Été ?{T}".encode("utf-16"))[0].text == "Été ?"
    assert only("\ufeffÉté ?{T}\r\n".encode())[0].text == "Été ?"


def test_aiken_tells_what_it_cannot_take():
    both = "A) a\nB. b\n"
    text = f"Un ?\n{both}ANSWER: B\n\nDeux ?\n{both}ANSWER: C\n\nTrois ?\n{both}\nQuatre ?\n{both}ANSWER: A"
    found = import_file("x", text.encode())
    assert [each.title for each in found.questions] == ["Un ?", "Quatre ?"]
    assert [each.name for each in found.skipped] == ["Deux ?", "Trois ?"]


def test_embedded_answers_become_gaps():
    question, _found = only("Paris est en {1:MC:=France#Oui~Italie} ; 2+2={2:NM:=4:0} ; H{1:SAC:=2O}")
    assert [gap.type for gap in question.gaps] == ["chosen", "number", "typed"]
    assert mark(question, {"gaps": {"2": "4"}}).share == 0.5


def moodle(body, kind="multichoice", more=""):
    return (
        f'<?xml version="1.0"?><quiz><question type="{kind}"><name><text>N</text></name>'
        f'<questiontext format="html"><text><![CDATA[{body}]]></text>{more}</questiontext>'
        '<answer fraction="100"><text>a</text></answer><answer fraction="0"><text>b</text></answer></question></quiz>'
    )


def test_pictures_come_along_once_and_ask_for_their_words():
    file = f'<file name="a b.png" encoding="base64">{base64.b64encode(PNG).decode()}</file>'
    body = '<img src="@@PLUGINFILE@@/a%20b.png" alt="Une borne"><img src="@@PLUGINFILE@@/a%20b.png">'
    question, found = only(moodle(body, more=file))
    (name,) = found.pictures
    assert found.pictures[name] == PNG
    assert question.text.count(f'src="media:{name}"') == 2
    assert "text alternative" in " ".join(found.report()["notes"])
    out = export_moodle([question], found.pictures)
    back = import_file("x", out.text.encode())
    assert back.questions[0].question == question and back.pictures == found.pictures


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ('<img src="https://e.org/a.png" alt="Une borne">', "not in the file"),
        ('<img src="data:image/svg+xml;base64,PHN2Zy8+" alt="x">', "no PNG"),
        ("<script>alert(1)</script>Bonjour", "Active content"),
        ('<p onclick="x()">Bonjour</p>', "Active content"),
        ("<video controls>film</video>", "<video>"),
        ("Bonjour <math><mi>x</mi></math>", "formula"),
    ],
)
def test_what_is_lost_is_told(body, words):
    question, found = only(moodle(f"Voir {body}"))
    assert words in " ".join(found.report()["notes"])
    assert "script" not in question.text and "onclick" not in question.text and "e.org" not in question.text


def test_words_dragged_in_groups_become_lists():
    boxes = "".join(
        f"<dragbox><text>{text}</text><group>{group}</group></dragbox>"
        for text, group in (("le", 1), ("la", 1), ("chat", 2), ("chien", 2))
    )
    xml = (
        '<quiz><question type="ddwtos"><questiontext format="html"><text>[[2]] [[3]]</text></questiontext>'
        f"<defaultgrade>2</defaultgrade>{boxes}</question></quiz>"
    )
    question, _found = only(xml)
    assert [[each.text for each in gap.answers] for gap in question.gaps] == [["le", "la"], ["chat", "chien"]]
    assert [gap.right() for gap in question.gaps] == ["la", "chat"] and question.points == 2


def test_a_folder_and_an_unknown_type_are_told():
    xml = (
        '<quiz><question type="category"><category><text>$course$/top/A/B</text></category></question>'
        '<question type="stack"><name><text>Aire</text></name></question>'
        '<question type="description"><name><text>Lisez</text></name></question>'
        '<question type="shortanswer"><name><text>OK</text></name><questiontext><text>?</text></questiontext>'
        '<answer fraction="100"><text>a</text></answer></question></quiz>'
    )
    found = import_file("x", xml.encode())
    assert [(each.question.name, each.category) for each in found.questions] == [("OK", "A/B")]
    assert {each.type for each in found.skipped} == {"stack", "description"}


ITEM = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="i" title="T">
<qti-response-declaration identifier="R" cardinality="single" base-type="float"><qti-correct-response>
<qti-value>200</qti-value></qti-correct-response></qti-response-declaration>
<qti-item-body><p>Voir <img src="../p/a.png" alt="Une borne"/> Combien ?
<qti-text-entry-interaction response-identifier="R"/> km</p></qti-item-body>
<qti-response-processing><qti-response-condition><qti-response-if>
<qti-equal tolerance-mode="relative" tolerance="5 5"><qti-variable identifier="R"/><qti-correct identifier="R"/>
</qti-equal>
</qti-response-if></qti-response-condition></qti-response-processing></qti-assessment-item>"""
MANIFEST = (
    '<manifest><resources><resource type="imsqti_item_xmlv3p0" href="items/a.xml"/>'
    '<resource type="imsqti_item_xmlv3p0" href="items/gone.xml"/></resources></manifest>'
)


def package(**files):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_x", ".x").replace("_p", ".p"), data)
    return target.getvalue()


def test_a_package_gives_items_with_pictures_and_names_what_it_lacks():
    data = package(imsmanifest_xml=MANIFEST, items__a_xml=ITEM, p__a_png=PNG)
    found = import_file("x.zip", data)
    (each,) = found.questions
    assert found.format == "qti-3.0" and list(found.pictures.values()) == [PNG]
    assert [skipped.name for skipped in found.skipped] == ["items/gone.xml"]
    assert mark(each.question, {"gaps": {"1": "209"}}).share == 1
    assert mark(each.question, {"gaps": {"1": "211"}}).share == 0
