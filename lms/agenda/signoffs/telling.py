"""Signed presence enters the record: for each activity of the session's sequence that a session attends to.

sign.py calls it inside its transaction, after the trainer closed the half-day. What the record refuses comes back in
words and loses no signature.
"""

from collections.abc import Iterable
from datetime import UTC

from django.utils import timezone
from django.utils.translation import gettext as _

from lms.agenda.models import HalfDay, Session, SignOff
from lms.catalogue.models import Activity
from lms.people.models import Person
from lms.plugins.kind import Dated, Refused
from lms.plugins.registry import kinds
from lms.progress import intake
from lms.progress.models import Evidence

WERE_THERE = (SignOff.State.PRESENT, SignOff.State.LATE)


def tell(half_day: HalfDay, sign_offs: Iterable[SignOff], author: Person | None) -> list[str]:
    """Say to the record who was there, once each; without an author, a server that saw it. Why not, in words."""
    activities = activities_of(half_day.session)
    if not activities:
        return []
    parts = half_day.session.half_days.count()
    return [line for row in sign_offs for line in _tell_one(row, activities, parts, author)]


def untold(half_day: HalfDay) -> list[SignOff]:
    """Who was there and is not in the record yet, in the order in which enrolments are locked."""
    rows = SignOff.objects.filter(
        half_day=half_day, role=SignOff.Role.LEARNER, cancelled_at=None, state__in=WERE_THERE, evidence=[]
    )
    return list(rows.select_related("half_day", "enrolment__person", "enrolment__organisation").order_by("enrolment"))


def take_back(sign_off: SignOff, author: Person, reason: str) -> None:
    """Withdraw what a sign-off told. Raises Refused when this person may not."""
    for row in Evidence.objects.filter(public_id__in=sign_off.evidence).select_related("enrolment", "activity"):
        intake.void(row, author=author, reason=reason)


def activities_of(session: Session) -> list[Activity]:
    """The live activities that being at this session counts for."""
    dated = [name for name, kind in kinds().items() if kind.dated == Dated.SESSION]
    if not dated or session.sequence_id is None:
        return []
    rows = Activity.objects.filter(sequence=session.sequence_id, is_live=True, kind__in=dated)
    return list(rows.select_related("version"))


def _tell_one(row: SignOff, activities: list[Activity], parts: int, author: Person | None) -> list[str]:
    if row.enrolment is None or row.state not in WERE_THERE:
        return []
    half_day, refused, told = row.half_day, [], []
    payload = {
        "verb": "attended",
        "slot": str(half_day.pk),
        "part": half_day.part,
        "parts": parts,
        "minutes": half_day.minutes,
    }
    moment = min(half_day.ends_at.astimezone(UTC), timezone.now())
    for activity in activities:
        try:
            outcome = intake.attend(
                row.enrolment, activity, payload, happened_at=moment, key=f"signoff:{row.pk}", author=author
            )
            told.append(outcome.evidence_id)
        except Refused as why:
            refused.append(_("%(name)s: %(why)s") % {"name": row.enrolment.person or _("Somebody"), "why": why})
    if told:
        known = Evidence.objects.filter(pk__in=told).order_by("pk").values_list("public_id", flat=True)
        row.evidence = [str(public_id) for public_id in known]
        row.save(update_fields=["evidence"])
    return refused
