"""Testimonials of a journey file: pages name them by code; what the file lists of them goes to the editors' desk, with
the consents as they stand in it. Nothing goes live by that alone: whoever publishes has seen film and captions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from datetime import time as clock
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from content.testimonial.models import Testimonial, TestimonialLine, TestimonialPage
from courses.media.listed import own_page, video_of, write_videos
from courses.media.models import Consent, Video
from courses.publish import republish
from lms.catalogue.models import Journey
from lms.people.models import Organisation

TYPES = ("temoignage_video",)
LIST = "temoignages_video"
MEDIA = {"plateforme": "platform", "site_public": "public_site", "reseaux_sociaux": "social_networks"}
# Keys of an entry of the list, and a testimonial's names for them.
PLAIN = {"theme": "theme", "etape": "step", "territoire": "territory", "personnes": "people", "activite": "made"}
Told = dict[str, Any]


def build_page(item: Mapping[str, Any]) -> TestimonialPage:
    """An unsaved page from one `activites` entry (title and minutes are set by the importer); `finish` fills it."""
    codes = [str(code) for code in item.get("medias") or []]
    return TestimonialPage(intro=item.get("texte") or "", media_codes=codes)


def export_page(page: TestimonialPage) -> Told:
    """The kind's own keys of an `activites` entry."""
    rows = page.lines.select_related("testimonial") if page.pk else []
    codes = [row.testimonial.code or row.testimonial.public_id.hex for row in rows] or page.media_codes
    return {"medias": codes} if codes else {}


def is_partial(page: TestimonialPage) -> bool:
    """Films, captions and stories stay on their site."""
    return bool(page.pk) and page.lines.exists()


def finish(data: Told, organisation: Organisation, journey: Journey | None) -> None:
    """Write what the file lists, and put it on its pages. Consents that somebody recorded here stay as they are."""
    told = data.get(LIST) or []
    for row, video in zip(told, write_videos(told, organisation, is_testimonial=True), strict=True):
        _write(row, video, organisation)
    changed = [page for page in _pages(data, organisation) if _put(page, organisation)]
    if changed and journey is not None:
        republish([journey.key])


def _write(row: Told, video: Video, organisation: Organisation) -> None:
    plain = {name: str(row[key])[:100] for key, name in PLAIN.items() if row.get(key)}
    found = Testimonial.objects.filter(organisation=organisation, code=row["code"]).first()
    if found is None:
        Testimonial.objects.create(
            organisation=organisation, code=row["code"], title=row["titre"], video=video, live=False, **plain
        )
        _consent(row.get("consentement") or {}, video, organisation)


def _consent(told: Told, video: Video, organisation: Organisation) -> None:
    """As the file says it stood. A withdrawn one was given before, wherever that was."""
    media = {name: key in (told.get("supports") or []) for key, name in MEDIA.items()}
    withdrawn = _day(told.get("retire_le"))
    is_withdrawn = told.get("statut") == "retire"
    Consent.objects.create(
        organisation=organisation,
        video=video,
        video_title=video.title,
        person_name=_("The person who speaks"),
        purpose=_("To show other learners what people have started."),
        given_at=_day(told.get("date")) if told.get("statut") != "en_attente" else None,
        expires_at=_day(told.get("expire")),
        withdrawn_at=_noon(withdrawn or timezone.localdate(), organisation) if is_withdrawn else None,
        **media,
    )


def _noon(day: date, organisation: Organisation) -> datetime:
    return datetime.combine(day, clock(12), tzinfo=organisation.zone)


def _day(value: Any) -> date | None:
    """A date of the file, also where it was written as text."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return value if isinstance(value, date) else None


def _pages(data: Told, organisation: Organisation) -> Iterable[TestimonialPage]:
    root = own_page(data, organisation)
    return TestimonialPage.objects.descendant_of(root).exclude(media_codes=[]) if root is not None else []


def _put(page: TestimonialPage, organisation: Organisation) -> bool:
    """False when they stand there already, as the file says them."""
    found = [_find(code, organisation) for code in page.media_codes]
    wanted = [row for row in found if row is not None]
    if list(page.lines.values_list("testimonial_id", flat=True)) == [row.pk for row in wanted]:
        return False
    page.lines.all().delete()
    TestimonialLine.objects.bulk_create(
        TestimonialLine(page=page, testimonial=row, sort_order=order) for order, row in enumerate(wanted)
    )
    return True


def _find(code: str, organisation: Organisation) -> Testimonial | None:
    own = Testimonial.objects.filter(organisation=organisation)
    video = video_of(code, organisation)
    return own.filter(code=code).first() or (own.filter(video=video).first() if video else None)
