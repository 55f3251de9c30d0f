"""Texts from a journey file; also stands in for the types that no installed kind plays yet."""

from collections.abc import Mapping
from typing import Any

from wagtail.images import get_image_model
from wagtail.rich_text import RichText

from content.text.models import TextPage

TYPES = ("apport", "*")  # "*": whatever nobody else takes


def build_page(item: Mapping[str, Any]) -> TextPage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    body: list[tuple[str, Any]] = [("prose", RichText(item["texte"]))] if item.get("texte") else []
    for told in item.get("images_du_site", []):
        picture = get_image_model().objects.get(pk=told["id"])
        picture.contextual_alt_text, picture.decorative = told["texte"], False
        body.insert(0, ("picture", picture))
    return TextPage(body=body)


def export_page(page: TextPage) -> dict[str, Any]:
    """The kind's own keys of an `activites` entry. Pictures stay behind."""
    prose = "".join(block.value.source for block in page.body if block.block_type == "prose")
    return {"texte": prose} if prose else {}


def is_partial(page: TextPage) -> bool:
    """Does the page hold something that its entry does not?"""
    return any(block.block_type != "prose" for block in page.body)
