"""What somebody sends from the screen of a conversation, named once; kept when the session ended meanwhile."""

import hashlib
import secrets
from dataclasses import dataclass

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from lms.conversations.papers import read_papers
from lms.conversations.send import LONGEST, Written
from lms.people.models import Person

SALT = "cordee.conversations.form"
KEPT = "message_kept"


@dataclass
class Form:
    """As the template shows it again: the text, the form's own name, and what stood in the way."""

    text: str = ""
    key: str = ""
    error: str = ""


def new_form(person: Person, text: str = "") -> Form:
    return Form(text, signing.dumps([person.pk, secrets.token_urlsafe(9)], salt=SALT))


def read_form(request: HttpRequest, person: Person) -> Form:
    form = new_form(person, request.POST.get("text", "")[: 2 * LONGEST])
    form.key = request.POST.get("key", "")[:300] or form.key
    return form


def written(request: HttpRequest, form: Form) -> Written:
    """Raises Refused when a file cannot be taken."""
    name = hashlib.sha256(form.key.encode()).hexdigest()[:40]
    return Written(form.text, f"form:{name}", read_papers(request.FILES.getlist("files")))


def keep_text(request: HttpRequest, path: str) -> None:
    """Signed out while they wrote: the text waits for the same person to open the same conversation."""
    owner, text = _owner(request.POST.get("key", "")), request.POST.get("text", "")[:LONGEST]
    if owner is None or not text.strip():
        return
    request.session[KEPT] = {"path": path, "owner": owner, "text": text}
    messages.info(request, _("You had been signed out. What you wrote is kept: sign in, then send it once more."))


def kept_text(request: HttpRequest, person: Person) -> str:
    """What waits for this person here, once."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path or request.method != "GET":
        return ""
    del request.session[KEPT]
    return str(kept["text"]) if kept["owner"] == person.pk else ""


def _owner(key: str) -> int | None:
    try:
        owner, _name = signing.loads(key, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return int(owner)
