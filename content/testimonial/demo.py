"""The demo's testimonials: films drawn for it, told by people who do not exist; four states of consent."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from content.testimonial.desk import faults_of
from content.testimonial.models import Testimonial
from courses.demo.deeds import Deed
from courses.demo.texts import in_french
from courses.media.demo_films import bring, watch
from courses.media.models import Consent
from lms.catalogue.models import Journey
from lms.people.models import Person, Role

FILMS = Path(__file__).parent / "films"
# Who speaks, what they started, territory, step, easy-read summary.
TOLD = {
    "V01": (
        "Josette",
        "un salon de thé",
        "zones rurales",
        "de l'idée au projet",
        "Josette a 60 ans.\nElle ouvre un salon de thé.\nElle commence chez elle, avec quatre personnes.",
    ),
    "V02": (
        "Karim",
        "un atelier de vélos, arrêté à temps",
        "villes moyennes",
        "financement",
        "Karim voulait réparer des vélos.\nIl a fait ses comptes.\nIl a arrêté à temps : c'est une bonne décision.",
    ),
    "V07": (
        "Élie",
        "des murs en pierre sèche",
        "zones rurales",
        "premier client",
        "Élie fait des murs.\nIl a trouvé son premier client.\nCe client a parlé de lui à trois personnes.",
    ),
    "V08": (
        "Une productrice",
        "une tournée de fromages",
        "zones rurales",
        "premier client",
        "",
    ),
    "V09": ("Deux associées", "une coopérative à deux", "villes moyennes", "statut juridique", ""),
}


def prepare(journey: Journey, _told: Mapping[str, Any]) -> None:
    """Films, captions and words; what may be published is."""
    organisation = journey.organisation
    editors = Person.objects.filter(memberships__organisation=organisation, memberships__role=Role.EDITOR)
    approvers = Person.objects.filter(memberships__organisation=organisation, memberships__role=Role.TRAINER)
    for row in Testimonial.objects.filter(organisation=organisation, code__in=TOLD).select_related("video"):
        people, made, territory, step, easy = TOLD[row.code]
        row.people, row.made, row.territory, row.step = people, in_french(made), territory, in_french(step)
        row.theme, row.easy_read = in_french(row.theme), in_french(easy)
        row.save()
        if row.video is not None:
            Consent.objects.filter(video=row.video).update(person_name=people)
            bring(row.video, FILMS, row.code, editors.first())
        revision = row.save_revision(user=editors.first())
        if not faults_of(row.video):
            revision.publish(user=approvers.first())


def do(deed: Deed) -> set[int]:
    return watch(deed)
