"""Which column of a table of people is which, in French or English, and what each cell may hold."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.enrolment.trainees import TraineeType

# Stored with plans, never renamed. The first name of each language is the one of the sample.
NAMES: dict[str, tuple[str, ...]] = {
    "email": (
        "e mail",
        "email",
        "mail",
        "courriel",
        "adresse e mail",
        "adresse mail",
        "adresse email",
        "e mail address",
    ),
    "name": ("name", "nom complet", "full name", "nom et prenom", "prenom et nom", "nom prenom", "prenom nom"),
    "first_name": ("first name", "prenom"),
    "last_name": ("last name", "nom", "nom de famille", "surname", "family name"),
    "phone": ("telephone", "tel", "phone", "mobile", "portable"),
    "journey": ("journey", "parcours", "code parcours", "formation"),
    "starts_on": ("entry day", "date d entree", "entree", "start", "starts on", "debut", "date de debut", "start date"),
    "cohort": ("cohort", "cohorte", "promotion", "groupe", "group"),
    "coach": ("coach", "referent", "referente", "accompagnateur", "e mail du referent", "coach e mail"),
    "prescriber": ("sent by", "prescripteur", "referrer", "prescriber", "oriente par"),
    "trainee_type": ("type of trainee", "type de stagiaire", "bpf", "type bpf", "trainee type"),
    "priority_area": ("priority area", "qpv", "quartier prioritaire"),
    "language": ("language", "langue"),
}
COLUMN_OF = {name: column for column, names in NAMES.items() for name in names}
SAYS: dict[str, Any] = {
    "email": gettext_lazy("needed; upper or lower case is the same"),
    "name": gettext_lazy("needed; or two columns, first name and last name"),
    "journey": gettext_lazy("code or title; may be left out when there is one journey"),
    "starts_on": gettext_lazy("2026-11-30 or 30/11/2026; else the next entry day"),
    "cohort": gettext_lazy("made when there is none of that name"),
    "coach": gettext_lazy("e-mail of a coach of yours"),
    "prescriber": gettext_lazy("who sent this person"),
    "trainee_type": gettext_lazy("F1a to F1e, for the yearly return"),
    "priority_area": gettext_lazy("yes or no"),
    "phone": gettext_lazy("of somebody new"),
    "language": gettext_lazy("fr or en, of somebody new"),
}
YES, NO = {"yes", "oui", "o", "y", "1", "x", "true", "vrai"}, {"no", "non", "n", "0", "false", "faux", ""}
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y")


@dataclass(frozen=True)
class Columns:
    place: dict[str, int]  # by column, where it stands
    ignored: tuple[str, ...]  # headings nothing is made of
    twice: tuple[str, ...]  # headings that say the same column again

    def cells(self, row: tuple[str, ...]) -> dict[str, str]:
        return {column: row[place] if place < len(row) else "" for column, place in self.place.items()}


def find_columns(headings: tuple[str, ...]) -> Columns:
    place: dict[str, int] = {}
    ignored, twice = [], []
    for number, heading in enumerate(headings):
        column = COLUMN_OF.get(plain(heading))
        if column is None:
            ignored += [heading] if heading else []
        elif column in place:
            twice.append(heading)
        else:
            place[column] = number
    if "last_name" in place and "first_name" not in place and "name" not in place:
        place["name"] = place.pop("last_name")
    return Columns(place, tuple(ignored), tuple(twice))


def plain(text: str) -> str:
    """Without accents, case and punctuation: "Date d’entrée" is "date d entree"."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return re.sub(r"[^a-z0-9]+", " ", bare.lower()).strip()


def day_in(text: str) -> date | None:
    """The day that a cell says; ValueError, in words, when it says none."""
    if not text:
        return None
    for pattern in DAYS:
        try:
            return datetime.strptime(text.split(" ")[0].split("T")[0], pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    raise ValueError(_("“%(text)s” is not a day: write 2026-11-30 or 30/11/2026.") % {"text": text})


def yes_in(text: str) -> bool:
    if plain(text) in YES:
        return True
    if plain(text) in NO:
        return False
    raise ValueError(_("“%(text)s”: write yes or no.") % {"text": text})


def trainee_in(text: str) -> str:
    """F1a, f1-a, F-1 a, or the letter alone."""
    letters = plain(text).replace(" ", "").removeprefix("f1")
    if not letters:
        return ""
    for value in TraineeType.values:
        if letters == value.lower().removeprefix("f1"):
            return str(value)
    raise ValueError(_("“%(text)s” is no type of trainee: write F1a, F1b, F1c, F1d or F1e.") % {"text": text})
