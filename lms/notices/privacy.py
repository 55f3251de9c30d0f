"""What notices know of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db.models import Q

from lms.notices.models import FailingAddress, InboundMail, Notice, Preference, Rhythm
from lms.people.models import Person

RHYTHM = ("quiet_from", "quiet_to", "is_quiet_at_weekends", "digest_hour")


def export(person: Person) -> dict[str, Any]:
    """What this person was told, and how they want to be told."""
    told = Notice.objects.filter(person=person).order_by("created_at", "pk")
    wanted = Preference.objects.filter(person=person).order_by("topic")
    came = InboundMail.objects.filter(person=person)
    return {
        "notices": list(told.values("topic", "subject", "body", "address", "created_at", "read_at", "mail", "sent_at")),
        "preferences": list(wanted.values("topic", "way")),
        "rhythm": list(Rhythm.objects.filter(person=person).values(*RHYTHM)),
        "failing_address": list(FailingAddress.objects.filter(person=person).values("email", "status", "since")),
        "e_mails_received": list(came.order_by("came_at", "pk").values("came_at", "outcome", "reason")),
    }


def erase(person: Person) -> None:
    """All of it: what this person was told, and what the team was told of them."""
    Notice.objects.filter(Q(person=person) | Q(about=person)).delete()
    for rows in (Preference, Rhythm, FailingAddress, InboundMail):
        rows.objects.filter(person=person).delete()
