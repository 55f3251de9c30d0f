"""A file that cannot be understood is refused with the place of each fault; hostile ones cost little."""

import time
from typing import Any

import pytest
import yaml

from courses.importer import read_journey
from courses.journeyfile.faults import Fault, RefusedFile
from courses.journeyfile.reading import read_document
from tests.courses.journeyfile.oracle import first_block


def faults(content: bytes | str | dict[str, Any]) -> list[Fault]:
    if isinstance(content, dict):
        content = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    with pytest.raises(RefusedFile) as refused:
        read_journey(content if isinstance(content, bytes) else content.encode())
    return refused.value.faults


def changed(path: str, value: Any) -> list[Fault]:
    """Faults of the demo's first block with one value replaced; a path such as blocs.0.titre."""
    data = first_block()
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    place: Any = data
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return faults(data)


def test_a_good_file_is_read_with_the_place_of_each_value():
    document = read_document("parcours:\n  code: X\n  titre: 'Été'\n".encode())
    assert document.data == {"parcours": {"code": "X", "titre": "Été"}}
    assert document.places[("parcours", "titre")] == (3, 10)


@pytest.mark.parametrize(
    ("path", "value", "where", "words"),
    [
        ("blocs.0.sequences.0.duree_minutes", "vite", "blocs[0].sequences[0].duree_minutes", "1"),
        ("blocs.0.sequences.0.duree_minutes", 0, "blocs[0].sequences[0].duree_minutes", "1"),
        ("blocs.0.sequences.0.duree_minutes", True, "blocs[0].sequences[0].duree_minutes", "True"),
        ("blocs.0.sequences.0.duree_minutes", None, "blocs[0].sequences[0].duree_minutes", ""),
        ("blocs.0.sequences.0.modalite.lieu", "ailleurs", "blocs[0].sequences[0].modalite.lieu", "presentiel"),
        ("blocs.0.competences.0.indicateurs.0.seuil", "six", "blocs[0].competences[0].indicateurs[0].seuil", "six"),
        (
            "blocs.0.competences.0.indicateurs.0.operateur",
            ">",
            "blocs[0].competences[0].indicateurs[0].operateur",
            ">=",
        ),
        ("blocs.0.competences.0.indicateurs.0.seuil", 1e12, "blocs[0].competences[0].indicateurs[0].seuil", ""),
        ("blocs.0.competences.0.indicateurs.0.seuil", 0.12345, "blocs[0].competences[0].indicateurs[0].seuil", ""),
        ("blocs.0.sequences", {"S01": 1}, "blocs[0].sequences", "S01"),
        ("blocs.0.sequences.0.activites.0.type", ["a"], "blocs[0].sequences[0].activites[0].type", ""),
        ("blocs", [], "blocs", ""),
        ("parcours", "ENTREPRENDRE", "parcours", ""),
        ("apprenants_demo.0.entree", "hier", "apprenants_demo[0].entree", "2026-09-07"),
        ("apprenants_demo.0.mesures.I9.9z", 3, "apprenants_demo[0].mesures.I9.9z", "I9.9z"),
        ("apprenants_demo.0.sequences_realisees.0", "S99", "apprenants_demo[0].sequences_realisees[0]", "S99"),
        ("apprenants_demo.0.positionnement.C1.1", 4, "apprenants_demo[0].positionnement.C1.1", "4"),
        ("apprenants_demo.0.categorie_sortie", "lune", "apprenants_demo[0].categorie_sortie", "lune"),
        ("blocs.0.sequences.1.code", "S01", "blocs[0].sequences[1].code", "S01"),
        ("blocs.0.competences.1.code", "C1.1", "blocs[0].competences[1].code", "C1.1"),
    ],
)
def test_each_fault_is_named_with_its_path_and_line(path, value, where, words):
    if path.startswith(("apprenants_demo.0.mesures.", "apprenants_demo.0.positionnement.")):
        data = first_block()
        group, code = path.split(".")[2], path.split(".", 3)[3]
        data["apprenants_demo"][0][group][code] = value
        found = faults(data)
    else:
        found = changed(path, value)
    fault = next(one for one in found if one.path == where)
    assert words in fault.words and fault.line > 0 and fault.column > 0


def test_all_faults_are_told_at_once():
    data = first_block()
    for number, sequence in enumerate(data["blocs"][0]["sequences"]):
        sequence["semaine"] = -number - 1
    assert [one.path for one in faults(data)] == [f"blocs[0].sequences[{n}].semaine" for n in range(4)]


def test_a_file_of_another_kind_gives_few_lines():
    with pytest.raises(RefusedFile) as refused:
        read_journey(yaml.safe_dump({"parcours": {"code": "X", "titre": "Y"}, "blocs": [1] * 500}).encode())
    assert len(refused.value.lines()) == 51


@pytest.mark.parametrize(
    "content",
    [
        "",
        "   \n# rien\n",
        "[1, 2",
        "a: b: c",
        "\tx: 1",
        "- liste",
        "seulement du texte",
        "a: !!python/object/apply:os.system ['true']",
        "a: &x [*x]",
        "a: 2026-13-45",
        "a: .nan",
        "a: 99999999999999999999",
        'a: "\\0"',
        'a: "\\ud800"',
        "? [1, 2]\n: 3",
        "<<: {a: 1}",
        "a: !!binary aGVsbG8=",
        "a: 1\na: 2",
        "--- 1\n--- 2",
    ],
)
def test_what_is_not_a_journey_is_refused_in_words(content):
    assert all(fault.words for fault in faults(content))


def test_a_key_twice_is_named_where_it_comes_the_second_time():
    (fault,) = faults("parcours: {code: X}\nblocs: []\nparcours: {code: Y}\n")
    assert (fault.line, fault.path) == (3, "parcours")


def test_a_file_in_latin_1_is_refused_with_its_line():
    (fault,) = faults("parcours:\n  titre: Été".encode("latin-1"))
    assert fault.line == 2 and "UTF-8" in fault.words


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(encoding):
    assert read_document("titre: Été".encode(encoding)).data == {"titre": "Été"}


def test_an_alias_bomb_is_refused_quickly():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    start = time.monotonic()
    (fault,) = faults("\n".join(lines))
    assert fault.line > 0 and time.monotonic() - start < 10


def test_a_very_deep_file_is_refused_quickly():
    start = time.monotonic()
    assert len(faults("[" * 100_000)) == 1
    assert len(faults("a: " + "{b: " * 5_000 + "1" + "}" * 5_000)) == 1
    assert time.monotonic() - start < 10


def test_a_very_large_file_is_refused_quickly():
    start = time.monotonic()
    assert len(faults(b"x" * (5 * 1024 * 1024 + 1))) == 1
    assert len(faults("- x\n" * 300_000)) == 1
    assert time.monotonic() - start < 20


def test_an_alias_that_only_saves_typing_is_welcome():
    assert read_document(b"a: &x {code: A}\nb: *x\n").data["b"] == {"code": "A"}
