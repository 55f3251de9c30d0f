"""What the library keeps of a person: to hand it over, and to take it out. lms.people.privacy calls it."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from courses.media.consents.withdraw import withdraw
from courses.media.models import CaptionTrack, Consent, Video
from lms.assessment.shelf import throw_away
from lms.people.models import Person

WORDS = _("Videos in which this person is seen are hidden: their consents count as withdrawn, and the papers go.")


def export(person: Person) -> dict[str, Any]:
    """Consents they gave, and what they did for the library."""
    names = ("video_title", "purpose", "platform", "public_site", "social_networks", "territory", "is_paid")
    days = ("text_version", "given_at", "expires_at", "withdrawn_at", "reason", "proof_name")
    read_over = CaptionTrack.objects.filter(reviewed_by=person)
    return {
        "consents": list(_of(person).values(*names, *days)),
        "captions_read_over": list(read_over.values_list("video__title", flat=True)),
        "videos_added": list(Video.objects.filter(uploaded_by_user=person).values_list("title", flat=True)),
    }


def organisations(person: Person) -> set[int]:
    return set(_of(person).values_list("organisation", flat=True))


def erase(person: Person) -> None:
    """Who asks to be forgotten is not shown any more. That somebody had agreed, and for how long, stays, nameless."""
    rows = _of(person)
    for consent in rows:
        withdraw(consent)
    paths = [path for path in rows.values_list("proof_file", flat=True) if path]
    blank = {"person": None, "person_name": "", "email": "", "reason": "", "proof_file": "", "proof_name": ""}
    Consent.objects.filter(pk__in=[row.pk for row in rows]).update(**blank)
    transaction.on_commit(lambda: throw_away(paths))
    CaptionTrack.objects.filter(reviewed_by=person).update(reviewed_by=None)
    Consent.objects.filter(recorded_by=person).update(recorded_by=None)
    Video.objects.filter(uploaded_by_user=person).update(uploaded_by_user=None)


def _of(person: Person) -> QuerySet[Consent]:
    """Found by the account, or by the address when the consent was signed before there was one."""
    return Consent.objects.filter(Q(person=person) | Q(person=None, email__iexact=person.email))
