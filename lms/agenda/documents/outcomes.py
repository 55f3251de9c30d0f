"""The statement of outcomes: what was acquired, block by block, with the sort of evidence and its day."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.agenda.documents.contents import CannotIssue, Content, Subject, about, common, figures, kept
from lms.agenda.documents.words import day, duration, item
from lms.catalogue.models import EvidenceType
from lms.catalogue.outline import BlockItem, CompetencyItem
from lms.progress.levels import VALIDATED
from lms.progress.standing import Standing, view_of


def outcomes(subject: Subject) -> Content:
    """Only what somebody vouches for: a level that a learner declared at entry is none. Raises CannotIssue."""
    standing = view_of(subject.enrolment, subject.outline)
    tables = [_table(block, standing, subject) for block in subject.outline.blocks]
    shown = [table for table in tables if table["rows"]]
    if not shown:
        raise CannotIssue(gettext_lazy("No competency has been assessed yet, so there is nothing to state."))
    validated = sum(standing.level_of(one.id) >= VALIDATED for one in subject.outline.competencies)
    return {
        **common(subject),
        "lead": _("%(provider)s states what was acquired and how it was assessed:")
        % {"provider": subject.enrolment.organisation.name},
        "items": [
            *about(subject),
            item(_("Duration performed and justified"), duration(subject.hours.performed)),
            item(
                _("Competencies acquired"),
                _("%(count)d of %(all)d") % {"count": validated, "all": len(subject.outline.competencies)},
            ),
        ],
        "tables": shown,
        "closing": [kept()],
        "figures": {**figures(subject), "competencies_validated": validated},
    }


def _table(block: BlockItem, standing: Standing, subject: Subject) -> Content:
    name = f"{block.code} {block.title}".strip()
    is_validated = any(one.block_id in standing.blocks_validated for one in block.competencies)
    title = _("%(block)s: block validated") % {"block": name} if is_validated else name
    rows = [_row(one, standing, subject) for one in block.competencies if standing.level_of(one.id)]
    return {"title": title, "headings": [_("Competency"), _("Level"), _("Evidence"), _("Assessed on")], "rows": rows}


def _row(competency: CompetencyItem, standing: Standing, subject: Subject) -> list[str]:
    zone = subject.enrolment.organisation.zone
    measured = [
        (item, line)
        for item in competency.indicators
        if (line := standing.indicators.get(item.id)) is not None and line.measured_at is not None
    ]
    sorts = dict.fromkeys(str(EvidenceType(item.evidence_type).label) for item, _line in measured)
    moments = [line.measured_at for _item, line in measured if line.measured_at is not None]
    return [
        f"{competency.code} {competency.title}".strip(),
        _level(standing.level_of(competency.id)),
        ", ".join(sorts),
        day(max(moments).astimezone(zone)) if moments else "",
    ]


def _level(value: int) -> str:
    return {1: _("In progress"), 2: _("Acquired, with support"), 3: _("Acquired, on one's own")}.get(value, "")
