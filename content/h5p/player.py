"""What the frame needs to play one content, and what the activity's page needs to show the frame."""

import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from content.h5p.models import Library, Package, UserState
from content.h5p.store import LIBRARIES, PACKAGES, shelf
from content.h5p.words import player_words
from lms.progress.tokens import make_token

if TYPE_CHECKING:
    from content.h5p.models import H5PPage

PLAYER = Path(__file__).parent / "player"
# npm puts H5P's core here; see player/package.json.
CORE = PLAYER / "node_modules" / "h5p-standalone" / "dist"
TICKET_SALT = "cordee.h5p.play"
TICKET_SECONDS = 24 * 3600
SAVE_EVERY = 5  # seconds between two looks at the content's state; only changes are sent


class CannotPlay(Exception):
    """The content cannot be shown; the text is for the person."""


def make_ticket(package: Package) -> str:
    """Opens the frame of one content for a day: frames have no cookie that could say who looks."""
    return signing.dumps(str(package.public_id), salt=TICKET_SALT)


def read_ticket(ticket: str) -> UUID:
    """The content's public id; raises signing.BadSignature."""
    try:
        return UUID(signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_SECONDS))
    except (ValueError, AttributeError, TypeError) as error:
        raise signing.BadSignature from error


def frame_address(package: Package) -> str:
    return settings.CONTENT_ORIGIN + reverse("h5p:play", args=[make_ticket(package)])


def player_context(page: "H5PPage", state: dict[str, Any]) -> dict[str, Any]:
    """For the template: the frame's address, and what the page's script needs to keep answers and results."""
    package = page.content_with_type()
    if package is None:
        return {"h5p": None}
    enrolment, activity = state.get("enrolment"), state.get("activity")
    player: dict[str, Any] = {"content": str(package.public_id), "state": {}, "token": ""}
    if enrolment is not None and activity is not None:
        player |= {
            "token": make_token(enrolment.pk, activity.pk),
            # Names the browser's own store: another learner on the same machine has another.
            "owner": f"{enrolment.pk}.{activity.pk}",
            "state": saved_state(enrolment.pk, activity.pk, package),
            "send": reverse("h5p:send"),
            "renew": reverse("h5p:renew"),
        }
    # Where the content itself says when it is done, the button is for those whose browser does not let it.
    note = "" if package.is_silent else _("It is done by itself when you reach the end. If that fails, say it here.")
    return {
        "done_note": note,
        "h5p": {"frame": frame_address(package), "title": package.title, "player": player, "package": package},
    }


def saved_state(enrolment_id: int, activity_id: int, package: Package) -> dict[str, dict[str, str]]:
    """{part: {type: text}} as H5P core wants it; the state of a former content tells the learner to start over."""
    found: dict[str, dict[str, str]] = {}
    was_changed = False
    for row in UserState.objects.filter(enrolment_id=enrolment_id, activity_id=activity_id):
        if row.package_id == package.pk:
            found.setdefault(row.sub_content, {})[row.data_type] = row.data
        else:
            was_changed = True
    return {"0": {"state": "RESET"}} if was_changed and not found else found


def integration(package: Package, language: str) -> dict[str, Any]:
    """H5PIntegration, the object that H5P core reads; raises CannotPlay if a library is gone."""
    libraries = _libraries(package)
    content_id = package.pk
    content = {
        "library": f"{package.library.machine_name} {package.library.major}.{package.library.minor}",
        "jsonContent": _content(package),
        "fullScreen": "1" if package.library.is_fullscreen else "0",
        "displayOptions": {
            "frame": True,
            "export": False,
            "embed": False,
            "copyright": True,
            "icon": False,
            "copy": False,
        },
        "contentUrl": file_address(PACKAGES, str(package.public_id)),
        "url": f"{settings.CONTENT_ORIGIN}/content/{package.public_id}",
        "title": package.title,
        "metadata": {**package.metadata, "title": package.title, "defaultLanguage": package.language},
    }
    return {
        "baseUrl": settings.CONTENT_ORIGIN,
        "siteUrl": settings.CONTENT_ORIGIN,
        "url": "",
        "contents": {f"cid-{content_id}": content},
        "saveFreq": SAVE_EVERY,
        "postUserStatistics": False,
        # Never asked: frame.js answers in their place.
        "ajax": {"contentUserData": "cordee:state/:dataType/:subContentId", "setFinished": "cordee:finished"},
        # Who plays is the page's business: the frame does not learn it.
        "user": {"name": "", "mail": "", "id": ""},
        "l10n": {"H5P": player_words()},
        "hubIsEnabled": False,
        "reportingIsEnabled": False,
        "libraryConfig": {},
        "cordee": {
            "contentId": content_id,
            "language": language,
            "parent": settings.SITE_ORIGIN,
            "libraries": {one.dependency.folder: file_address(LIBRARIES, one.folder) for one in libraries},
            "styles": [file_address(LIBRARIES, one.folder, path) for one in libraries for path in one.styles],
            "scripts": [file_address(LIBRARIES, one.folder, path) for one in libraries for path in one.scripts],
        },
    }


def file_address(shelf_name: str, folder: str, path: str = "") -> str:
    address = reverse("h5p:file", args=[shelf_name, folder, path or "x"])
    return address if path else address.removesuffix("/x")


@cache
def core_version() -> str:
    """Changes when the player or our part of it does: its files are kept by browsers for ever."""
    digest = sha256()
    for path in (PLAYER / "frame.js", PLAYER / "frame.css", PLAYER / "package-lock.json"):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _libraries(package: Package) -> list[Library]:
    rows = {
        (one.machine_name, one.major, one.minor): one
        for one in Library.objects.filter(machine_name__in={name for name, _major, _minor in package.needed})
    }
    libraries = [rows.get((name, major, minor)) for name, major, minor in package.needed]
    if not all(libraries):
        raise CannotPlay
    return [one for one in libraries if one]


def _content(package: Package) -> str:
    try:
        with shelf().open(f"{PACKAGES}/{package.public_id}/content.json") as stream:
            return json.dumps(json.loads(stream.read().decode("utf-8-sig")))
    except (FileNotFoundError, ValueError):
        raise CannotPlay from None
