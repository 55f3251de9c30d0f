"""Captions are brought in, read over and changed beside the player. Forms work without a script."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.media.access import is_withdrawn
from courses.media.captions import track as tracks
from courses.media.captions.forms import BringForm
from courses.media.captions.reading import read_captions
from courses.media.captions.sent import Sent, rows_of
from courses.media.captions.vtt import write_srt, write_text, write_vtt
from courses.media.desk.find import kept_video
from courses.media.files import private
from courses.media.models import CaptionTrack, Cue, Video
from courses.media.player import player
from courses.media.showing import PLATFORM
from lms.people.access import signed_in
from lms.plugins.kind import Refused

METHODS = ["GET", "HEAD", "POST"]
PER_PAGE = 50
SHOWN_PROBLEMS = 20
WRITERS = {
    "vtt": (write_vtt, "text/vtt"),
    "srt": (write_srt, "application/x-subrip"),
    "txt": (write_text, "text/plain"),
}


@login_required
@require_http_methods(METHODS)
def bring(request: HttpRequest, key: UUID) -> HttpResponse:
    """Captions of a file. Lines that cannot be taken are told by their number; the others are a draft at once."""
    video = kept_video(request, key)
    form = BringForm(request.POST or None, request.FILES or None, initial={"language": video.language})
    problems: list[object] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            found = read_captions(form.content())
            tracks.put(video, data["language"], found.lines, data["source"], replace=data["replace"])
        except tracks.AlreadyHere as here:
            form.add_error("replace", str(here))
        except Refused as refused:
            form.add_error("file", str(refused))
        else:
            problems = list(found.problems[:SHOWN_PROBLEMS])
            count = len(found.lines)
            words = ngettext("%(count)d line is here.", "%(count)d lines are here.", count) % {"count": count}
            messages.success(request, words)
            if not problems:
                return redirect("media:captions", video.key, data["language"])
            context = {"video": video, "problems": problems, "left": len(found.problems) - len(problems)}
            return render(request, "media/problems.html", context | {"language": data["language"]})
    context = {"form": form, "title": _("Bring captions"), "button": _("Bring them in"), "back": "media:film"}
    return render(request, "media/form.html", context | {"video": video})


@login_required
@require_http_methods(METHODS)
def captions(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """One page of lines in a form, beside the film."""
    video = kept_video(request, key)
    track = get_object_or_404(CaptionTrack.objects.select_related("reviewed_by"), video=video, language=language)
    sent = Sent(request.POST) if request.method == "POST" else None
    if sent is not None:
        try:
            tracks.change(track, sent.version, sent.act)
        except tracks.Overtaken as overtaken:
            track.refresh_from_db()
            sent.trouble = str(overtaken)
        except Refused as refused:
            sent.trouble = str(refused)
        else:
            messages.success(request, _("Kept, as a draft."))
            return redirect(f"{request.path}?page={sent.page}{sent.anchor}")
    return render(request, "media/captions.html", _context(request, video, track, sent))


def _context(request: HttpRequest, video: Video, track: CaptionTrack, sent: Sent | None) -> dict[str, object]:
    asked = sent.page if sent else request.GET.get("page", 1)
    page = Paginator(Cue.objects.filter(track=track), PER_PAGE).get_page(asked)
    return {
        "video": video,
        "track": track,
        "page": page,
        "rows": rows_of(page.object_list, sent),
        "sent": sent,
        "player": None if is_withdrawn(video) else player(video, PLATFORM, is_desk=True, has_text=False),
        "exports": [(ending, reverse("media:export", args=[video.key, track.language, ending])) for ending in WRITERS],
    }


@login_required
@require_POST
def review(request: HttpRequest, key: UUID, language: str) -> HttpResponse:
    """Read over: from now on the captions are shown as such, and no longer as a draft."""
    video = kept_video(request, key)
    track = get_object_or_404(CaptionTrack, video=video, language=language)
    version = request.POST.get("version", "")
    try:
        tracks.review(track, int(version) if version.isdecimal() and len(version) < 10 else 0, signed_in(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("media:captions", video.key, language)
    messages.success(request, _("Read over. These captions are no draft any more."))
    return redirect("media:film", video.key)


@login_required
@require_safe
def export(request: HttpRequest, key: UUID, language: str, ending: str) -> HttpResponse:
    """The captions as a file: to be saved."""
    video = kept_video(request, key)
    track = get_object_or_404(CaptionTrack, video=video, language=language)
    if ending not in WRITERS:
        raise Http404
    write, kind = WRITERS[ending]
    text = write(Cue.objects.filter(track=track).values_list("start_ms", "end_ms", "text"))
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{language}-{video.key.hex[:8]}.{ending}"'
    private(response)
    return response
