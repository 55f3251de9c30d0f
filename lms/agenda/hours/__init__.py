"""Hours a funder accepts (domain.md B2): planned, performed and justified, connected; of one enrolment or of many.

Certificates, reports and the yearly return ask here.
"""

from collections.abc import Iterable
from datetime import timedelta

from django.utils import timezone

from lms.agenda.hours.counting import Rules, count, line_of
from lms.agenda.hours.facts import Hours, Known, Proof, SequenceHours, Unit
from lms.agenda.hours.reading import known_of, units_of
from lms.agenda.models import AgendaRules
from lms.agenda.rules import rules_of
from lms.catalogue.outline import OutlineItem, outline_of
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation

__all__ = ["Hours", "SequenceHours", "hours_of", "hours_of_many"]


def hours_of(enrolment: Enrolment) -> Hours:
    """Everything of one learner, each line with its proof; at most eight queries."""
    rules = rules_of(enrolment.organisation_id)
    return hours_of_many([enrolment], outline_of(enrolment.journey), rules)[enrolment.pk]


def hours_of_many(
    enrolments: Iterable[Enrolment], outline: OutlineItem, rules: AgendaRules | None = None
) -> dict[int, Hours]:
    """By enrolment id, for learners of one journey: two queries, one more for withdrawn sequences, one without rules.

    The first enrolment comes with its organisation, which is that of all.
    """
    rows = list(enrolments)
    if not rows:
        return {}
    organisation = rows[0].organisation
    rules = rules or rules_of(organisation)
    known = known_of([row.pk for row in rows])
    units = units_of(outline, {sequence for _enrolment, sequence in known if sequence is not None})
    by_enrolment: dict[int, dict[int | None, Known]] = {row.pk: {} for row in rows}
    for (enrolment, sequence), one in known.items():
        by_enrolment[enrolment][sequence] = one
    return {row.pk: _hours(outline, units, by_enrolment[row.pk], _rules(row, organisation, rules)) for row in rows}


def _hours(outline: OutlineItem, units: dict[int, Unit], own: dict[int | None, Known], rules: Rules) -> Hours:
    planned = {item.id for item in outline.sequences}
    counted = [count(units[item.id], own.get(item.id, Known()), rules) for item in outline.sequences]
    withdrawn = sorted(number for number in own if number in units and number not in planned)
    more = [count(units[number], own[number], rules) for number in withdrawn if number is not None]
    beside = own.get(None, Known()).meetings
    return Hours(
        # A withdrawn sequence is planned for nobody but those who did something in it.
        (*counted, *(one for one in more if one.performed)),
        tuple(line_of(one.starts_at, one.minutes, Proof.APPOINTMENT, one.key, rules) for one in beside),
    )


def _rules(enrolment: Enrolment, organisation: Organisation, rules: AgendaRules) -> Rules:
    return Rules(
        zone=organisation.zone,
        midday=rules.midday,
        presence_share=rules.presence_share,
        inactive_after=timedelta(days=rules.inactive_after_days),
        now=timezone.now(),
        has_left=enrolment.state == Enrolment.State.ENDED,
    )
