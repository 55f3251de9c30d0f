"""Contents and journey files: named, never carried; our own examples find their place by title."""

import pytest

from content.h5p.example import EXAMPLES, example_of
from content.h5p.importer import build_page, export_page, is_partial
from content.h5p.models import Package
from content.h5p.store import install

from .making import make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "title",
    [
        "Ligne de vie guidée",
        "Cartes interactives « charge fixe ou variable »",
        "Cas pas à pas « le fournil itinérant »",
        "Écrire en mots simples",
    ],
)
def test_the_contents_of_the_demo_journey_are_ours(title):
    page = build_page({"titre": title, "type": "h5p"})
    assert page.package is not None and page.package.title == title
    assert export_page(page) == {} and not is_partial(page)
    assert build_page({"titre": title}).package == page.package


def test_every_example_is_played_by_the_demo_journey_in_shared(shared):
    text = (shared / "demo-journey.yaml").read_text("utf-8")
    assert all(example_of(title) for title in _titles(text)) and len(_titles(text)) == len(EXAMPLES)


def _titles(text: str) -> list[str]:
    return [line.split('titre: "')[1].split('"')[0] for line in text.splitlines() if "type: h5p" in line]


def test_an_uploaded_content_is_found_again_by_its_id():
    package = install(make())
    page = build_page({"titre": "Autre", "contenu": str(package.public_id)})
    assert page.package == package
    assert export_page(page) == {"contenu": str(package.public_id)} and is_partial(page)


@pytest.mark.parametrize("named", [None, "", "x", 5, [], "00000000-0000-0000-0000-000000000000"])
def test_a_content_that_is_not_here_leaves_a_page_that_waits(named):
    page = build_page({"titre": "Autre", "contenu": named})
    assert page.package is None and page.rule_in_force() == "finished"
    assert not Package.objects.exists()
