"""What is assessed in the demo: quizzes with their questions, work to hand in with its dates and grids.

world.py calls `add_assessed` before the import, `write_grids` after it: grids name indicators.
"""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from courses.demo.pictures import make_picture
from courses.demo.texts import in_french
from courses.permissions import collection_of
from lms.assessment.grids import CriterionTold, GridTold, LevelTold, write_grid
from lms.catalogue.models import Indicator, Journey
from lms.people.models import Organisation

HERE = Path(__file__).parent
Told = dict[str, Any]


def add_assessed(data: Told, organisation: Organisation) -> Told:
    """Give the file's quizzes their questions and its work its dates and grids; returns what kinds want to know."""
    told: Told = {"quizzes": _told("questions.yaml"), "works": _told("works.yaml")}
    here = {
        (sequence["code"], item["titre"]): item
        for block in data["blocs"]
        for sequence in block["sequences"]
        for item in sequence["activites"]
    }
    for quiz in told["quizzes"]:
        if item := here.get((quiz["sequence"], quiz["titre"])):
            item["banque"] = [_document(one, organisation) for one in quiz["banque"]]
            item["alimente"] = quiz["alimente"]
        quiz["reserve"] = [_document(one, organisation) for one in quiz.get("reserve", [])]
    for work in told["works"]:
        if item := here.get((work["sequence"], work["titre"])):
            item.update(work["demande"])
    return told


def write_grids(journey: Journey) -> None:
    """The grids of grids.yaml, tied to the journey's indicators."""
    rows = Indicator.objects.filter(competency__competency_block__framework=journey.framework_id)
    indicators = {row.code: row for row in rows}
    for told in _told("grids.yaml"):
        criteria = tuple(_criterion(one, indicators) for one in told["criteres"])
        write_grid(journey.organisation, GridTold(told["code"], told["libelle"], criteria, told.get("consigne", "")))


def _criterion(told: Told, indicators: dict[str, Indicator]) -> CriterionTold:
    levels = tuple(_levels(told))
    return CriterionTold(
        told["libelle"],
        levels,
        help=told.get("aide", ""),
        weight=Decimal(str(told.get("poids", 1))),
        indicator=indicators[told["indicateur"]] if "indicateur" in told else None,
        scale=Decimal(str(told.get("echelle", 100))),
    )


def _levels(told: Told) -> Iterable[LevelTold]:
    """As they are written; or a number for each thing counted: `compte: [first, last, "savoir-faire"]`."""
    if "compte" in told:
        first, last, unit = told["compte"]
        for number in range(first, last + 1):
            # In French, one and none are not plural; what never changes (« mois ») is written with a star.
            word = unit.removesuffix("*") if number > 1 or unit.endswith("*") else unit.removesuffix("s")
            yield LevelTold(f"{number} {word}", Decimal(number))
    for words, points in told.get("niveaux", []):
        yield LevelTold(words, Decimal(str(points)))


def _document(document: Told, organisation: Organisation) -> Told:
    """Its picture is drawn into the organisation's own library: `media:<name>` becomes its number."""
    for name in ("seuil",):
        if f"media:{name}" in document["text"]:
            image: Any = make_picture(name, collection_of(organisation))
            document["text"] = document["text"].replace(f"media:{name}", f"media:{image.pk}")
    if not document["text"].startswith("<"):
        document["text"] = f"<p>{document['text']}</p>"
    return document


def _told(name: str) -> list[Told]:
    rows: list[Told] = in_french(yaml.safe_load((HERE / name).read_text(encoding="utf-8")))
    return rows
