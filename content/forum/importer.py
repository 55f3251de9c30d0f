"""Forums of a journey file: activities of the type `forum`, and the list `forums` of the places they share."""

from collections.abc import Mapping
from typing import Any

from content.forum.models import Forum, ForumPage
from lms.catalogue.models import Journey
from lms.people.models import Organisation

TYPES = ("forum",)
LEARNERS, TEAM, GUESTS = "apprenants", "formateurs", "chefs_entreprise"
MOST_TIMES = 50
Told = dict[str, Any]


def build_page(item: Mapping[str, Any]) -> ForumPage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    times = item.get("fois", 1)
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= MOST_TIMES:
        raise ValueError(f"fois: 1 à {MOST_TIMES}")
    return ForumPage(forum_code=str(item.get("forum") or "")[:40], times=times, intro=item.get("texte") or "")


def export_page(page: ForumPage) -> Told:
    """The kind's own keys of an `activites` entry."""
    told: Told = {"forum": page.forum_code} if page.forum_code else {}
    return told | ({"fois": page.times} if page.times != 1 else {})


def finish(data: Told, organisation: Organisation, journey: Journey | None) -> None:
    """Open the places that the file names; those that are there take what it says and keep what was written there."""
    for told in data.get("forums") or []:
        row = Forum.objects.filter(organisation=organisation, code=str(told["code"])[:40]).first()
        if row is None:
            row = Forum(organisation=organisation, code=str(told["code"])[:40], journey=journey)
        elif row.journey_id is None and journey is not None and not row.threads.exists() and not told.get("organisme"):
            row.journey = journey
        _write(row, told)
        row.save()


def export_file(data: Told, organisation: Organisation, journey: Journey | None) -> Told:
    """The keys of the whole file that forums give back; nothing for a journey without any."""
    if journey is None:
        return {}
    codes = journey.activities.filter(is_live=True).values_list("version__settings__forum", flat=True)
    named = Forum.objects.filter(organisation=journey.organisation_id, code__in=[code for code in codes if code])
    rows = (Forum.objects.filter(journey=journey) | named).distinct().order_by("code")
    told = [_told(row) for row in rows]
    return {"forums": told} if told else {}


def _write(row: Forum, told: Mapping[str, Any]) -> None:
    row.title = str(told.get("titre") or row.title or row.code)[:200]
    if told.get("organisme") is True:
        row.journey = None
    if "presentation" in told:
        row.intro = str(told["presentation"] or "")
    if isinstance(who := told.get("acces"), list):
        row.for_learners, row.for_guests = LEARNERS in who, bool({GUESTS, "invites"} & set(map(str, who)))
    for key, name in (("anonymisable", "takes_aliases"), ("groupes_separes", "groups_apart")):
        if isinstance(told.get(key), bool):
            setattr(row, name, told[key])
    days = told.get("delai_reponse_jours_ouvres")
    if days is not None:
        if isinstance(days, bool) or not isinstance(days, int) or not 0 <= days <= 365:
            raise ValueError("delai_reponse_jours_ouvres: 0 à 365")
        row.reply_days = days


def _told(row: Forum) -> Told:
    who = [*([LEARNERS] if row.for_learners else []), TEAM, *([GUESTS] if row.for_guests else [])]
    told: Told = {"code": row.code, "titre": row.title, "acces": who}
    if row.intro:
        told["presentation"] = row.intro
    if row.journey_id is None:
        told["organisme"] = True
    if row.reply_days is not None:
        told["delai_reponse_jours_ouvres"] = row.reply_days
    if row.groups_apart:
        told["groupes_separes"] = True
    return {**told, "anonymisable": row.takes_aliases}
