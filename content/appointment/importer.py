"""Appointments and welcomes from a journey file."""

from collections.abc import Mapping
from typing import Any

from wagtail.images import get_image_model
from wagtail.rich_text import RichText

from content.appointment.models import AppointmentPage

TYPES = ("rendez_vous", "accueil")


def build_page(item: Mapping[str, Any]) -> AppointmentPage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    asked = item.get("minutes_demandees")
    is_number = isinstance(asked, int) and not isinstance(asked, bool) and 0 < asked < 32768
    code = _code(item.get("type_rendez_vous"))
    return AppointmentPage(type_code=code, minutes_asked=asked if is_number else None, body=_body(item))


def export_page(page: AppointmentPage) -> dict[str, Any]:
    """The kind's own keys of an `activites` entry."""
    prose = "".join(block.value.source for block in page.body if block.block_type == "prose")
    kept = {"type_rendez_vous": page.type_code, "minutes_demandees": page.minutes_asked, "texte": prose}
    return {key: value for key, value in kept.items() if value}


def is_partial(page: AppointmentPage) -> bool:
    """Pictures stay on their site."""
    return any(block.block_type != "prose" for block in page.body)


def _body(item: Mapping[str, Any]) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = [("prose", RichText(item["texte"]))] if item.get("texte") else []
    for told in item.get("images_du_site", []):
        picture = get_image_model().objects.get(pk=told["id"])
        picture.contextual_alt_text, picture.decorative = told["texte"], False
        body.insert(0, ("picture", picture))
    return body


def _code(told: Any) -> str:
    return told[:40] if isinstance(told, str) else ""
