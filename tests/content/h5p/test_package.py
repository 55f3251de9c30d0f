"""What a package must say of itself, and how it is told when it does not."""

import json
from itertools import chain

import pytest
from django.utils import translation

from content.h5p.example import EXAMPLES, build_package
from content.h5p.limits import CORE_API
from content.h5p.manifest import Dependency, LibraryInfo
from content.h5p.package import opened

from .making import MAIN, description, library, make


def judged(source) -> list[str]:
    with opened(source) as package:
        return package.sentences


def warned(source) -> list[str]:
    with opened(source) as package:
        assert package.accepted, package.reason
        return package.found.warnings


@pytest.mark.parametrize("name", EXAMPLES)
def test_our_own_examples_are_accepted_without_a_word(name, tmp_path):
    path = tmp_path / "own.h5p"
    path.write_bytes(build_package(name))
    assert warned(path) == []


def test_a_package_says_its_title_its_type_and_its_libraries():
    with opened(make()) as package:
        assert package.info.title == "Bonjour"
        assert str(package.info.main) == "H5P.Carte 1.2"
        assert package.libraries[package.info.main].version == "1.2.3"
        assert [str(one) for one in package.needed] == ["H5P.Carte 1.2"]


@pytest.mark.parametrize(
    "files",
    [
        {"h5p.json": None},
        {"h5p.json": "{"},
        {"h5p.json": "[]"},
        {"h5p.json": '{"title": NaN}'},
        {"h5p.json": description(title=None)},
        {"h5p.json": description(mainLibrary=None)},
        {"h5p.json": description(mainLibrary="H5P.Other")},
        {"h5p.json": description(mainLibrary=["H5P.Carte"])},
        {"h5p.json": description(preloadedDependencies=[{"machineName": "H5P.Carte"}])},
        {"h5p.json": description(preloadedDependencies="H5P.Carte")},
        {"content/content.json": None},
        {"content/content.json": "{'a': 1}"},
        {"content/content.json": "[1]"},
        {"content/content.json": "[" * 100_000 + "]" * 100_000},
        {"content/content.json": b"\xff\xfe{}"},
        {"H5P.Carte-1.2/library.json": None},
        {"H5P.Carte-1.2/library.json": "no"},
        {"H5P.Carte-1.2/library.json": library(majorVersion="one")},
        {"H5P.Carte-1.2/library.json": library(majorVersion=-1)},
        {"H5P.Carte-1.2/library.json": library(patchVersion=None)},
        {"H5P.Carte-1.2/library.json": library(machineName="../evil")},
        {"H5P.Carte-1.2/library.json": library(machineName="H5P.Another")},
        {"H5P.Carte-1.2/library.json": library(runnable=0)},
        {"H5P.Carte-1.2/library.json": library(preloadedJs=[{"path": "absent.js"}])},
        {"H5P.Carte-1.2/library.json": library(preloadedCss=[{"path": "../../content/content.json"}])},
        {"H5P.Carte-1.2/library.json": library(preloadedJs=["carte.js"])},
        {"H5P.Carte-1.2/library.json": library(coreApi={"majorVersion": CORE_API[0], "minorVersion": CORE_API[1] + 1})},
        {"H5P.Carte-1.2/library.json": library(coreApi="new")},
        {"H5P.Carte-1.2/semantics.json": "{broken"},
        {"H5P.Carte-1.2/carte.js": "H5P.SomethingElse = function () {};"},
        {"content/picture.svg": "<svg"},
    ],
)
def test_a_package_that_cannot_play_is_refused_with_a_sentence(files):
    sentences = judged(make(files))
    assert sentences and all(len(sentence) > 25 for sentence in sentences)


def test_everything_wrong_is_told_at_once():
    sentences = judged(make({"content/content.json": "{", "content/a.exe": "x", "H5P.Carte-1.2/library.json": "{"}))
    assert len(sentences) >= 3


def test_the_sentences_are_translated():
    english = judged(make({"h5p.json": None}))
    with translation.override("fr"):
        assert len(judged(make({"h5p.json": None}))) == len(english)


def test_missing_libraries_are_named():
    other = {"machineName": "H5P.Absent", "majorVersion": 3, "minorVersion": 1}
    with opened(make({"h5p.json": description(preloadedDependencies=[MAIN, other])})) as package:
        assert [str(one) for one in package.missing] == ["H5P.Absent 3.1"]
        assert "H5P.Absent 3.1" in (package.reason or "")


def test_libraries_of_the_site_count():
    def known(asked: Dependency) -> LibraryInfo | None:
        return LibraryInfo(asked, 0, "Known", True, (), (), ())

    with opened(make({"H5P.Carte-1.2/library.json": None, "H5P.Carte-1.2/carte.js": None}), known) as package:
        assert package.accepted


def test_libraries_that_only_the_content_names_are_needed_too():
    content = json.dumps({"items": [{"library": "H5P.Inner 1.0", "params": {}}]})
    with opened(make({"content/content.json": content})) as package:
        assert [str(one) for one in package.missing] == ["H5P.Inner 1.0"]


def test_a_circle_of_libraries_does_not_hang():
    files = {
        "H5P.Carte-1.2/library.json": library(
            preloadedDependencies=[{"machineName": "Other", "majorVersion": 1, "minorVersion": 0}]
        ),
        "Other-1.0/library.json": json.dumps(
            {
                "machineName": "Other",
                "title": "Other",
                "majorVersion": 1,
                "minorVersion": 0,
                "patchVersion": 0,
                "preloadedDependencies": [MAIN],
            }
        ),
    }
    with opened(make(files)) as package:
        assert package.accepted
        assert {str(one) for one in package.needed} == {"H5P.Carte 1.2", "Other 1.0"}


def test_a_library_comes_after_what_it_needs():
    files = {
        "H5P.Carte-1.2/library.json": library(
            preloadedDependencies=[{"machineName": "Base", "majorVersion": 1, "minorVersion": 0}]
        ),
        "Base-1.0/library.json": json.dumps(
            {"machineName": "Base", "title": "Base", "majorVersion": 1, "minorVersion": 0, "patchVersion": 0}
        ),
    }
    with opened(make(files)) as package:
        assert [str(one) for one in package.needed] == ["Base 1.0", "H5P.Carte 1.2"]


def test_parts_of_the_authoring_tool_are_left_out_and_told():
    editor = {"machineName": "H5PEditor.Wizard", "majorVersion": 1, "minorVersion": 0}
    files = {
        "h5p.json": description(preloadedDependencies=[MAIN, editor]),
        "H5PEditor.Wizard-1.0/library.json": "broken",
    }
    with opened(make(files)) as package:
        assert package.accepted
        assert any("H5PEditor.Wizard" in warning for warning in package.found.warnings)
        assert not [name for name in package.files if name.startswith("H5PEditor")]


def test_a_broken_translation_is_left_out_and_told():
    with opened(make({"H5P.Carte-1.2/language/fr.json": "{broken"})) as package:
        assert package.accepted and package.found.warnings
        assert not (package.root / "H5P.Carte-1.2/language/fr.json").exists()


def test_media_on_other_sites_and_absent_media_are_told():
    content = json.dumps(
        {
            "a": {"path": "https://video.example/a.mp4", "mime": "video/mp4"},
            "b": {"path": "images/no.png", "mime": "image/png"},
        }
    )
    told = " ".join(warned(make({"content/content.json": content})))
    assert "video.example" in told and "images/no.png" in told


def test_a_program_in_a_picture_is_taken_out_and_told():
    evil = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><circle r="2"/></svg>'
    with opened(make({"content/images/a.svg": evil})) as package:
        assert package.accepted and package.found.warnings
        assert b"alert" not in (package.root / "content/images/a.svg").read_bytes()


def test_settings_that_a_content_forgot_are_put_in():
    semantics = [
        {"name": "behaviour", "type": "group", "fields": [
            {"name": "retry", "type": "boolean", "default": True},
            {"name": "colour", "type": "text", "default": "red"}]},
        {"name": "question", "type": "text"},
        {"name": "extra", "type": "group", "optional": True, "fields": [
            {"name": "a", "type": "text"}, {"name": "b", "type": "text"}]},
    ]  # fmt: skip
    with opened(make({"H5P.Carte-1.2/semantics.json": json.dumps(semantics)})) as package:
        assert package.content["behaviour"] == {"retry": True, "colour": "red"}
        assert json.loads((package.root / "content/content.json").read_text()) == package.content
        assert "extra" not in package.content and "question" not in package.content
        assert any("behaviour" in warning for warning in package.found.warnings)


# --- real files, made by others -----------------------------------------------------------------------------------

REFUSED = {
    "lumi__broken-h5p-json", "lumi__corrupt_archive", "lumi__greetingcard1", "lumi__invalid-h5p-json-schema",
    "lumi__invalid-library-json", "lumi__missing-preloaded-js", "moodle__no-json-file",
}  # fmt: skip
NEUTRALISED = {
    "clicreator__TRUEFALSE-PRODUCTION-DEMO": "H5PEditor",
    "lumi__invalid-language-file-json": "language/fr.json",
    "lumi__xss-svg": "xss.svg",
}


def test_every_complete_package_is_accepted(packages, subtests):
    files = sorted((packages / "full").glob("*.h5p"))
    assert len(files) == 32
    for file in files:
        with subtests.test(file=file.name), opened(file) as package:
            assert package.accepted, package.reason
            assert not package.missing


def test_every_malformed_package_is_refused_or_neutralised_in_words(packages, subtests):
    files = sorted((packages / "malformed").glob("*.h5p"))
    assert {file.stem for file in files} == REFUSED | set(NEUTRALISED)
    for file in files:
        with subtests.test(file=file.name), opened(file) as package:
            if file.stem in REFUSED:
                assert not package.accepted and len(package.reason or "") > 30
            else:
                assert package.accepted
                assert any(NEUTRALISED[file.stem] in warning for warning in package.found.warnings)


def test_packages_without_libraries_name_what_is_missing(packages, subtests):
    wanted = {
        "h5p2elpx__H5PMath": {"H5P.MultiChoice 1.16", "H5P.MathDisplay 1.0"},
        "h5p2elpx__blanks-with-image": {"H5P.Blanks 1.14", "H5P.Image 1.1"},
        "h5p2elpx__crossword": {"H5P.Crossword 0.5", "H5P.AdvancedText 1.1"},
    }
    for file in sorted((packages / "nolibs").glob("*.h5p")):
        with subtests.test(file=file.name), opened(file) as package:
            assert {str(one) for one in package.missing} == wanted[file.stem]
            assert all(name in (package.reason or "") for name in wanted[file.stem])


def test_pictures_of_real_libraries_keep_their_drawings(packages):
    with opened(packages / "full" / "lumi__H5P.Blanks.h5p") as package:
        pictures = list(chain(package.root.rglob("*.svg")))
        assert pictures and all(b"<svg" in picture.read_bytes() for picture in pictures)
