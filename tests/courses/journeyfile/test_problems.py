"""What does not hold together is listed with its place, and never stops the figures."""

from datetime import date
from typing import Any

import pytest

from courses.journeyfile.problems import find_problems
from tests.courses.journeyfile.oracle import demo_data


def problems(change: Any) -> dict[str, str]:
    """Problems of the demo file after a change, by place."""
    data = demo_data()
    change(data)
    return {row["ou"]: row["quoi"] for row in (one.as_json() for one in find_problems(data))}


def sequence(data: dict[str, Any], code: str) -> dict[str, Any]:
    return next(one for block in data["blocs"] for one in block["sequences"] if one["code"] == code)


def test_the_demo_file_has_none():
    assert problems(lambda data: None) == {}


CHANGES: list[tuple[Any, str]] = [
    (lambda d: sequence(d, "S01").update(duree_minutes=135, duree_heures=2.25), "parcours.part_presentiel"),
    (lambda d: sequence(d, "S01").update(duree_minutes=135), "blocs[0].sequences[0].duree_minutes"),
    (lambda d: sequence(d, "S01").update(duree_heures=3), "blocs[0].sequences[0].duree_heures"),
    (lambda d: d["parcours"].update(duree_heures=85), "parcours.duree_heures"),
    (lambda d: d["parcours"].update(duree_minutes=5000), "parcours.duree_minutes"),
    (lambda d: d["parcours"].update(part_distanciel=0.6), "parcours.part_distanciel"),
    (lambda d: sequence(d, "S05").pop("lieu"), "blocs[1].sequences[0].lieu"),
    (lambda d: sequence(d, "S05").update(lieu="LUNE"), "blocs[1].sequences[0].lieu"),
    (lambda d: sequence(d, "S02").update(prerequis=["S99"]), "blocs[0].sequences[1].prerequis[0]"),
    (lambda d: sequence(d, "S02").update(prerequis=["S20"]), "blocs[0].sequences[1].prerequis[0]"),
    (lambda d: sequence(d, "S01").update(prerequis=["S02"]), "blocs[0].sequences[0].prerequis[0]"),
    (lambda d: sequence(d, "S01").update(prerequis=["S01"]), "blocs[0].sequences[0].prerequis[0]"),
    (lambda d: sequence(d, "S02").update(competences=["C9.9"]), "blocs[0].sequences[1].competences[0]"),
    (lambda d: sequence(d, "S02").update(competences=["C2.1", "C1.3"]), "blocs[0].sequences[1].competences[0]"),
    (lambda d: sequence(d, "S02").update(semaine=5), "blocs[0].sequences[1].semaine"),
    (lambda d: sequence(d, "S20").update(semaine=9), "blocs[4].sequences[3].semaine"),
    (lambda d: sequence(d, "S04").update(hors_les_murs=True), "blocs[0].sequences[3].hors_les_murs"),
    (lambda d: sequence(d, "S01")["activites"][0].update(type="sieste"), "blocs[0].sequences[0].activites[0].type"),
    (
        lambda d: sequence(d, "S03")["activites"][0].update(medias=["V77"]),
        "blocs[0].sequences[2].activites[0].medias[0]",
    ),
    (lambda d: sequence(d, "S08")["activites"][0].update(forum="F77"), "blocs[1].sequences[3].activites[0].forum"),
    (
        lambda d: sequence(d, "S20")["activites"][2].update(questionnaire="Q-X"),
        "blocs[4].sequences[3].activites[2].questionnaire",
    ),
    (
        lambda d: sequence(d, "S06")["activites"][0].update(livrable="plan_action"),
        "blocs[1].sequences[1].activites[0].livrable",
    ),
    (
        lambda d: d["blocs"][0]["competences"][0]["indicateurs"][0].update(source="S99"),
        "blocs[0].competences[0].indicateurs[0]",
    ),
    (
        lambda d: d["blocs"][0]["competences"][0]["indicateurs"][0].update(source="S04"),
        "blocs[0].competences[0].indicateurs[0]",
    ),
    (
        lambda d: d["blocs"][0]["competences"][0]["indicateurs"][0].update(seuil_autonomie=3),
        "blocs[0].competences[0].indicateurs[0]",
    ),
    (lambda d: d["apprenants_demo"][2].update(sequences_realisees=["S01"]), "apprenants_demo[2].mesures.I1.3a"),
    (
        lambda d: d["apprenants_demo"][2].update(sequences_realisees=["S02"]),
        "apprenants_demo[2].sequences_realisees[0]",
    ),
    (lambda d: d["apprenants_demo"][2]["positionnement"].pop("C1.1"), "apprenants_demo[2].positionnement"),
    (lambda d: d["apprenants_demo"][2].update(sortie=date(2026, 10, 30)), "apprenants_demo[2].sortie"),
]


@pytest.mark.parametrize(("change", "where"), CHANGES)
def test_each_contradiction_is_told_where_it_is(change, where):
    assert where in problems(change)


def test_a_balance_within_its_tolerance_is_no_problem():
    def change(data: dict[str, Any]) -> None:
        sequence(data, "S01").update(duree_minutes=135)
        data["parcours"]["tolerance_equilibre"] = 0.01

    assert "parcours.part_presentiel" not in problems(change)
