"""Addresses that our e-mails come back from: marked, said to the person and the team, opened again by the person."""

from django.db import transaction
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.enrolment.models import Enrolment
from lms.notices.models import FailingAddress, Notice, Topic
from lms.notices.tell import Telling, tell_many
from lms.people.models import Membership, Organisation, Person, Role

CAME_BACK = "came back before"


def is_failing(person: Person) -> bool:
    """The address as it is now; a new one is tried again. No query where `failing_address` was brought along."""
    known = getattr(person, "failing_address", None)
    return known is not None and known.email.lower() == person.email.lower()


def came_back(person: Person, email: str, status: str) -> bool:
    """A mail server says that this address does not work. Returns whether that is news."""
    if email.lower() != person.email.lower():
        return False  # they have another one meanwhile
    with transaction.atomic():
        row, is_new = FailingAddress.objects.get_or_create(
            person=person, defaults={"email": person.email, "status": status[:20]}
        )
        if not is_new and row.email.lower() == person.email.lower():
            return False
        row.email, row.status, row.since = person.email, status[:20], timezone.now()
        row.save()
        tell_many(_tellings(person, row))
    return True


def works_again(person: Person) -> None:
    """Somebody has put it right: the next e-mails are tried again. What was missed stays in the centre."""
    FailingAddress.objects.filter(person=person).delete()
    Notice.objects.filter(person=person, mail=Notice.Mail.FAILED, fault=CAME_BACK).update(mail=Notice.Mail.NONE)


def _tellings(person: Person, row: FailingAddress) -> list[Telling]:
    """The coaches, and the coordinators where there is none; the person reads it above their own notices."""
    told = {}
    enrolments = Enrolment.objects.filter(person=person).exclude(state=Enrolment.State.ENDED).select_related("coach")
    for one in enrolments:
        if one.coach is not None:
            told[one.coach_id, one.organisation_id] = one.coach
    if not told:
        homes = Membership.objects.filter(person=person).values("organisation")
        keepers = Membership.objects.filter(organisation__in=homes, role=Role.COORDINATOR, person__is_active=True)
        for keeper in keepers.exclude(person=person).select_related("person"):
            told[keeper.person_id, keeper.organisation_id] = keeper.person
    return [
        Telling(
            somebody,
            organisation_id,
            Topic.TEAM,
            f"failing:{person.pk}:{row.since:%Y%m%d%H%M}",
            format_lazy(_("{name}: our e-mails come back"), name=str(person)),
            _("Nothing is lost: everything stands in their notices. Ask for an address that works, or call."),
            reverse_lazy("notices:failing"),
            about=person,
        )
        for (_pk, organisation_id), somebody in told.items()
    ]


def failing_in(organisations: list[int], coach: Person | None = None) -> list[FailingAddress]:
    """Those of members of these organisations, the newest first; with a coach, of the people they coach there."""
    here = Q(person__in=Membership.objects.filter(organisation__in=organisations).values("person"))
    if coach is not None:
        own = Enrolment.objects.filter(organisation__in=organisations, coach=coach)
        here = Q(person__in=own.values("person"))
    rows = FailingAddress.objects.filter(here).select_related("person").order_by("-since", "pk")
    return [row for row in rows if row.email.lower() == row.person.email.lower()]


def home_of(person: Person) -> Organisation | None:
    first = Membership.objects.filter(person=person).select_related("organisation").order_by("pk").first()
    return first.organisation if first else None
