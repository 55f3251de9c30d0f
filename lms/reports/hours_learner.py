"""One learner's hours, sequence by sequence, each line with the proof it rests on."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.agenda.documents.attendance import proof_words
from lms.agenda.hours import Hours, SequenceHours, hours_of_many
from lms.agenda.hours.facts import Line, Proof, Short, Status
from lms.agenda.models import Appointment, SignOff
from lms.catalogue.models import Grouping, Place, Timing, in_language
from lms.catalogue.outline import OutlineItem
from lms.enrolment.models import Enrolment
from lms.progress.models import Evidence
from lms.reports import words
from lms.reports.figures import Figure
from lms.reports.hours import how_connected, how_performed, how_planned, rules_with
from lms.reports.readers import Reader

Context = dict[str, Any]


class LearnerHours:
    """The report behind one line of the hours; the enrolment comes with its journey, organisation and rules."""

    def __init__(self, enrolment: Enrolment, outline: OutlineItem, reader: Reader) -> None:
        self.enrolment = enrolment
        self.outline = outline
        self.reader = reader
        enrolment.organisation = enrolment.journey.organisation
        self.hours: Hours = hours_of_many([enrolment], outline, rules_with(enrolment.journey))[enrolment.pk]
        self.proofs = _proofs(self)

    def context(self) -> Context:
        """See themes/default/templates/reports/hours_of.html."""
        row, reader = self.enrolment, self.reader
        return {
            "name": reader.name_of(row),
            "journey": self.outline.title,
            "back": {"title": _("Hours"), "url": reverse("reports:hours", args=[row.journey.key])},
            "names_hidden": not reader.sees_names,
            "figures": self._figures(),
            "sequences": [self._sequence(one) for one in self.hours.sequences],
            "beside": [self._line(line) for line in self.hours.beside],
            "years": [
                {"label": str(year), "value": words.duration(minutes)}
                for year, minutes in sorted(self.hours.by_year().items())
            ],
        }

    def _figures(self) -> list[Figure]:
        everything = self.hours.all
        share = words.percent(100 * everything.performed // everything.planned) if everything.planned else ""
        return [
            Figure(_("Hours planned"), words.duration(everything.planned), "", how_planned()),
            Figure(_("Performed and justified"), words.duration(everything.performed), share, how_performed()),
            Figure(_("Connected"), words.duration(everything.connected), _("for information only"), how_connected()),
        ]

    def _sequence(self, one: SequenceHours) -> Context:
        unit = one.unit
        axes = (Timing(unit.timing).label, Grouping(unit.grouping).label, Place(unit.place).label)
        said = {"done": words.duration(one.performed), "planned": words.duration(one.planned)}
        connected = _("connected %(time)s") % {"time": words.duration(one.connected)} if one.connected else ""
        return {
            "code": unit.code,
            "title": in_language(unit.titles),
            "axes": ", ".join(str(axis).lower() for axis in axes),
            "sum": _("%(done)s of %(planned)s") % said,
            "connected": connected,
            "state": _knot(one),
            "status": status_words(one.status),
            "lines": [self._line(line) for line in one.lines],
        }

    def _line(self, line: Line) -> Context:
        half = _("afternoon") if line.is_afternoon else _("morning")
        return {
            "day": words.day(line.day),
            "half": half,
            "what": proof_words(line),
            "minutes": words.duration(line.counted),
            "lasted": words.duration(line.minutes) if line.minutes != line.counted else "",
            "why": short_words(line.short),
            "proof": self.proofs.get(line.key, ""),
        }


def status_words(status: Status) -> str:
    return {
        Status.NOT_BEGUN: _("Not begun"),
        Status.UNDER_WAY: _("Under way"),
        Status.TO_FOLLOW_UP: _("To follow up: nothing for a while"),
        Status.INCOMPLETE: _("Incomplete"),
        Status.DECLARED: _("Declared: no activity here could prove it"),
        Status.EFFECTIVE: _("Effective"),
    }[status]


def short_words(short: Short) -> str:
    """Why a line counts for less than it lasted."""
    return {
        Short.NO: "",
        Short.CAPPED: _("the sequence announces no more"),
        Short.NOT_CLOSED: _("waits for the trainer's signature"),
        Short.ABSENT: _("absent"),
        Short.BRIEF: _("connected for too short a time"),
        Short.REPLACED: _("a signature or an appointment of that day counts instead"),
        Short.NO_PRODUCTION: _("looked at, nothing made or answered yet"),
    }[short]


def _knot(one: SequenceHours) -> str:
    if one.status in (Status.EFFECTIVE, Status.DECLARED):
        return "done"
    return "todo" if one.status is Status.NOT_BEGUN else "doing"


def _proofs(report: LearnerHours) -> dict[str, str]:
    """What each proof says, by its public id. One query for each sort of proof there is."""
    lines = [line for one in report.hours.sequences for line in one.lines] + list(report.hours.beside)
    keys: dict[Proof, list[str]] = {}
    for line in lines:
        keys.setdefault(line.proof, []).append(line.key)
    titles = {item.key: item.title for item in report.outline.activities}
    found = {key: titles.get(key, "") for key in keys.get(Proof.ACTIVITY, [])}
    signed = [*keys.get(Proof.SIGN_OFF, []), *keys.get(Proof.CONNECTION, [])]
    if signed:
        rows = SignOff.objects.filter(public_id__in=signed).select_related("half_day")
        found |= {str(row.public_id): _signed(report, row) for row in rows}
    if Proof.APPOINTMENT in keys:
        held = Appointment.objects.filter(public_id__in=keys[Proof.APPOINTMENT]).select_related("type", "host")
        found |= {str(row.public_id): _held(report, row) for row in held}
    if Proof.EVIDENCE in keys:
        told = Evidence.objects.filter(public_id__in=keys[Proof.EVIDENCE]).select_related("author", "activity")
        found |= {str(row.public_id): _told(report, row) for row in told}
    return found


def _signed(report: LearnerHours, row: SignOff) -> str:
    zone = report.enrolment.journey.organisation.zone
    said = {
        "when": words.instant(row.signed_at, zone),
        "how": row.get_method_display(),
        "number": row.public_id.hex[:8].upper(),
        "mark": row.statement_hash[:12],
    }
    signed = _("signed on %(when)s, %(how)s; sign-off %(number)s, fingerprint %(mark)s") % said
    if row.half_day.closed_at is None:
        return signed
    closed = _("closed by the trainer on %(when)s") % {"when": words.instant(row.half_day.closed_at, zone)}
    return f"{signed}; {closed}"


def _held(report: LearnerHours, row: Appointment) -> str:
    host = report.reader.author_name(row.host, report.enrolment)
    return ", ".join(part for part in (row.type.title, host) if part)


def _told(report: LearnerHours, row: Evidence) -> str:
    who = report.reader.author_name(row.author, report.enrolment) or row.get_trust_display()
    said = {"activity": row.activity.title if row.activity else "", "who": who, "number": row.public_id.hex[:8].upper()}
    return _("%(activity)s, says %(who)s; evidence %(number)s") % said
