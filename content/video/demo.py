"""Capsules of the demo, drawn and written for it, and a tutorial made of the same. All of it made up."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from content.video.models import TutorialPage, TutorialStep, VideoLine
from courses.demo.deeds import Deed
from courses.demo.texts import in_french
from courses.media.demo_films import bring, watch
from courses.media.models import Video
from courses.site import ensure_catalogue
from lms.catalogue.models import Journey
from lms.people.models import Person, Role

FILMS = Path(__file__).parent / "films"
WORDS = {
    "V03": "Ce que vous payez même si vous ne vendez rien.",
    "V04": "Ce qui reste d'une vente.",
    "V05": "À partir de combien de ventes la journée est payée.",
    "V06": "Pourquoi on peut gagner de l'argent et manquer d'argent.",
}
ARTICLES = {
    "V03": "<p>Faites une liste de ce que vous paierez chaque mois, même sans rien vendre. Additionnez. C'est le poids "
    "que votre projet porte quand il dort.</p>",
    "V04": "<p>Prenez une seule vente. Écrivez son prix, puis tout ce que cette vente vous fait acheter. La différence "
    "est votre marge.</p>",
    "V05": "<p>Divisez vos charges fixes par votre marge. Le résultat est un nombre de ventes : demandez à deux "
    "personnes du métier si elles y croient.</p>",
    "V06": "<p>Une colonne par semaine, pendant trois mois. Écrivez ce qui entre et ce qui sort à sa vraie date.</p>",
}


def prepare(journey: Journey, _told: Mapping[str, Any]) -> None:
    """Films and captions of the capsules, and a tutorial that visitors follow."""
    reviewer = Person.objects.filter(
        memberships__organisation=journey.organisation, memberships__role=Role.EDITOR
    ).first()
    rows = VideoLine.objects.filter(video__organisation=journey.organisation).select_related("video")
    videos = {row.code: row.video for row in rows if row.code in WORDS}
    for row in rows:
        bring(row.video, FILMS, row.code, reviewer)
        row.words = in_french(WORDS.get(row.code, ""))
        row.save()
    if set(videos) == set(WORDS):
        _write_tutorial(journey, {code: Video.objects.get(pk=video.pk) for code, video in videos.items()})


def do(deed: Deed) -> set[int]:
    return watch(deed)


def _write_tutorial(journey: Journey, videos: Mapping[str, Video]) -> None:
    page = TutorialPage(
        title="Les chiffres d’un petit projet, pas à pas",
        slug="les-chiffres-pas-a-pas",
        presentation=in_french(
            "<p>Quatre vidéos courtes et quatre petits exercices. À la fin, vous savez dire combien il faut vendre "
            "pour que votre journée soit payée.</p>"
        ),
        locale=ensure_catalogue(journey.organisation).locale,
    )
    page.steps = [
        TutorialStep(title=videos[code].title, video=videos[code], article=in_french(ARTICLES[code])) for code in WORDS
    ]
    ensure_catalogue(journey.organisation).add_child(instance=page)
    page.save_revision().publish()
