"""A consent is taken back: the video is hidden everywhere from this moment, its lighter versions are destroyed, and the
team is told of copies elsewhere. The proof that it had been given is kept (RGPD art. 7 and 17(2); domain.md C)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from courses.media.models import Consent, OutsideCopy, Rendition, Video
from lms.assessment.shelf import throw_away
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.access import AUTHORS
from lms.people.models import Person

LONGEST = 2000


@transaction.atomic
def withdraw(consent: Consent, reason: str = "") -> bool:
    """False when it was withdrawn before: who clicks twice, or comes by two ways, withdraws once."""
    row = Consent.objects.select_for_update().get(pk=consent.pk)
    if row.withdrawn_at is not None:
        return False
    row.withdrawn_at = consent.withdrawn_at = timezone.now()
    row.reason = reason.replace("\0", "").strip()[:LONGEST]
    row.save(update_fields=["withdrawn_at", "reason"])
    if row.video is not None:
        purge_renditions(row.video)
        ask_for_removal(row.video, row.withdrawn_at)
    _tell_the_team(row)
    return True


def purge_renditions(video: Video) -> None:
    """Lighter versions can be made again, should everybody agree again. Files go once it is certain."""
    rows = Rendition.objects.filter(video=video)
    paths = [row.file.name for row in rows if row.file.name]
    rows.delete()
    transaction.on_commit(lambda: throw_away(paths))


def ask_for_removal(video: Video, moment: datetime) -> None:
    """Copies that we do not hold stand on a list until somebody says that they are gone."""
    OutsideCopy.objects.filter(video=video, removed_at=None, asked_at=None).update(asked_at=moment)


def keepers(organisation_id: int) -> list[Person]:
    rows = Person.objects.filter(
        memberships__organisation=organisation_id, memberships__role__in=AUTHORS, is_active=True
    )
    return list(rows.distinct().order_by("pk"))


def _tell_the_team(consent: Consent) -> None:
    body = _("The video is hidden everywhere, files included. Look whether copies elsewhere must be asked for.")
    subject = format_lazy(
        _("{name} withdrew their consent: {title}"), name=consent.person_name, title=consent.video_title
    )
    address = reverse_lazy("media:film", args=[consent.video.key]) if consent.video else ""
    tell_many(
        Telling(
            person,
            consent.organisation_id,
            Topic.TEAM,
            f"consent:{consent.pk}:withdrawn",
            subject,
            body,
            address,
            consent.person if consent.person_id != person.pk else None,
        )
        for person in keepers(consent.organisation_id)
    )
