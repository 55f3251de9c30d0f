"""What is said in films is looked for, and a film of the library is watched from the second it is said."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from courses.media.player import player, start_of
from courses.media.search.reach import place_of, readable
from courses.media.search.words import PER_PAGE, search
from lms.people.access import signed_in

FARTHEST = 5_000  # lines: who has read so many asks another word


@login_required
@require_safe
def look(request: HttpRequest) -> HttpResponse:
    asked = " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    told = request.GET.get("from", "")
    first = min(int(told), FARTHEST) if told.isdecimal() and told.isascii() and len(told) < 6 else 0
    found, has_more = search(asked, readable(signed_in(request)), first) if asked else ([], False)
    context = {
        "asked": asked,
        "found": found,
        "first": first,
        "more": _query(asked, first + PER_PAGE) if has_more and first < FARTHEST else "",
        "before": _query(asked, max(0, first - PER_PAGE)) if first else "",
    }
    return render(request, "media/search.html", context)


def _query(asked: str, first: int) -> str:
    return urlencode({"q": asked, "from": str(first)})


@login_required
@require_safe
def watch(request: HttpRequest, key: UUID) -> HttpResponse:
    """One film, from ?t= seconds on."""
    person = signed_in(request)
    video = readable(person).filter(key=key).first()
    if video is None:
        raise Http404
    shown = player(video, place_of(person, video), start=start_of(request))
    response = render(request, "media/watch.html", {"video": video, "player": shown})
    response["Cache-Control"] = "private, no-store"
    return response
