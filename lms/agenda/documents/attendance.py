"""The attendance statement: dates and half-days, hours planned and done, and what each rests on."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lms.agenda.documents.contents import NOTHING_DONE, CannotIssue, Content, Subject, about, common, figures, kept
from lms.agenda.documents.words import duration, item
from lms.agenda.hours.facts import Line, Proof, SequenceHours
from lms.catalogue.models import Place, in_language


def attendance(subject: Subject) -> Content:
    """Raises CannotIssue when nothing was done."""
    hours = subject.hours
    if not hours.performed:
        raise CannotIssue(NOTHING_DONE)
    return {
        **common(subject),
        "lead": _("%(provider)s states the attendance of:") % {"provider": subject.enrolment.organisation.name},
        "items": [
            *about(subject),
            item(_("Hours planned"), duration(hours.planned)),
            item(_("Hours performed and justified"), duration(hours.performed)),
        ],
        "tables": [_by_sequence(subject), _by_half_day(subject)],
        "closing": [
            _(
                "Work at one's own pace counts for the time announced, when there is evidence of it; time connected is "
                "never counted by itself."
            ),
            kept(),
        ],
        "figures": figures(subject),
    }


def _by_sequence(subject: Subject) -> Content:
    rows = [
        [_title(one), str(Place(one.unit.place).label), duration(one.planned), duration(one.performed)]
        for one in subject.hours.sequences
    ]
    return {
        "title": _("By sequence"),
        "headings": [_("Sequence"), _("Where"), _("Hours planned"), _("Done")],
        "rows": rows,
    }


def _by_half_day(subject: Subject) -> Content:
    rows = [
        [date_format(line.day, "j F Y"), _half(line), _title(one), proof_words(line), duration(line.counted)]
        for one, line in subject.hours.lines
    ]
    headings = [_("Day"), _("Half-day"), _("Sequence"), _("Evidence"), _("Done")]
    return {"title": _("By half-day"), "headings": headings, "rows": rows}


def _title(one: SequenceHours) -> str:
    return f"{one.unit.code} {in_language(one.unit.titles)}".strip()


def _half(line: Line) -> str:
    return _("Afternoon") if line.is_afternoon else _("Morning")


def proof_words(line: Line) -> str:
    return {
        Proof.SIGN_OFF: _("signed by half-day"),
        Proof.CONNECTION: _("connection recorded by the server"),
        Proof.APPOINTMENT: _("appointment held"),
        Proof.EVIDENCE: _("attendance recorded"),
        Proof.ACTIVITY: _("work done"),
    }[line.proof]
