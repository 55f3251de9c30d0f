"""What I know how to do, and why: blocks, competencies, indicators with their measures, evidence, and what is missing.

The coach's reading of a learner is the same, so both screens are built here.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses import words
from courses.journey_screen import coach_contact, way_back
from courses.learner import DOING, DONE, TODO, Look
from courses.seat import Seat
from lms.assessment.learners import own_links
from lms.catalogue import units
from lms.catalogue.models import Assessor
from lms.catalogue.outline import BlockItem, CompetencyItem, IndicatorItem
from lms.progress.models import Evidence, Measure, Trust

Context = dict[str, Any]
Told = Any  # a Measure, annotated with the reason of its withdrawal (measures_of)


def my_progress(seat: Seat) -> Context:
    """See themes/default/templates/courses/my_progress.html."""
    assert seat.enrolment is not None
    look = Look(seat)
    return {
        "journey": {"title": seat.outline.title},
        "back": way_back(seat),
        "figures": figures(look),
        "blocks": blocks(look),
        "ways": own_links(seat.enrolment),
        "help_contact": coach_contact(seat.enrolment),
    }


def figures(look: Look) -> list[Context]:
    """The learner's sums, each with how it is computed (regles_calcul of the journey file)."""
    standing, outline = look.standing, look.seat.outline
    if standing is None:
        return []
    announced = sum(sequence.minutes for sequence in outline.sequences)
    found = [
        {
            "label": _("Competencies acquired"),
            "value": _("%(count)d of %(total)d")
            % {"count": standing.competencies_validated, "total": len(outline.competencies)},
            "how": _("A competency is acquired when every one of its signs is reached."),
        },
        {
            "label": _("Signs reached"),
            "value": words.percent(standing.progress),
            "note": _("%(count)d of %(total)d") % {"count": standing.indicators_met, "total": len(outline.indicators)},
            "how": _("Signs reached, out of all signs of the journey, rounded down."),
        },
        {
            "label": _("Time that counts"),
            "value": units.duration(standing.minutes),
            "note": _("of %(hours)s announced") % {"hours": units.duration(announced)},
            "how": look.say(
                _("The announced time of what you have done; never the time you stayed connected."),
                _("The announced time of what this person has done; never the time they stayed connected."),
            ),
        },
    ]
    if standing.declared_levels:
        found.append(
            {
                "label": look.say(_("Since your first day"), _("Since the first day")),
                "value": f"{standing.gain:+d}",
                "note": ngettext("competency", "competencies", abs(standing.gain)),
                "how": look.say(
                    _("Competencies acquired now, less those you said you had on the first day."),
                    _("Competencies acquired now, less those this person said they had on the first day."),
                ),
            }
        )
    return found


def blocks(look: Look) -> list[Context]:
    """See components/progress_blocks.html."""
    measures = measures_of(look)
    return [
        {
            "code": block.code,
            "title": block.title,
            **_block_state(look, block),
            "competencies": [_competency(look, competency, measures) for competency in block.competencies],
        }
        for block in look.seat.outline.blocks
        if block.competencies
    ]


def measures_of(look: Look) -> dict[int, list[Told]]:
    """All measures of the learner by indicator, newest first, with evidence, author, activity and withdrawal."""
    withdrawal = Evidence.objects.filter(voids=OuterRef("evidence_id")).values("comment")[:1]
    rows = (
        Measure.objects.filter(enrolment=look.seat.enrolment)
        .select_related("evidence__author", "evidence__activity")
        .annotate(withdrawn=Subquery(withdrawal))
        .order_by("-evidence__happened_at", "-evidence_id")
    )
    found: dict[int, list[Told]] = defaultdict(list)
    for row in rows:
        found[row.indicator_id].append(row)
    return found


def _block_state(look: Look, block: BlockItem) -> Context:
    assert look.standing is not None
    levels = [look.standing.level_of(item.id) for item in block.competencies]
    if look.standing.is_block_validated(block.id):
        return {"state": DONE, "words": _("Acquired")}
    acquired = sum(level >= 2 for level in levels)
    said = ngettext("%(done)d competency of %(total)d", "%(done)d competencies of %(total)d", acquired)
    return {"state": DOING if any(levels) else TODO, "words": said % {"done": acquired, "total": len(levels)}}


def _competency(look: Look, competency: CompetencyItem, measures: dict[int, list[Told]]) -> Context:
    assert look.standing is not None
    level, declared = look.standing.level_of(competency.id), look.standing.declared_levels.get(competency.id)
    return {
        "title": competency.title,
        "level": level,
        "words": words.level(level, look.is_own),
        "declared_words": _declared(look, declared) if declared is not None else "",
        "indicators": [_indicator(look, item, measures.get(item.id, [])) for item in competency.indicators],
    }


def _declared(look: Look, level: int) -> str:
    said = look.say(_("On the first day you said: %(level)s."), _("Said by this person on the first day: %(level)s."))
    return said % {"level": words.level(level, look.is_own).lower()}


def _indicator(look: Look, item: IndicatorItem, measures: list[Told]) -> Context:
    retained = next((row for row in measures if row.is_validated and row.withdrawn is None), None)
    is_met = look.standing is not None and look.standing.is_met(item.id)
    return {
        "id": item.id,
        "assessor": item.assessor,
        "title": item.title,
        "state": DONE if is_met else DOING if retained else TODO,
        "line": _line(look, item, retained, is_met),
        "measures": [_measure(look, item, row, row is retained) for row in measures],
        "missing": None if is_met else _missing(look, item),
        "judge_url": _own_word(look, item),
        "judge_words": _("Say where you stand"),
    }


def _own_word(look: Look, item: IndicatorItem) -> str:
    """Where learners say it themselves, for what is theirs to say."""
    if item.assessor != Assessor.LEARNER or not look.seat.may_send or look.seat.enrolment is None:
        return ""
    return reverse("courses:judge", args=[look.seat.enrolment.public_id, item.id])


def rule_of(look: Look, item: IndicatorItem) -> str:
    """What is asked of this learner: the thresholds of their first measure, else those of today."""
    known = look.standing.indicators.get(item.id) if look.standing else None
    if known is not None:
        return words.rule(known.operator, known.threshold, item.unit)
    return words.rule(item.operator, Decimal(item.threshold), item.unit)


def _line(look: Look, item: IndicatorItem, retained: Told | None, is_met: bool) -> str:
    """3 objectives, asked: at least 3: reached on 12 November."""
    if retained is None:
        return _("Asked: %(rule)s. Not measured yet.") % {"rule": rule_of(look, item)}
    said = {
        "value": units.quantity(retained.value, item.unit),
        "rule": rule_of(look, item),
        "day": words.day_of(retained.evidence.happened_at, look.seat.journey.organisation.zone),
    }
    if not is_met:
        return _("%(value)s for now; asked: %(rule)s.") % said
    return _("%(value)s; asked: %(rule)s: reached on %(day)s.") % said


def _measure(look: Look, item: IndicatorItem, row: Told, is_retained: bool) -> Context:
    evidence = row.evidence
    return {
        "value": units.quantity(row.value, item.unit),
        "when": words.day_of(evidence.happened_at, look.seat.journey.organisation.zone),
        "who": _who(look, evidence),
        "comment": evidence.comment,
        "url": evidence.activity.address if evidence.activity else "",
        "retained": is_retained,
        "counts": row.is_validated and row.withdrawn is None,
        "why_not": _why_not(look, row),
        "evidence_id": evidence.public_id,
        "is_withdrawn": row.withdrawn is not None,
    }


def _who(look: Look, evidence: Evidence) -> str:
    if evidence.author is not None:
        return str(evidence.author)
    if evidence.trust == Trust.BROWSER:
        return look.say(_("your browser says so"), _("only the learner's browser says so"))
    return _("measured by the platform")


def _why_not(look: Look, row: Told) -> str:
    if row.withdrawn is not None:
        return _("Withdrawn: %(reason)s") % {"reason": row.withdrawn} if row.withdrawn else _("Withdrawn.")
    if row.is_validated:
        return ""
    return look.say(
        _("Only a browser vouches for this score. It counts once somebody of your team has checked it."),
        _("Only a browser vouches for this score. It counts once somebody of the team has checked it."),
    )


def _missing(look: Look, item: IndicatorItem) -> Context:
    """What is still needed, who says so, and the sequence where it is measured."""
    asked = _("Still needed: %(rule)s.") % {"rule": rule_of(look, item)}
    where = next((one for one in look.seat.outline.sequences if one.code == item.source_sequence), None)
    who = _assessed_by(look, item.assessor)
    found: Context = {"text": f"{asked} {who}".strip()}
    if where is not None and where.address:
        found |= {"url": where.address, "link": _("Go to “%(title)s”") % {"title": where.title}}
    return found


def _assessed_by(look: Look, assessor: str) -> str:
    return {
        Assessor.PLATFORM.value: _("The platform measures it by itself."),
        Assessor.TRAINER.value: look.say(_("Your trainer looks at it with you."), _("A trainer looks at it.")),
        Assessor.COACH.value: look.say(_("Your coach looks at it with you."), _("Their coach looks at it.")),
        Assessor.MODERATOR.value: _("A moderator of the forum looks at it."),
        Assessor.PEER.value: _("Other learners look at it."),
        Assessor.LEARNER.value: look.say(_("You say it yourself."), _("This person says it themselves.")),
        Assessor.JURY.value: _("A jury looks at it."),
    }.get(assessor, "")
