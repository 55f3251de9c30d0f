"""What a table of partners would do, line by line, before anything is written. Reads only; apply.py does it."""

import re
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.translation import gettext as _

from lms.partners.models import Partner
from lms.partners.pictograms import CHOICES
from lms.partners.table.columns import LABELS, NO, YES, find_columns
from lms.partners.words import plain
from lms.people.models import Organisation
from lms.tables import FORMULA_STARTS, NoTable, ReadTable

NEW, CHANGE, SAME, WRONG = "new", "change", "same", "wrong"
LONGEST = {
    "name": 200,
    "presentation": 2000,
    "address": 255,
    "postcode": 10,
    "commune": 120,
    "territory": 120,
    "hours": 300,
    "accessibility": 300,
}
SLUG = re.compile(r"[A-Za-z0-9_-]{1,60}")
Read = Callable[[str], Any]


@dataclass
class PlannedLine:
    """One line: its identifier, what it does (NEW, CHANGE, SAME, WRONG), what it says, every reason why not."""

    line: int
    code: str = ""
    name: str = ""
    act: str = NEW
    values: dict[str, Any] = field(default_factory=dict)  # only of columns that the table has
    signs: dict[str, list[str]] = field(default_factory=dict)
    changes: list[str] = field(default_factory=list)  # names of columns that differ from what is kept
    faults: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def plan_table(table: ReadTable, organisation: Organisation) -> tuple[list[PlannedLine], list[str]]:
    """Every line, and the headings nothing is made of. Raises NoTable when a column that is needed is not there."""
    place, ignored = find_columns(table.headings)
    if "code" not in place or "name" not in place:
        raise NoTable(
            _("No column is called “Identifier” and “Name” (or “Identifiant” and “Nom”): look at the first line.")
        )
    lines = []
    for row in table.rows:
        told = {column: row.cells[at] if at < len(row.cells) else "" for column, at in place.items()}
        lines.append(_read(row.line, told))
    _mark_repetitions(lines)
    known = known_partners(organisation)
    for one in lines:
        judge(one, known)
    return lines, ignored


def known_partners(organisation: Organisation) -> dict[str, Partner]:
    """By identifier, whatever its case. Two queries."""
    rows = Partner.objects.filter(organisation=organisation).prefetch_related("pictograms")
    return {row.code.lower(): row for row in rows}


def judge(one: PlannedLine, known: dict[str, Partner]) -> None:
    """What this line does to the directory as it is now. Asked again when it is applied."""
    if one.faults:
        one.act = WRONG
        return
    row = known.get(one.code.lower())
    if row is None:
        one.act, one.changes = NEW, []
        return
    one.changes = [name for name, value in one.values.items() if getattr(row, name) != value]
    held = {axis: [sign.code for sign in signs] for axis, signs in row.signs.items()}
    one.changes += [axis for axis, codes in one.signs.items() if held[axis] != codes]
    one.act = CHANGE if one.changes else SAME


def _read(line: int, told: dict[str, str]) -> PlannedLine:
    one, wrong = PlannedLine(line), set()
    for column, text in told.items():
        try:
            if column in CHOICES:
                one.signs[column] = _signs(column, text)
            else:
                one.values[column] = _value(column, text.strip())
        except ValueError as fault:
            wrong.add(column)
            one.faults.append(_("%(column)s: %(fault)s") % {"column": LABELS[column], "fault": fault})
    one.code, one.name = str(one.values.pop("code", "")), str(one.values.get("name", told.get("name", "")))[:200]
    is_one_alone = (one.values.get("latitude") is None) != (one.values.get("longitude") is None)
    if is_one_alone and not wrong & {"latitude", "longitude"}:
        one.faults.append(_("Write both coordinates, or neither."))
    return one


def _mark_repetitions(lines: list[PlannedLine]) -> None:
    first: dict[str, int] = {}
    for one in lines:
        if not one.code:
            continue
        before = first.setdefault(one.code.lower(), one.line)
        if before != one.line:
            one.faults.append(_("Line %(line)d has the same identifier. Keep one of the two.") % {"line": before})


def _value(column: str, text: str) -> Any:
    read: dict[str, Read] = {
        "code": _code,
        "name": _name,
        "latitude": lambda text: _degrees(text, 90),
        "longitude": lambda text: _degrees(text, 180),
        "email": _email,
        "site": _site,
        "phone": _phone,
        "is_published": _yes,
    }
    return read[column](text) if column in read else _short(text, LONGEST[column])


def _code(text: str) -> str:
    if not text:
        raise ValueError(_("it is missing."))
    if not SLUG.fullmatch(text):
        raise ValueError(
            _("“%(text)s”: only letters without accents, digits and dashes, 60 at most.") % {"text": text[:60]}
        )
    return text


def _name(text: str) -> str:
    if not text:
        raise ValueError(_("it is missing."))
    return _short(" ".join(text.split()), 200)


def _short(text: str, most: int) -> str:
    if text.startswith(FORMULA_STARTS):
        raise ValueError(_("“%(text)s” looks like a formula. Write the words themselves.") % {"text": text[:60]})
    if len(text) > most:
        raise ValueError(_("“%(text)s…” is too long (%(most)d signs at most).") % {"text": text[:30], "most": most})
    return text


def _degrees(text: str, most: int) -> float | None:
    if not text:
        return None
    try:
        value = float(_bare(text).replace(",", "."))
    except ValueError as fault:
        raise ValueError(_("“%(text)s” is not a number of degrees.") % {"text": text[:40]}) from fault
    if not -most <= value <= most:
        raise ValueError(_("“%(text)s” is not a number of degrees.") % {"text": text[:40]})
    return value


def _email(text: str) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError as fault:
        raise ValueError(_("“%(text)s” is not an e-mail address.") % {"text": text[:100]}) from fault
    return _short(text, 254)


def _site(text: str) -> str:
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError as fault:
        raise ValueError(_("“%(text)s” is not the address of a web site.") % {"text": text[:100]}) from fault
    return _short(address, 300)


def _bare(text: str) -> str:
    """Without the apostrophe that our own export puts before what a spreadsheet might take for a formula."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def _phone(text: str) -> str:
    text = _bare(text)
    if len(text) > 30 or (text and not any(sign.isdigit() for sign in text)) or text.startswith(("=", "@")):
        raise ValueError(_("“%(text)s” is not a telephone number.") % {"text": text[:40]})
    return text


def _yes(text: str) -> bool:
    if plain(text) in YES:
        return True
    if plain(text) in NO or not text:
        return False
    raise ValueError(_("“%(text)s”: write yes or no.") % {"text": text[:40]})


def _signs(axis: str, text: str) -> list[str]:
    """Codes or words of the directory in either language, parted by commas, in the order of our lists."""
    asked = [part.strip() for part in re.split(r"[,;|\n]", text) if part.strip()]
    known = _names_of(axis)
    wrong = [part for part in asked if plain(part) not in known]
    if wrong:
        every = ", ".join(str(words) for words in CHOICES[axis].labels)
        said = _("“%(text)s” is not in the list: %(every)s.")
        raise ValueError(said % {"text": wrong[0][:60], "every": every})
    found = {known[plain(part)] for part in asked}
    return [code for code in CHOICES[axis].values if code in found]


def _names_of(axis: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for language in ("fr", "en"):
        with translation.override(language):
            names |= {plain(str(words)): code for code, words in CHOICES[axis].choices}
    return names | {plain(code): code for code in CHOICES[axis].values}
