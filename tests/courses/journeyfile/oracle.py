"""A second, small reckoning of a journey file's figures, from the file alone: what the engine must agree with."""

import copy
import operator
from collections import Counter
from typing import Any

import yaml

from courses.demo.world import FILE
from courses.journeyfile.reading import Document

HOLDS = {">=": operator.ge, "<=": operator.le, "==": operator.eq}


def demo_data() -> dict[str, Any]:
    """The demo file without its expected figures."""
    data = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    data.pop("attendus", None)
    return data


def first_block() -> dict[str, Any]:
    """A quarter of the demo: block B1, and its learners as far as they go in it."""
    data = demo_data()
    data["blocs"] = data["blocs"][:1]
    sequences = {one["code"] for one in data["blocs"][0]["sequences"]}
    competencies = {one["code"] for one in data["blocs"][0]["competences"]}
    indicators = {i["code"] for one in data["blocs"][0]["competences"] for i in one["indicateurs"]}
    for told in data["apprenants_demo"]:
        told["sequences_realisees"] = [code for code in told["sequences_realisees"] if code in sequences]
        told["positionnement"] = {code: n for code, n in told["positionnement"].items() if code in competencies}
        told["mesures"] = {code: n for code, n in told["mesures"].items() if code in indicators}
    return data


def document(data: dict[str, Any]) -> Document:
    return Document(copy.deepcopy(data))


def reckon(data: dict[str, Any]) -> dict[str, Any]:
    """Figures under the keys of `attendus`, without the dated and the video ones."""
    sequences = [one for block in data["blocs"] for one in block["sequences"]]
    competencies = [one for block in data["blocs"] for one in block["competences"]]

    def minutes(axis: str, word: str) -> int:
        return sum(one["duree_minutes"] for one in sequences if one["modalite"][axis] == word)

    combined: Counter[str] = Counter()
    for one in sequences:
        way = one["modalite"]
        combined[f"{way['lieu']}_{way['temporalite']}_{way['regroupement']}"] += one["duree_minutes"]
    learners = {told["code"]: _learner(told, data) for told in data["apprenants_demo"]}
    return {
        "sequences": len(sequences),
        "competences": len(competencies),
        "indicateurs": sum(len(one["indicateurs"]) for one in competencies),
        "livrables": len({a["livrable"] for one in sequences for a in one["activites"] if a.get("livrable")}),
        "minutes_total": sum(one["duree_minutes"] for one in sequences),
        "minutes_presentiel": minutes("lieu", "presentiel"),
        "minutes_distanciel": minutes("lieu", "distanciel"),
        "minutes_synchrone": minutes("temporalite", "synchrone"),
        "minutes_asynchrone": minutes("temporalite", "asynchrone"),
        "minutes_collectif": minutes("regroupement", "collectif"),
        "minutes_individuel": minutes("regroupement", "individuel"),
        "minutes_par_combinaison": dict(combined),
        "par_bloc": {
            block["code"]: {
                "minutes": sum(one["duree_minutes"] for one in block["sequences"]),
                "presentiel": sum(
                    one["duree_minutes"] for one in block["sequences"] if one["modalite"]["lieu"] == "presentiel"
                ),
                "sequences": len(block["sequences"]),
            }
            for block in data["blocs"]
        },
        "minutes_par_semaine": {
            str(week): sum(one["duree_minutes"] for one in sequences if one["semaine"] == week)
            for week in range(1, data["parcours"]["duree_semaines"] + 1)
        },
        "apprenants": learners,
        "cohorte": _cohort(data, learners),
    }


def _learner(told: dict[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    done = [one for block in data["blocs"] for one in block["sequences"] if one["code"] in told["sequences_realisees"]]
    levels = {}
    met = 0
    for block in data["blocs"]:
        for competency in block["competences"]:
            values = [(one, told["mesures"].get(one["code"])) for one in competency["indicateurs"]]
            reached = [v is not None and HOLDS[i["operateur"]](v, i["seuil"]) for i, v in values]
            alone = [v is not None and HOLDS[i["operateur"]](v, i["seuil_autonomie"]) for i, v in values]
            met += sum(reached)
            if all(value is None for _, value in values):
                levels[competency["code"]] = 0
            elif not all(reached):
                levels[competency["code"]] = 1
            else:
                levels[competency["code"]] = 3 if all(alone) else 2
    declared = told["positionnement"]
    retained = {code: level or declared.get(code, 0) for code, level in levels.items()}
    minutes = sum(one["duree_minutes"] for one in done)
    in_person = sum(one["duree_minutes"] for one in done if one["modalite"]["lieu"] == "presentiel")
    total = sum(len(one["indicateurs"]) for block in data["blocs"] for one in block["competences"])
    return {
        "minutes_realisees": minutes,
        "heures_realisees": minutes / 60,
        "minutes_presentiel": in_person,
        "minutes_distanciel": minutes - in_person,
        "indicateurs_atteints": met,
        "progression_pourcent": met * 100 // total,
        "niveaux": levels,
        "niveaux_retenus": retained,
        "blocs_valides": [
            block["code"] for block in data["blocs"] if all(levels[one["code"]] >= 2 for one in block["competences"])
        ],
        "competences_validees": sum(level >= 2 for level in levels.values()),
        "gain": sum(level >= 2 for level in retained.values()) - sum(level >= 2 for level in declared.values()),
    }


def _cohort(data: dict[str, Any], learners: dict[str, Any]) -> dict[str, Any]:
    people = data["apprenants_demo"]
    dynamic = {row["code"]: row["dynamique"] for row in data["categories_sortie"]}
    exits = [one["categorie_sortie"] for one in people if one["categorie_sortie"]]
    hours = {code: figures["heures_realisees"] for code, figures in learners.items()}
    return {
        "entrees": len(people),
        "sorties": len(exits),
        "sorties_dynamiques": sum(dynamic[code] for code in exits),
        "taux_sorties_dynamiques": round(sum(dynamic[code] for code in exits) / len(exits), 4) if exits else None,
        "heures_stagiaires_totales": sum(hours.values()),
        "bpf_f1": {
            kind: {
                "stagiaires": sum(one["type_stagiaire_bpf"] == kind for one in people),
                "heures": sum(hours[one["code"]] for one in people if one["type_stagiaire_bpf"] == kind),
            }
            for kind in ("F1a", "F1b", "F1c", "F1d", "F1e")
        },
        "part_qpv": round(sum(one["zone"]["qpv"] for one in people) / len(people), 4),
    }


def differences(before: Any, after: Any, path: str = "") -> set[str]:
    """Dotted paths of what differs between two answers."""
    if isinstance(before, dict) and isinstance(after, dict):
        return {
            path_found
            for key in {*before, *after}
            for path_found in differences(before.get(key), after.get(key), f"{path}.{key}".lstrip("."))
        }
    return set() if before == after else {path}
