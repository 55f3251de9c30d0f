"""What a table of people would do, line by line, before anything is written. Reads only; apply.py does it."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.agenda.entries.columns import Columns, day_in, find_columns, plain, trainee_in, yes_in
from lms.agenda.entries.forms import EARLIEST, FARTHEST
from lms.agenda.entries.reach import coaches_of, journeys_of
from lms.agenda.entries.table import FORMULA_STARTS, NoTable, ReadTable
from lms.catalogue.models import Journey
from lms.enrolment.agreed import days_off_of
from lms.enrolment.calendar import next_entries
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Organisation, Person

ENTER, NOTHING, WRONG = "enter", "nothing", "wrong"
LANGUAGES = dict(settings.LANGUAGES)
# Of what is told, which must be the same for a second line to be a mere repetition.
SAME = ("name", "starts_on", "cohort", "coach_id", "trainee_type", "lives_in_priority_area", "prescriber")


@dataclass
class PlannedLine:
    """One line: what it says, what it does (ENTER, NOTHING, WRONG), and every reason why not, in words."""

    line: int
    act: str = ENTER
    faults: list[str] = field(default_factory=list)
    email: str = ""
    name: str = ""
    phone: str = ""
    language: str = ""
    journey_id: int | None = None
    starts_on: str = ""  # ISO
    cohort: str = ""
    coach_id: int | None = None
    prescriber: str = ""
    trainee_type: str = ""
    lives_in_priority_area: bool = False
    is_new_person: bool = False
    is_new_cohort: bool = False
    note: str = ""  # why nothing is done

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Known:
    """What the site knows that a table may speak of. Six queries, whatever the number of lines."""

    organisation: Organisation
    journeys: list[Journey]
    cohorts: set[tuple[int, str]]  # (journey, plain name)
    coaches: dict[str, int]  # by e-mail
    people: dict[str, Person]  # by e-mail
    under_way: dict[tuple[int, int], Enrolment]  # (person, journey)
    entered: set[tuple[int, int, date]]  # (person, journey, day)
    entries: dict[int, date]  # the next entry day of each journey
    today: date


def plan_table(table: ReadTable, organisation: Organisation) -> tuple[list[PlannedLine], list[str]]:
    """Every line, and the headings nothing is made of. Raises NoTable when a column that is needed is not there."""
    columns = find_columns(table.headings)
    if "email" not in columns.place or not {"name", "first_name"} & set(columns.place):
        raise NoTable(_("No column is called “E-mail” and “Name” (or “Courriel” and “Nom”): look at the first line."))
    cells = [(row.line, columns.cells(row.cells)) for row in table.rows]
    known = known_for(organisation, (told["email"] for _line, told in cells))
    lines = [_read(line, told, known) for line, told in cells]
    _mark_repetitions(lines)
    for one in lines:
        if not one.faults and one.act == ENTER:
            judge(one, known)
        if one.faults:
            one.act = WRONG
    return lines, _ignored(columns)


def known_for(organisation: Organisation, emails: Iterable[str]) -> Known:
    journeys = journeys_of(organisation)
    today, off = timezone.localdate(timezone=organisation.zone), days_off_of(organisation.pk)
    asked = {email.strip().lower() for email in emails}
    people = Person.objects.annotate(plain_email=Lower("email")).filter(plain_email__in=asked)
    found: dict[str, Person] = {person.email.lower(): person for person in people}
    keys = [person.pk for person in found.values()]
    rows = list(Enrolment.objects.filter(organisation=organisation, person_id__in=keys).order_by("starts_on", "pk"))
    cohorts = Cohort.objects.filter(organisation=organisation).values_list("journey_id", "name")
    entries = {row.pk: next(iter(next_entries(row, today, off, 1)), today) for row in journeys}
    return Known(
        organisation,
        journeys,
        {(journey, plain(name)) for journey, name in cohorts},
        {coach.email.lower(): coach.pk for coach in coaches_of(organisation)},
        found,
        {(row.person_id or 0, row.journey_id): row for row in rows if row.state != Enrolment.State.ENDED},
        {(row.person_id or 0, row.journey_id, row.starts_on) for row in rows},
        entries,
        today,
    )


def judge(one: PlannedLine, known: Known) -> None:
    """What this line does on the site as it is now. Asked again when it is applied: what was shown must still hold."""
    assert one.journey_id is not None
    person = known.people.get(one.email)
    one.is_new_person = person is None
    one.is_new_cohort = bool(one.cohort) and (one.journey_id, plain(one.cohort)) not in known.cohorts
    if person is None:
        return
    if not person.is_active:
        one.faults.append(_("This account is closed. An administrator opens it again first."))
        return
    there = known.under_way.get((person.pk, one.journey_id))
    if there is not None:
        day = date_format(there.starts_on, "DATE_FORMAT")
        one.act, one.note = NOTHING, _("on this journey already, since %(day)s") % {"day": day}
    elif (person.pk, one.journey_id, date.fromisoformat(one.starts_on)) in known.entered:
        one.faults.append(_("This person entered on that very day before, and left. Give another day."))


def _read(line: int, told: dict[str, str], known: Known) -> PlannedLine:
    one = PlannedLine(line)

    def take(read: Callable[[str], Any], text: str, otherwise: Any) -> Any:
        try:
            return read(text)
        except ValueError as fault:
            one.faults.append(str(fault))
            return otherwise

    one.email = take(_email, told["email"], told["email"][:254])
    one.name = take(_name, told.get("name") or f"{told.get('first_name', '')} {told.get('last_name', '')}", "")
    journey = take(lambda text: _journey(text, known), told.get("journey", ""), None)
    one.journey_id = journey.pk if journey else None
    day = take(lambda text: _entry_day(text, known.today), told.get("starts_on", ""), None)
    one.starts_on = (day or known.entries.get(one.journey_id or 0, known.today)).isoformat()
    one.cohort = take(lambda text: _short(text, 120), told.get("cohort", ""), "")
    one.coach_id = take(lambda text: _coach(text, known), told.get("coach", ""), None)
    one.prescriber = take(lambda text: _short(text, 150), told.get("prescriber", ""), "")
    one.trainee_type = take(trainee_in, told.get("trainee_type", ""), "")
    one.lives_in_priority_area = take(yes_in, told.get("priority_area", ""), False)
    one.phone = take(_phone, told.get("phone", ""), "")
    one.language = take(_language, told.get("language", ""), "")
    return one


def _mark_repetitions(lines: list[PlannedLine]) -> None:
    """The first line of a person on a journey counts; one that says the same again does nothing, another is wrong."""
    first: dict[tuple[str, int | None], PlannedLine] = {}
    for one in lines:
        if one.faults:
            continue
        before = first.setdefault((one.email, one.journey_id), one)
        if before is one:
            continue
        if all(getattr(one, name) == getattr(before, name) for name in SAME):
            one.act, one.note = NOTHING, _("the same as line %(line)d") % {"line": before.line}
        else:
            said = _("Line %(line)d says otherwise about the same person. Keep one of the two.")
            one.faults.append(said % {"line": before.line})


def _email(text: str) -> str:
    email = text.strip().lower()
    if not email:
        raise ValueError(_("The e-mail is missing."))
    try:
        validate_email(email)
    except ValidationError as fault:
        raise ValueError(_("“%(text)s” is not an e-mail address.") % {"text": text[:100]}) from fault
    if len(email) > 254:
        raise ValueError(_("This e-mail address is too long."))
    return email


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise ValueError(_("The name is missing."))
    return _short(name, 150)


def _short(text: str, most: int) -> str:
    if text.startswith(FORMULA_STARTS):
        raise ValueError(_("“%(text)s” looks like a formula. Write the words themselves.") % {"text": text[:60]})
    if len(text) > most:
        raise ValueError(_("“%(text)s…” is too long (%(most)d signs at most).") % {"text": text[:30], "most": most})
    return text


def _phone(text: str) -> str:
    if len(text) > 30 or (text and not any(sign.isdigit() for sign in text)) or text.startswith(("=", "@")):
        raise ValueError(_("“%(text)s” is not a telephone number.") % {"text": text[:40]})
    return text


def _language(text: str) -> str:
    code = plain(text)[:2]
    if text and code not in LANGUAGES:
        raise ValueError(_("“%(text)s” is no language of this site: write fr or en.") % {"text": text[:40]})
    return code if text else ""


def _journey(text: str, known: Known) -> Journey:
    if not text and len(known.journeys) == 1:
        return known.journeys[0]
    if not text:
        raise ValueError(_("Which journey? Write its code or title."))
    names = plain(text)
    found = [
        row for row in known.journeys if names in {plain(row.code), *(plain(title) for title in row.titles.values())}
    ]
    if not found:
        raise ValueError(_("No journey of yours is called “%(text)s”.") % {"text": text[:80]})
    return found[0]


def _entry_day(text: str, today: date) -> date | None:
    day = day_in(text)
    if day is not None and (day < EARLIEST or abs((day - today).days) > FARTHEST):
        raise ValueError(_("“%(text)s”: look at the year.") % {"text": text})
    return day


def _coach(text: str, known: Known) -> int | None:
    if not text:
        return None
    found = known.coaches.get(text.strip().lower())
    if found is None:
        raise ValueError(_("“%(text)s” is not the e-mail of a coach of yours.") % {"text": text[:100]})
    return found


def _ignored(columns: Columns) -> list[str]:
    return [*columns.ignored, *columns.twice]
