"""Juries of a journey file: with a grid that is named, or described and written when the first jury is planned."""

from decimal import Decimal

import pytest
from django.utils import timezone

from content.jury import importer
from content.jury.kind import KIND
from lms.assessment.juries import plan
from tests.factories import make_world
from tests.pages import add_activity, make_journey_page

pytestmark = pytest.mark.django_db
ITEM = {
    "titre": "Passage devant le jury",
    "type": "jury",
    "duree_minutes": 120,
    "minutes_par_candidat": 10,
    "poids_jury": 60,
    "poids_controle_continu": 40,
    "controle_continu": ["P11"],
    "indicateur_duree": "I1.1b",
    "grille": {
        "code": "ORAL",
        "titre": "Oral",
        "criteres": [
            {
                "titre": "Se faire comprendre",
                "indicateur": "I1.1a",
                "echelle": 20,
                "niveaux": [
                    {"titre": "Pas encore", "points": 0},
                    {"titre": "Oui", "points": 4, "description": "Clair."},
                ],
            }
        ],
    },
}


def test_what_a_file_says_comes_out_again():
    told = importer.export_page(importer.build_page(ITEM))
    assert importer.export_page(importer.build_page({**ITEM, **told})) == told
    assert told["grille"]["criteres"][0]["indicateur"] == "I1.1a" and told["poids_jury"] == 60.0
    assert importer.export_page(importer.build_page({"titre": "x", "type": "jury", "duree_minutes": 5})) == {}
    assert importer.export_page(importer.build_page({"grille": "ORAL"})) == {"grille": "ORAL"}


@pytest.mark.parametrize(
    "fault",
    [
        {"minutes_par_candidat": 0},
        {"note_sur": True},
        {"poids_jury": -1},
        {"poids_jury": "lourd"},
        {"controle_continu": "S01"},
        {"grille": {"criteres": []}},
        {"grille": {"criteres": [{"titre": "x", "niveaux": [{"titre": "y", "points": 1}]}]}},
        {"grille": {"criteres": [{"titre": "x", "niveaux": [{"titre": "y", "points": "z"}, {"titre": "t"}]}]}},
    ],
)
def test_what_cannot_be_read_is_said(fault):
    with pytest.raises(ValueError, match=r"\w"):
        importer.build_page({**ITEM, **fault})


def test_a_described_grid_is_written_when_the_first_jury_is_planned():
    world = make_world(blocks=1)
    page = importer.build_page(ITEM)
    page.title = ITEM["titre"]
    activity = add_activity(make_journey_page(world.organisation, world.framework), page)
    session = plan.plan(activity, world.organisation, plan.Told("Jury", timezone.now()), world.bo)
    again = plan.plan(activity, world.organisation, plan.Told("Jury 2", timezone.now()), world.bo)
    criterion = session.grid.criteria.get()
    assert session.grid == again.grid and criterion.indicator.code == "I1.1a" and criterion.scale == 20
    assert (session.jury_weight, session.continuous_weight) == (Decimal(60), Decimal(40))
    assert session.continuous == ["P11"] and session.time_indicator.code == "I1.1b" and session.minutes_each == 10


def test_cells_say_what_was_decided():
    facts = {"decisions": {"a": "passed"}, "best_score": 0.675}
    assert [cell.value for cell in KIND.cells(facts, {"jury": {"out_of": 20}})][1] == "13.5 / 20"
    assert [cell.value for cell in KIND.cells({}, {})] == ["", ""]
