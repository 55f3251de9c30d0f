"""What a visitor reads: home, catalogue, and the public page of a journey (domain.md B1, indicator 1)."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses import words
from courses.models import CataloguePage, HomePage, JourneyPage
from lms.catalogue import units
from lms.catalogue.models import Journey, Place
from lms.catalogue.outline import BlockItem, OutlineItem, SequenceItem, outline_of
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation

AT_HOME = 3  # journeys shown on the home page
# Names that organisations and journey files give to contacts (domain.md B1, indicators 1, 12, 26).
REFERENTS = {
    "pedagogy": gettext_lazy("Pedagogy"),
    "pedagogique": gettext_lazy("Pedagogy"),
    "disability": gettext_lazy("Disability"),
    "handicap": gettext_lazy("Disability"),
    "data": gettext_lazy("Personal data"),
    "donnees_personnelles": gettext_lazy("Personal data"),
    "violence": gettext_lazy("Violence, harassment, discrimination"),
    "violences_harcelement_discriminations": gettext_lazy("Violence, harassment, discrimination"),
    "mobility": gettext_lazy("Mobility"),
    "mobilite": gettext_lazy("Mobility"),
}


def home_screen(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    catalogues = CataloguePage.objects.live().child_of(page).order_by("path")
    journeys = JourneyPage.objects.live().descendant_of(page).order_by("path")[:AT_HOME]
    first = catalogues.first()
    return {"journeys": cards(journeys, request), "catalogue_url": first.get_url(request) if first else ""}


def catalogue_screen(page: CataloguePage, request: HttpRequest) -> dict[str, Any]:
    journeys = JourneyPage.objects.live().child_of(page).order_by("path")
    return {"journeys": cards(journeys, request), "organisation": page.organisation.name}


def cards(pages: Any, request: HttpRequest) -> list[dict[str, Any]]:
    found = list(pages)
    rows = {row.key: row for row in Journey.objects.filter(key__in=[page.translation_key for page in found])}
    return [
        {
            "title": page.title,
            "tagline": page.tagline,
            "url": page.get_url(request),
            "facts": _facts(page, rows.get(page.translation_key)),
        }
        for page in found
    ]


def journey_screen(page: JourneyPage, request: HttpRequest) -> dict[str, Any]:
    journey = Journey.objects.filter(key=page.translation_key).select_related("organisation").first()
    if journey is None:  # a draft in preview
        return {"blocks": [], "hours": ""}
    outline = outline_of(journey)
    return {
        "hours": units.duration(journey.minutes) if journey.minutes else "",
        "balance": balance(outline),
        "blocks": [_block(block) for block in outline.blocks],
        "referents": _referents(journey.organisation),
        "organisation": journey.organisation.name,
        "help_contact": help_of(journey.organisation),
        "updated": page.last_published_at,
        "my_url": _my_url(request, journey),
    }


def balance(outline: OutlineItem) -> dict[str, Any] | None:
    """In person and remote shares of the announced minutes; off-site counts as remote."""
    minutes = sum(sequence.minutes for sequence in outline.sequences)
    if not minutes:
        return None
    in_person = sum(
        sequence.minutes
        for sequence in outline.sequences
        if sequence.place == Place.IN_PERSON and not sequence.off_site
    )
    share = round(100 * in_person / minutes, 1)
    return {
        "in_person": share,
        "remote": round(100 - share, 1),
        "in_person_words": _("%(hours)s in person (%(share)s)")
        % {"hours": units.duration(in_person), "share": words.percent(share)},
        "remote_words": _("%(hours)s at a distance (%(share)s)")
        % {"hours": units.duration(minutes - in_person), "share": words.percent(100 - share)},
    }


def help_of(organisation: Organisation) -> dict[str, str] | None:
    if not (organisation.help_name or organisation.help_phone or organisation.help_email):
        return None
    return {
        "name": organisation.help_name or organisation.name,
        "role": "",
        "phone": organisation.help_phone,
        "email": organisation.help_email,
    }


def _facts(page: JourneyPage, journey: Journey | None) -> list[str]:
    facts = [words.weeks(page.weeks)]
    if journey and journey.minutes:
        facts.append(units.duration(journey.minutes))
    if not page.price:
        facts.append(_("free of charge"))
    return facts


def _block(block: BlockItem) -> dict[str, Any]:
    minutes = sum(sequence.minutes for sequence in block.sequences)
    return {
        "code": block.code,
        "title": block.title,
        "aim": block.aim,
        "hours": units.duration(minutes) if minutes else "",
        "competencies": [competency.title for competency in block.competencies],
        "sequences": [_sequence(sequence) for sequence in block.sequences],
    }


def _sequence(sequence: SequenceItem) -> dict[str, Any]:
    how = (units.duration(sequence.minutes), words.where(sequence), words.with_whom(sequence))
    return {"title": sequence.title, "week": sequence.week, "meta": words.meta(*how)}


def _referents(organisation: Organisation) -> list[dict[str, str]]:
    found = organisation.referents or {}
    return [{"label": _role(role), "name": str(name)} for role, name in found.items() if name]


def _role(role: str) -> str:
    return str(REFERENTS.get(role) or role.replace("_", " ").capitalize())


def _my_url(request: HttpRequest, journey: Journey) -> str:
    person = getattr(request, "user", None)
    if person is None or not person.is_authenticated:
        return ""
    row = Enrolment.objects.filter(person_id=person.pk, journey=journey).order_by("-starts_on").first()
    return reverse("courses:my_journey", args=[row.public_id]) if row else ""
