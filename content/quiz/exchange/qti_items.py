"""One QTI item as a document of ours. Names of elements and attributes are those of QTI 3, without `qti-`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.html import escape
from django.utils.translation import gettext as _

from content.quiz.questions.reading import has_content, in_words

from . import qti_answers
from .found import NotOurs, Unreadable
from .texts import Fetch, Pictures, adopt
from .xml import all_named, attribute, first_named, local, parsed, text_of

Document = dict[str, Any]
_INLINE = ("text-entry-interaction", "inline-choice-interaction")
_VOID = ("br", "hr", "img")
_KEPT = ("src", "alt", "href", "scope")
_UNWRAPPED = ("item-body", "content-body", "stimulus-body", "prompt", "simple-choice", "gap-match-interaction")
_DROPPED = ("gap-text", "gap-img", "template-block", "template-inline", "catalog-info")


@dataclass
class Item:
    """`load` gives the bytes of a file beside the item; `notes` fills with what gets lost."""

    root: Element
    load: Fetch
    pictures: Pictures
    notes: list[str]
    feedback: dict[str, str] = field(default_factory=dict)

    def kind(self) -> str:
        """What it asks, in QTI's words."""
        names = dict.fromkeys(local(each).removesuffix("-interaction") for each in self.interactions)
        return " + ".join(names) or "item"

    def document(self) -> Document:
        """Raises NotOurs with a sentence."""
        if attribute(self.root, "adaptive") == "true":
            raise NotOurs(_("It changes while one answers (an adaptive item)."))
        if all_named(self.root, "template-declaration"):
            raise NotOurs(_("Its numbers or words are drawn anew for each person (a template)."))
        if self.body is None or not self.interactions:
            raise NotOurs(_("This is a text without a question."))
        kinds = {local(each) for each in self.interactions}
        if kinds <= set(_INLINE):
            document = qti_answers.gaps(self)
        elif len(self.interactions) > 1:
            raise NotOurs(_("It asks several questions at once. Make each a question of its own."))
        else:
            read = qti_answers.TYPES.get(kinds.pop())
            if read is None:
                raise NotOurs(_("Questions of the type “%(type)s” are not among ours.") % {"type": self.kind()})
            document = read(self, self.interactions[0])
        document = self._stimulus(document)
        self._tell_feedback(document)
        return document

    @cached_property
    def body(self) -> Element | None:
        return first_named(self.root, "item-body")

    @cached_property
    def interactions(self) -> list[Element]:
        """All but the button that ends an attempt."""
        if self.body is None:
            return []
        found = [each for each in self.body.iter() if local(each).endswith("-interaction")]
        return [each for each in found if local(each) != "end-attempt-interaction"]

    def text(self, replace: Callable[[Element], str | None] = lambda _element: None) -> str:
        """The body as HTML: an interaction gives its prompt, unless `replace` says otherwise."""

        def replaced(element: Element) -> str | None:
            name = local(element)
            if (given := replace(element)) is not None:
                return given
            if name == "end-attempt-interaction":
                self.notes.append(_("A button inside the question was left out."))
                return ""
            if name.endswith("-interaction"):
                prompt = first_named(element, "prompt")
                return "" if prompt is None else f"<p>{self.raw(prompt)}</p>"
            if name in ("feedback-block", "feedback-inline", "rubric-block"):
                self.notes.append(_("“%(text)s” was left out.") % {"text": text_of(element)[:80]})
                return ""
            return None

        assert self.body is not None
        return self.adopt(html_of(self.body, replaced))

    def raw(self, element: Element) -> str:
        """Its HTML, unchanged."""
        return html_of(element, lambda _element: None)

    def rich(self, element: Element) -> str:
        """One choice, its own feedback left out."""
        return self.adopt(html_of(element, lambda each: "" if local(each) == "feedback-inline" else None).strip())

    def plain(self, element: Element) -> str:
        return in_words(self.rich(element))

    def adopt(self, source: str) -> str:
        if first_named(self.root, "math") is not None:
            self.notes.append(_("A formula was written as plain text: check it."))
        return adopt(" ".join(source.split()), self.load, self.pictures, self.notes)

    def declaration(self, interaction: Element) -> Element:
        wanted = attribute(interaction, "response-identifier")
        for each in all_named(self.root, "response-declaration"):
            if attribute(each, "identifier") == wanted:
                return each
        raise NotOurs(_("It does not say what is right."))

    def correct(self, interaction: Element) -> list[str]:
        """The right values. Raises NotOurs where there are none."""
        found = first_named(self.declaration(interaction), "correct-response")
        values = [text_of(each) for each in all_named(found, "value")] if found is not None else []
        if not values:
            raise NotOurs(_("It does not say what is right."))
        return values

    def mapping(self, interaction: Element) -> tuple[dict[str, float], float]:
        """(points by value, points of any other); empty if right is all or nothing."""
        found = first_named(self.declaration(interaction), "mapping")
        if found is None:
            return {}, 0.0
        entries = {
            attribute(each, "map-key"): float(attribute(each, "mapped-value", "0"))
            for each in all_named(found, "map-entry")
        }
        return entries, float(attribute(found, "default-value", "0"))

    def tell_parts(self, interaction: Element) -> None:
        """We give a share for each part."""
        if not self.mapping(interaction)[0]:
            self.notes.append(_("It was all or nothing; here each part brings its share of the points."))
        elif len(set(self.mapping(interaction)[0].values())) > 1:
            self.notes.append(_("Its parts were worth different points; here each is worth the same."))

    def _stimulus(self, document: Document) -> Document:
        """A text shared by several items stands before each."""
        for reference in all_named(self.root, "assessment-stimulus-ref"):
            path = attribute(reference, "href")
            try:
                root = parsed(self.load(path) or b"")
            except Unreadable:
                self.notes.append(_("The text “%(name)s” that it refers to could not be read.") % {"name": path[:120]})
                continue
            body = first_named(root, "stimulus-body")
            if body is not None:
                folder = path.rpartition("/")[0]
                fetch = self._beside(folder)
                shared = adopt(" ".join(self.raw(body).split()), fetch, self.pictures, self.notes)
                document = document | {"text": shared + document["text"]}
        return document

    def _beside(self, folder: str) -> Fetch:
        return lambda path: self.load(f"{folder}/{path}" if folder else path)

    def _tell_feedback(self, document: Document) -> None:
        """What is said when right, when wrong, after a choice; anything else is told as left out."""
        for element in all_named(self.root, "modal-feedback"):
            said = self.adopt(self.raw(element))
            identifier = attribute(element, "identifier")
            place = _when(self.root, identifier)
            chosen = [each for each in document.get("choices", ()) if each.get("id") == identifier]
            if chosen and not chosen[0]["feedback"]:
                chosen[0]["feedback"] = said
            elif place and not document.get(place):
                document[place] = said
            elif has_content(said) and document.get(place or "") != said:
                self.notes.append(_("“%(text)s” was left out.") % {"text": in_words(said)[:80]})
        for choice in document.get("choices", ()):
            choice.pop("id", None)


def html_of(element: Element, replace: Callable[[Element], str | None]) -> str:
    """Inner HTML, names without namespaces; `replace` may give the HTML of an element, or None to let it be."""
    out: list[str] = [escape(element.text or "")]
    for child in element:
        given = replace(child)
        out.append(_outer(child, replace) if given is None else given)
        out.append(escape(child.tail or ""))
    return "".join(out)


def _outer(element: Element, replace: Callable[[Element], str | None]) -> str:
    name = local(element)
    if not name or name in _DROPPED:
        return ""
    if name in _UNWRAPPED:
        return html_of(element, replace)
    if name == "math":
        return "".join(_formula(child) for child in element)
    if name == "object" and attribute(element, "type").startswith("image/"):
        return f'<img src="{escape(attribute(element, "data"))}" alt="{escape(text_of(element))}">'
    kept = "".join(f' {each}="{escape(attribute(element, each))}"' for each in _KEPT if attribute(element, each))
    if name in _VOID:
        return f"<{name}{kept}>"
    return f"<{name}{kept}>{html_of(element, replace)}</{name}>"


def _formula(element: Element) -> str:
    """MathML on one line: 1/6, x², √(2)."""
    parts = [_formula(child) for child in element] or [escape((element.text or "").strip())]
    name = local(element)
    if name == "mfrac" and len(parts) == 2:
        return "/".join(part if part.isalnum() else f"({part})" for part in parts)
    if name in ("msup", "msub") and len(parts) == 2:
        tag = name[1:]
        return f"{parts[0]}<{tag}>{parts[1]}</{tag}>"
    if name in ("msqrt", "mroot"):
        return f"√({parts[0]})" if len(parts) < 3 else f"√({''.join(parts)})"
    return "".join(parts)


def _when(root: Element, identifier: str) -> str:
    """Where a feedback belongs, from its name or from the rule that shows it."""
    names = {"correct": "feedback_right", "incorrect": "feedback_wrong", "partial": "feedback_partly"}
    if identifier.lower() in names:
        return names[identifier.lower()]
    for rule in all_named(root, "response-condition"):
        values = [text_of(each) for each in all_named(rule, "base-value")]
        if identifier in values:
            return next((names[each] for each in values if each in names), "")
    return ""
