"""Quizzes from a journey file: `banque` holds the documents of the questions. A number alone leaves them to be written,
and until then learners say that they have done it."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from wagtail.images import get_image_model
from wagtail.rich_text import RichText

from content.quiz.models import QuizPage
from content.quiz.questions import NotAQuestion, read, write

TYPES = ("quiz",)
# Keys of an entry, and the page's names for them.
NUMBERS = {"tentatives": "attempts_allowed", "limite_minutes": "minutes_allowed"}


def build_page(item: Mapping[str, Any]) -> QuizPage:
    """An unsaved page from one `activites` entry (title and minutes are set by the importer). Raises ValueError."""
    page = QuizPage(body=_body(item), brought=_documents(item.get("banque") or []))
    for key, name in NUMBERS.items():
        if (value := item.get(key)) is not None:
            if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 1440:
                raise ValueError(_("“%(key)s” is a whole number above nothing.") % {"key": key})
            setattr(page, name, value)
    return page


def export_page(page: QuizPage) -> dict[str, Any]:
    """The kind's own keys of an `activites` entry. Draws stay behind: what they draw from is the organisation's."""
    told = {key: getattr(page, name) for key, name in NUMBERS.items()}
    told["texte"] = "".join(block.value.source for block in page.body if block.block_type == "prose")
    told["banque"] = page.brought or _asked(page)
    return {key: value for key, value in told.items() if value}


def is_partial(page: QuizPage) -> bool:
    """Does the page hold something that its entry does not?"""
    is_drawn = any(row.question_id is None for row in page.lines.all())
    return is_drawn or any(block.block_type != "prose" for block in page.body)


def _asked(page: QuizPage) -> list[dict[str, Any]]:
    if page.pk is None:
        return []
    rows = page.lines.filter(question__isnull=False).select_related("question__current").order_by("sort_order")
    return [row.question.current.document for row in rows if row.question.current]


def _body(item: Mapping[str, Any]) -> list[tuple[str, Any]]:
    body: list[tuple[str, Any]] = [("prose", RichText(item["texte"]))] if item.get("texte") else []
    for told in item.get("images_du_site", []):
        picture = get_image_model().objects.get(pk=told["id"])
        picture.contextual_alt_text, picture.decorative = told["texte"], False
        body.insert(0, ("picture", picture))
    return body


def _documents(told: Any) -> list[dict[str, Any]]:
    if not isinstance(told, list):
        raise ValueError(_("“banque” is a list of questions."))
    found = []
    for place, document in enumerate(told, start=1):
        try:
            found.append(write(read(document)))
        except NotAQuestion as problem:
            raise ValueError(_("Question %(place)d: %(why)s") % {"place": place, "why": problem}) from problem
    return found
