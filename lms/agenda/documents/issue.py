"""Number, print and keep an end document: once, for good, without a gap. Screens and the demo call it."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.agenda.documents import printing, words
from lms.agenda.documents.codes import make_code, verify_address
from lms.agenda.documents.contents import CannotIssue, Content, content_of
from lms.agenda.models import EndDocument
from lms.agenda.rules import rules_of
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import tell
from lms.people.models import Organisation, Person

LONGEST_REASON = 255


@dataclass(frozen=True)
class Issued:
    document: EndDocument
    is_new: bool


def preview(enrolment: Enrolment, sort: str, language: str) -> Content:
    """What it would say today, in that language. Raises CannotIssue with every reason."""
    with translation.override(language):
        content: Content = json.loads(json.dumps(content_of(enrolment, sort)))
    return content


def issue(enrolment: Enrolment, sort: str, *, author: Person | None, reason: str = "", language: str = "") -> Issued:
    """Issue it, or return the one that is there when it says the same and nobody gives a (new) reason.

    One that says something else replaces it, with a reason; the old one stays readable. Raises CannotIssue, in words.
    """
    reason = reason.strip()[:LONGEST_REASON]
    with transaction.atomic():
        row = _lock(enrolment)
        spoken = language or (row.person.language if row.person else "fr")
        content = preview(row, sort, spoken)
        current = current_of(row, sort)
        if current is not None:
            says_the_same = current.facts.get("content") == content and current.facts.get("lang") == spoken
            if says_the_same and reason in ("", current.reason):
                return Issued(current, False)
            if not reason:
                raise CannotIssue(_("There is one already, and it says something else. Say why another replaces it."))
        return Issued(_keep(row, sort, content, spoken, author, current, reason), True)


def current_of(enrolment: Enrolment, sort: str) -> EndDocument | None:
    """The one that nothing replaces."""
    return EndDocument.objects.filter(enrolment=enrolment, sort=sort, replaced_by=None).order_by("-pk").first()


def _lock(enrolment: Enrolment) -> Enrolment:
    """The enrolment, so that nobody is erased meanwhile; then the organisation, whose numbers follow each other.

    Not against keys: who records evidence of this organisation does not wait for a document to be printed.
    """
    row = (
        Enrolment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("person", "journey")
        .get(pk=enrolment.pk)
    )
    row.organisation = Organisation.objects.select_for_update(no_key=True).get(pk=row.organisation_id)
    return row


def _keep(
    row: Enrolment,
    sort: str,
    content: Content,
    language: str,
    author: Person | None,
    replaces: EndDocument | None,
    reason: str,
) -> EndDocument:
    now = timezone.now()
    year = timezone.localdate(now, timezone=row.organisation.zone).year
    known = EndDocument.objects.filter(organisation=row.organisation, year=year)
    number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
    document = EndDocument(
        organisation=row.organisation,
        enrolment=row,
        sort=sort,
        year=year,
        number=number,
        code=make_code(),
        issued_at=now,
        issued_by=author,
        replaces=replaces,
        reason=reason,
    )
    document.facts = _facts(document, content, language)
    document.pdf = printing.as_pdf(sort, document.facts)
    document.sha256 = sha256(document.pdf).hexdigest()
    document.save()
    _tell(document)
    return document


def _facts(document: EndDocument, content: Content, language: str) -> dict[str, Any]:
    """Everything it says, as it is printed."""
    organisation = document.organisation
    with translation.override(language):
        labels = printing.labels()
        today = words.day(timezone.localdate(document.issued_at, timezone=organisation.zone))
        said = {"place": rules_of(organisation).city, "day": today}
        replaced = {"number": document.replaces.full_number} if document.replaces else None
        number, code = f"{labels['number']} {document.full_number}", f"{labels['code']} {document.code}"
        return {
            "lang": language,
            "title": str(EndDocument.Sort(document.sort).label),
            "organisation": organisation.name,
            "foot": f"{organisation.name} · {number} · {code}",
            "content": content,
            "number": number,
            "done_at": labels["done_at"] % said,
            "replaces": labels["replaces"] % replaced if replaced else "",
            "verify": labels["verify"],
            "verify_url": verify_address(document.code, language),
            "code": code,
        }


def _tell(document: EndDocument) -> None:
    person = document.enrolment.person
    if person is None:
        return
    with translation.override(person.language):
        address = reverse("agenda:documents")
    title = EndDocument.Sort(document.sort).label
    subject = format_lazy("{} {}", gettext_lazy("Ready to read and keep:"), title)
    body = gettext_lazy("You find it under “My documents”, with the others. Keep it: it may be asked for.")
    tell(person, document.organisation, Topic.DOCUMENT, f"document:{document.pk}", subject, body, address)
