"""The glossary of an organisation, and what it would change in the captions of a video: shown first, then done."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from courses.media.captions import glossary
from courses.media.captions import track as tracks
from courses.media.captions.forms import EntryForm
from courses.media.desk.find import kept_video
from courses.media.models import CaptionTrack, GlossaryEntry
from lms.plugins.kind import Refused

MOST_SHOWN = 200


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """A dry run of the whole glossary on one track; a name may be added on the way."""
    video = kept_video(request, key)
    track = get_object_or_404(CaptionTrack, video=video, language=language)
    entries = _entries(video.organisation_id)
    form = EntryForm(instance=GlossaryEntry(organisation=video.organisation))
    if request.method == "POST" and request.POST.get("act") == "apply":
        if _apply(request, track, list(entries)):
            return redirect("media:captions", video.key, language)
    elif request.method == "POST":
        form = EntryForm(request.POST, instance=_entry_to_write(request, video.organisation_id))
        if form.is_valid():
            form.save()
            return redirect(request.path)
    found = glossary.corrections(track, entries)
    context = {
        "video": video,
        "track": track,
        "found": found[:MOST_SHOWN],
        "count": len(found),
        "entries": entries,
        "form": form,
    }
    return render(request, "media/glossary.html", context)


@login_required
@require_POST
def forget(request: HttpRequest, key: UUID, language: str, entry: int) -> HttpResponse:
    """Take a name out of the glossary; captions stay as they are."""
    video = kept_video(request, key)
    _entries(video.organisation_id).filter(pk=entry).delete()
    return redirect("media:glossary", video.key, language)


def _apply(request: HttpRequest, track: CaptionTrack, entries: list[GlossaryEntry]) -> bool:
    version = request.POST.get("version", "")
    count = len(glossary.corrections(track, entries))
    try:
        number = int(version) if version.isdecimal() and len(version) < 10 else 0
        tracks.change(track, number, lambda row: glossary.apply(row, entries))
    except Refused:
        messages.error(request, _("Somebody else has changed these captions meanwhile. Look at the list again."))
        return False
    words = ngettext("%(count)d line was corrected.", "%(count)d lines were corrected.", count)
    messages.success(request, words % {"count": count})
    return True


def _entry_to_write(request: HttpRequest, organisation_id: int) -> GlossaryEntry:
    """Written again, a name gets the new forms: nothing stands there twice."""
    right = request.POST.get("right", "").strip()
    row = _entries(organisation_id).filter(right=right).first()
    return row or GlossaryEntry(organisation_id=organisation_id)


def _entries(organisation_id: int) -> QuerySet[GlossaryEntry]:
    return GlossaryEntry.objects.filter(organisation=organisation_id)
