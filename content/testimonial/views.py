"""What visitors and learners read: the list by theme, step and territory, and one testimonial. Never kept by a cache:
a consent withdrawn now is obeyed at the next request."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from content.testimonial.access import shown_to
from content.testimonial.browsing import Browse
from content.testimonial.models import Testimonial
from courses.media.access import sign_for
from courses.media.player import file_url, player, start_of
from courses.media.showing import PLATFORM, PUBLIC_SITE, Place

A_PAGE = 24


@never_cache
@require_safe
def browse(request: HttpRequest) -> HttpResponse:
    """See templates testimonial/list.html. At most 15 queries, however many testimonials."""
    asked = Browse(shown_to(request.user), request.GET)
    page = Paginator(asked.found(), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    said = asked.said_at(rows)
    context = {
        "page": page,
        "cards": [_card(row, said) for row in rows],
        "facets": [each for each in asked.facets() if each["chips"]],
        "q": asked.q,
        "chosen": asked.chosen,
        "query": asked.query(),
        "count": page.paginator.count,
        "is_filtered": bool(asked.q or asked.chosen),
    }
    return render(request, "testimonial/list.html", context)


@never_cache
@require_safe
def one(request: HttpRequest, testimonial: UUID) -> HttpResponse:
    """One testimonial, for whoever may read it today; for everybody else it does not exist."""
    row = _find(request, testimonial)
    place = place_of(row)
    assert row.video is not None
    shown = player(row.video, place, start=start_of(request))
    if not shown.is_shown:
        raise Http404
    context = {
        "testimonial": row,
        "player": shown,
        "is_public": place is PUBLIC_SITE,
        "address": request.build_absolute_uri(row.get_absolute_url()),
        "poster_address": request.build_absolute_uri(f"{row.get_absolute_url()}poster/") if row.video.poster else "",
        "facts": [fact for fact in (row.theme, row.step, row.territory) if fact],
    }
    return render(request, "testimonial/one.html", context)


@never_cache
@require_safe
def poster(request: HttpRequest, testimonial: UUID) -> HttpResponse:
    """The picture, at an address that others may show: it leads to one that holds for a day, and asks each time."""
    row = _find(request, testimonial)
    if row.video is None or not row.video.poster:
        raise Http404
    return redirect(file_url(row.video, "poster", sign_for(row.video, place_of(row))))


def place_of(row: Any) -> Place:
    return PUBLIC_SITE if row.is_public else PLATFORM


def _find(request: HttpRequest, public_id: UUID) -> Testimonial:
    rows = shown_to(request.user).select_related("video", "organisation")
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return row


def _card(row: Any, said: dict[int, Any]) -> dict[str, Any]:
    video = row.video
    found = said.get(video.pk)
    address = row.get_absolute_url()
    return {
        "row": row,
        "url": f"{address}?t={found.seconds}#video" if found else address,
        "found": found,
        "poster_url": file_url(video, "poster", sign_for(video, place_of(row))) if video.poster else "",
        "seconds": video.duration_ms // 1000,
    }
