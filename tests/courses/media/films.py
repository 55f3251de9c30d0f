"""Videos for tests, without a real film: rows, captions and consents."""

from datetime import date, timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from courses.media.captions.words import fold
from courses.media.models import CaptionTrack, Consent, Cue, Video
from lms.people.models import Organisation

LINES = ("Bonjour à tous.", "Nous parlons d'échéances.", "Merci, et à bientôt !")


def make_video(organisation: Organisation, title: str = "Ouvrir une épicerie", **fields: object) -> Video:
    content = fields.pop("content", b"0123456789" * 100)
    video = Video(organisation=organisation, title=title, duration_ms=60_000, **fields)
    if content and not video.external_url:
        video.file.save("film.mp4", ContentFile(content), save=False)
        video.file_bytes, video.file_type = len(content), "video/mp4"
    video.save()
    return video


def make_track(video: Video, lines: tuple[str, ...] = LINES, language: str = "fr", **fields: object) -> CaptionTrack:
    """Each line lasts two seconds and begins when the one before ends."""
    track = CaptionTrack.objects.create(video=video, language=language, **fields)
    Cue.objects.bulk_create(
        Cue(track=track, start_ms=n * 2000, end_ms=n * 2000 + 2000, text=text, words=fold(text), position=n)
        for n, text in enumerate(lines)
    )
    return track


def make_consent(video: Video, name: str = "Ana Ferreira", **fields: object) -> Consent:
    """Given yesterday, for the platform and the public site, for a year; unless told otherwise."""
    today = timezone.localdate()
    told: dict[str, object] = {
        "organisation": video.organisation,
        "video_title": video.title,
        "purpose": "Montrer ce que l'on peut faire",
        "public_site": True,
        "given_at": today - timedelta(days=1),
        "expires_at": today + timedelta(days=365),
    }
    return Consent.objects.create(video=video, person_name=name, **(told | fields))


def in_days(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)
