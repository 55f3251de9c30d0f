"""What the template of one measure and its evidence needs (themes/default/templates/reports/evidence.html)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lms.catalogue import units
from lms.catalogue.outline import IndicatorItem
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.progress.models import Evidence, IndicatorStanding, Trust
from lms.reports import words
from lms.reports.evidence import EvidenceTrail
from lms.reports.measures import trust_words, why_not, withdrawal_of
from lms.reports.readers import Reader

Context = dict[str, Any]


def evidence_screen(trail: EvidenceTrail, item: IndicatorItem, enrolment: Enrolment, reader: Reader) -> Context:
    measure, version = trail.measure, trail.measure.indicator_version
    rule = words.asked(version.operator, version.threshold, version.autonomy_threshold, item.unit)
    reached = _("reached on one's own") if version.is_autonomous(measure.value) else _("reached")
    said = reached if version.is_met(measure.value) else _("not reached yet")
    is_retained = IndicatorStanding.objects.filter(measure=measure).exists()
    own = _happening(trail.own, trail, enrolment, reader)
    own["facts"] = [{"label": cell.label, "value": cell.value} for cell in trail.cells]
    return {
        "name": reader.name_of(enrolment),
        "indicator": f"{item.code} {item.title}",
        "back": {
            "title": _("%(name)s: measures") % {"name": reader.name_of(enrolment)},
            "url": reverse("reports:measures", args=[enrolment.public_id, item.competency_id]),
        },
        "measure": {
            "value": units.quantity(measure.value, item.unit),
            "line": _("Asked: %(rule)s. This measure: %(said)s.") % {"rule": rule, "said": said},
            "retained": is_retained,
            "counts": not why_not(measure),
            "why_not": why_not(measure),
        },
        "evidence": [own],
        "around": [_happening(row, trail, enrolment, reader) for row in trail.around],
        "void_url": _void_url(trail, enrolment, reader),
        "names_hidden": not reader.sees_names,
    }


def _happening(evidence: Evidence, trail: EvidenceTrail, enrolment: Enrolment, reader: Reader) -> Context:
    zone = enrolment.journey.organisation.zone
    activity = trail.own.activity if evidence.activity_id else None
    is_late = abs((evidence.received_at - evidence.happened_at).total_seconds()) >= 60
    return {
        "what": evidence.get_verb_display().capitalize(),
        "when": words.instant(evidence.happened_at, zone),
        "received": words.instant(evidence.received_at, zone) if is_late else "",
        "activity": activity.title if activity else "",
        "activity_url": activity.address if activity else "",
        "score": words.percent(round(100 * evidence.score, 6)) if evidence.score is not None else "",
        "who": reader.author_name(evidence.author, enrolment),
        "trust": evidence.get_trust_display(),
        "browser_only": evidence.trust == Trust.BROWSER and evidence.score is not None,
        "comment": comment_of(evidence, reader),
        "files": [],
        "facts": [],
        "key": str(evidence.public_id),
        "voided": _withdrawal(evidence, enrolment, reader),
    }


def _withdrawal(evidence: Evidence, enrolment: Enrolment, reader: Reader) -> Context | None:
    voiding = withdrawal_of(evidence)
    if voiding is None:
        return None
    reason = voiding.comment if reader.sees_names else ""
    return {
        "who": reader.author_name(voiding.author, enrolment) or _("somebody"),
        "when": words.instant(voiding.happened_at, enrolment.journey.organisation.zone),
        "reason": reason or _("the reason is not shown"),
    }


def _void_url(trail: EvidenceTrail, enrolment: Enrolment, reader: Reader) -> str:
    evidence, organisation = trail.own, enrolment.organisation_id
    is_own = evidence.author_id == reader.person.pk and access.may_judge(reader.person, organisation)
    if trail.is_withdrawn or not (is_own or access.may_withdraw_evidence(reader.person, organisation)):
        return ""
    return reverse("courses:withdraw", args=[enrolment.public_id, evidence.public_id])


def who_says(evidence: Evidence, enrolment: Enrolment, reader: Reader) -> str:
    """Who says so: by name, else who vouches."""
    if evidence.trust == Trust.BROWSER:
        return trust_words(evidence)
    return reader.author_name(evidence.author, enrolment) or trust_words(evidence)


def comment_of(evidence: Evidence, reader: Reader) -> str:
    """People write names in comments, so only those who may know names read them."""
    return evidence.comment if reader.sees_names else ""
