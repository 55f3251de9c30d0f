"""A learner writes a draft, hands it in, and takes it back until somebody has opened it."""

from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.deliverable.desk import Desk, ensure_member, handed_in, lock_work, was_there
from content.deliverable.models import HandedFile, Member, Version, Work
from courses.models import JourneyPage
from lms.assessment import queue
from lms.enrolment.agreed import days_off_of
from lms.enrolment.models import Enrolment
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Evidence

LONGEST_TEXT = 50_000  # characters: some twenty pages
ANSWER_DAYS = 2  # working days, when the journey's page is gone
WRITABLE = (Work.State.DRAFT, Work.State.RETURNED)


def save_draft(desk: Desk, text: str, link: str) -> str:
    """Keep what was written. Returns a sentence when something of it cannot be kept so; the rest is kept all the same.

    What is handed in already is not written over: then Refused is raised, in words.
    """
    member, trouble = ensure_member(desk), ""
    text, link = text.replace("\x00", "").replace("\r\n", "\n"), link.replace("\x00", "").strip()
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT]
        trouble = _("Your text is very long: its end is not kept. Send what goes beyond as a file.")
    if link and not _is_link(link):
        trouble = _("The link must begin with https:// or http://, as your browser shows it.")
        link = ""
    with transaction.atomic():
        work = lock_work(member.work_id)
        if work.state not in WRITABLE:
            raise Refused(desk.refusal(0) or _("It is handed in already."))
        work.text = text if desk.asked.text else work.text
        work.link = (link or (work.link if trouble else "")) if desk.asked.link else work.link
        work.saved_at = timezone.now()
        work.save(update_fields=["text", "link", "saved_at"])
    desk.saw(work)
    return trouble


def hand_in(desk: Desk, key: str, at: datetime | None = None) -> Version:
    """Make the draft a version that somebody marks, for each member of the team. The same key again changes nothing.

    at: when it was handed in (UTC), if that is not now.

    Raises Refused, in words: nothing in it, already handed in, no tries left, or after the last day.
    """
    member = ensure_member(desk)
    with transaction.atomic():
        work = lock_work(member.work_id)
        known = Version.objects.filter(work=work, key=key).first()
        if known is not None:
            return known
        desk.saw(work)
        versions = handed_in(work)
        files = list(work.files.filter(in_draft=True))
        if refusal := desk.refusal(len(versions)):
            raise Refused(refusal)
        if not (work.text.strip() or work.link or files):
            raise Refused(_("There is nothing to hand in yet: write something, or add a file."))
        version = _new_version(desk, work, key, files, at or timezone.now())
        for one in desk.together:
            if not was_there(one, version.handed_in_at):
                continue
            message = {"verb": "submitted", "version": version.number, "late": version.is_late}
            intake.attend(
                one, work.activity, message, key=evidence_key(work, version), happened_at=version.handed_in_at
            )
        work.state = Work.State.WAITING
        work.save(update_fields=["state"])
        address = f"content/deliverable/mark/{work.public_id}/"
        queue.ask(desk.enrolment, work.activity, work.subject, address, due_at=promised(desk.enrolment, version))
    return version


def take_back(desk: Desk) -> None:
    """Before anybody opened it: it is a draft again, and never was handed in. Raises Refused, in words."""
    if desk.member is None:
        raise Refused(_("There is nothing to take back."))
    with transaction.atomic():
        work = lock_work(desk.member.work_id)
        if work.state == Work.State.DRAFT:
            return
        if work.state != Work.State.WAITING:
            raise Refused(_("Somebody has opened it already. Wait for the answer, or tell your coach."))
        versions = handed_in(work)
        last = versions[-1]
        last.taken_back_at = timezone.now()
        last.save(update_fields=["taken_back_at"])
        for evidence in evidence_of(work, last):
            intake.take_back(evidence, reason=_("Taken back before anybody opened it."))
        before = versions[-2] if len(versions) > 1 else None
        work.state = Work.State.RETURNED if before is not None and before.returned_at else Work.State.DRAFT
        work.save(update_fields=["state"])
        queue.settle(work.subject)


def evidence_key(work: Work, version: Version) -> str:
    return f"{work.public_id.hex}:{version.number}"


def evidence_of(work: Work, version: Version) -> list[Evidence]:
    """What the record was told when this version came in, for each member, in the order in which they are locked."""
    members = Member.objects.filter(work=work).values("enrolment")
    rows = Evidence.objects.filter(
        enrolment__in=members, activity=work.activity, key=f"attend:{evidence_key(work, version)}"
    )
    return list(rows.select_related("enrolment", "activity").order_by("enrolment", "pk"))


def promised(enrolment: Enrolment, version: Version) -> datetime:
    """By when somebody answers: so many working days as the journey announces, until the end of that day (UTC)."""
    zone, off = enrolment.organisation.zone, days_off_of(enrolment.organisation_id)
    page = JourneyPage.objects.filter(translation_key=enrolment.journey.key).only("reply_delay_days").first()
    left = page.reply_delay_days if page else ANSWER_DAYS
    day = timezone.localdate(version.handed_in_at, timezone=zone)
    while left > 0:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and not off.holds(day)
    return datetime.combine(day, time(23, 59), zone)


def _new_version(desk: Desk, work: Work, key: str, files: list[HandedFile], moment: datetime) -> Version:
    last = work.versions.order_by("-number").first()
    version = Version.objects.create(
        work=work,
        number=last.number + 1 if last else 1,
        key=key,
        text=work.text,
        link=work.link,
        handed_in_by=desk.enrolment,
        handed_in_at=moment,
        is_late=desk.dates.is_late(timezone.localdate(moment, timezone=desk.enrolment.organisation.zone)),
    )
    for one in files:
        one.first_version, one.last_version = one.first_version or version.number, version.number
        one.save(update_fields=["first_version", "last_version"])
    return version


def _is_link(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(link) <= 500 and link.isprintable()
