"""One entry of `questionnaires` of a journey file, as the columns of our rows. Raises ValueError, in words."""

from typing import Any

from django.utils.translation import gettext as _

from content.survey.fields import MOST_OPTIONS
from content.survey.models import CHOSEN, PERSONAL, Sort, Use

Told = dict[str, Any]
SORTS = {
    "echelle_1_5": Sort.SCALE5,
    "echelle_0_10": Sort.SCALE10,
    "choix": Sort.CHOICE,
    "choix_multiple": Sort.CHOICES,
    "texte_court": Sort.SHORT,
    "texte_libre": Sort.LONG,
    "niveaux": Sort.LEVELS,
    "indicateur": Sort.INDICATOR,
}
USES = {
    "entree": Use.POSITIONING,
    "en_cours": Use.SELF_ASSESSMENT,
    "sortie": Use.SATISFACTION,
    "apres_sortie": Use.SATISFACTION,
    "etude": Use.NEEDS,
    "seance": Use.POLL,
}
MOST_QUESTIONS, LONGEST_DELAY = 200, 3650


def read_questionnaire(told: Told, data: Told) -> Told:
    """Columns of a Questionnaire, with `questions`. A question may choose from a list of the file, `data`."""
    code, moment = str(told["code"])[:40], told.get("moment", "sortie")
    questions = told.get("questions")
    if moment == "entree" and not questions:
        questions = [{"code": "NIVEAUX", "libelle": _("Where do you stand today?"), "type": "niveaux"}]
    if not isinstance(questions, list) or not 0 < len(questions) <= MOST_QUESTIONS:
        raise ValueError(_("%(code)s: give its questions, %(most)d at most.") % {"code": code, "most": MOST_QUESTIONS})
    found = [_question(one, code, data) for one in questions]
    if len({one["code"] for one in found}) < len(found):
        raise ValueError(_("%(code)s: two questions have the same code.") % {"code": code})
    is_anonymous = told.get("anonyme") is True
    if is_anonymous and PERSONAL.intersection(one["sort"] for one in found):
        raise ValueError(_("%(code)s: levels and indicators cannot be anonymous.") % {"code": code})
    delay = told.get("delai_jours")
    if moment not in USES or not (delay is None or _is_whole(delay)):
        raise ValueError(_("%(code)s: its moment or its delay cannot be read.") % {"code": code})
    reminders = told.get("relances_jours") or []
    if not isinstance(reminders, list) or len(reminders) > 10 or not all(_is_whole(day) for day in reminders):
        raise ValueError(_("%(code)s: its moment or its delay cannot be read.") % {"code": code})
    return {
        "code": code,
        "title": _text(told.get("titre"), 200) or code,
        "intro": _text(told.get("consigne"), 4000),
        "use": USES[moment],
        "is_anonymous": is_anonymous,
        "one_at_a_time": told.get("une_par_page") is True,
        "delay_days": delay if moment == "apres_sortie" else None,
        "reminder_days": sorted(set(reminders)),
        "questions": found,
    }


def _question(told: Any, of: str, data: Told) -> Told:
    if not isinstance(told, dict) or not told.get("code") or not told.get("libelle"):
        raise ValueError(_("%(code)s: each question has a code and its words (libelle).") % {"code": of})
    code, sort = _text(told["code"], 40), SORTS.get(str(told.get("type", "")))
    if sort is None:
        known = ", ".join(SORTS)
        raise ValueError(_("%(code)s: its type is one of %(known)s.") % {"code": f"{of}, {code}", "known": known})
    options = _options(told, f"{of}, {code}", data) if sort in CHOSEN else []
    return {
        "code": code,
        "title": _text(told["libelle"], 500),
        "help": _text(told.get("aide"), 500),
        "sort": sort,
        "options": options,
        "indicator_code": _text(told.get("indicateur"), 100),
        "competency_codes": [str(one) for one in told.get("competences") or []],
        "is_required": told.get("facultative") is not True and sort != Sort.LONG,
    }


def _options(told: Told, of: str, data: Told) -> list[dict[str, str]]:
    """Its own list of choices, or one of the file's: exit categories, referrers."""
    source = told.get("choix_depuis")
    rows = data.get(str(source)) if source else told.get("choix")
    found = [
        {"code": _text(one.get("code"), 40), "label": _text(one.get("libelle") or one.get("nom"), 200)}
        if isinstance(one, dict)
        else {"code": f"c{place}", "label": _text(one, 200)}
        for place, one in enumerate(rows if isinstance(rows, list) else [], start=1)
    ]
    is_right = 2 <= len(found) <= MOST_OPTIONS and all(one["code"] and one["label"] for one in found)
    if not is_right or len({one["code"] for one in found}) < len(found):
        raise ValueError(_("%(code)s: give two choices or more, each with its words.") % {"code": of})
    return found


def _text(value: Any, most: int) -> str:
    return str(value).replace("\x00", "").strip()[:most] if isinstance(value, str | int | float) else ""


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= LONGEST_DELAY
