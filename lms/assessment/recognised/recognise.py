"""Learning from before, recognised by a person: a level of a competency becomes a measure of each of its indicators."""

from dataclasses import dataclass
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.assessment import shelf
from lms.assessment.access import may_mark
from lms.assessment.grading import LONGEST
from lms.assessment.recognised.models import Recognition
from lms.assessment.recognised.papers import Paper, read_paper
from lms.catalogue.models import Competency, Indicator
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused
from lms.progress import intake, record
from lms.progress.models import Evidence, IndicatorStanding

WITH_SUPPORT, ALONE = 2, 3


@dataclass(frozen=True)
class Recognised:
    """What somebody says a learner could do before: at level 2 or 3, and what they saw of it."""

    competency: Competency
    level: int
    reason: str


def recognise(
    enrolment: Enrolment, said: Recognised, *, author: Person, key: str, file: UploadedFile | None = None
) -> Recognition:
    """Keep it with its paper, and measure: each indicator gets its threshold, or its autonomy threshold at level 3.

    Never automatic: a trainer or a coach says it, and is its author. The same key again changes nothing.
    Raises Refused, in words, and then nothing is stored.
    """
    if said.level not in (WITH_SUPPORT, ALONE):
        raise Refused(_("Only what somebody can do is recognised: with support, or alone."))
    if not said.reason.strip():
        raise Refused(_("Say what you saw: a certificate, an interview, years of work. The learner reads it."))
    paper = read_paper(file) if file is not None else Paper()
    with transaction.atomic():
        total = record.lock(enrolment.pk)
        if total is None or not may_mark(author, total.enrolment):
            raise Refused(_("Only a trainer or a coach of this organisation may say this of a learner."))
        known = Recognition.objects.filter(enrolment=enrolment, key=key).first()
        if known is not None:
            return known
        indicators = _indicators(enrolment, said.competency)
        row = Recognition.objects.create(
            organisation_id=enrolment.organisation_id,
            enrolment=enrolment,
            competency=said.competency,
            level=said.level,
            reason=said.reason.replace("\x00", "").strip()[:LONGEST],
            author=author,
            key=key,
            file_name=paper.name,
            file_type=paper.type,
            file_size=paper.size,
        )
        row.evidence = [_judge(row, one, author) for one in indicators]
        if file is not None:
            row.sha256 = shelf.keep(row.path, file)
        row.save(update_fields=["evidence", "sha256"])
    return row


def withdraw(row: Recognition, *, author: Person, reason: str) -> None:
    """What it told is withdrawn; it stays readable. A second time changes nothing. Raises Refused."""
    with transaction.atomic():
        record.lock(row.enrolment_id)
        row = Recognition.objects.get(pk=row.pk)
        if row.withdrawn_at is not None:
            return
        rows = Evidence.objects.filter(public_id__in=row.evidence, enrolment_id=row.enrolment_id)
        for evidence in rows.select_related("enrolment", "activity").order_by("pk"):
            intake.void(evidence, author=author, reason=reason)
        row.withdrawn_at, row.withdrawn_for = timezone.now(), reason.strip()[:255]
        row.save(update_fields=["withdrawn_at", "withdrawn_for"])


def _indicators(enrolment: Enrolment, competency: Competency) -> list[Indicator]:
    rows = Indicator.objects.filter(
        competency=competency,
        version__isnull=False,
        competency__competency_block__framework__journeys=enrolment.journey_id,
    )
    found = list(rows.select_related("version").order_by("position", "pk"))
    if not found:
        raise Refused(_("This competency does not belong to the learner's journey. Nothing was recorded."))
    return found


def _judge(row: Recognition, indicator: Indicator, author: Person) -> str:
    outcome = intake.judge(
        row.enrolment,
        indicator,
        _value(row, indicator),
        author=author,
        comment=_("Recognised: %(reason)s") % {"reason": row.reason},
        key=f"recognised:{row.public_id.hex}:{indicator.pk}",
    )
    return str(Evidence.objects.values_list("public_id", flat=True).get(pk=outcome.evidence_id))


def _value(row: Recognition, indicator: Indicator) -> Decimal:
    """By the thresholds that hold for this learner, which are those of their first measure."""
    standing = IndicatorStanding.objects.filter(enrolment=row.enrolment_id, indicator=indicator).first()
    version = standing.version if standing else indicator.version
    assert version is not None
    return Decimal(version.autonomy_threshold if row.level == ALONE else version.threshold)
