"""The library: a list whose columns are the four gates, and one screen for each video."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.media.access import is_withdrawn, kept_organisations
from courses.media.desk.acts import next_act
from courses.media.desk.find import kept_video
from courses.media.desk.forms import VideoForm
from courses.media.gates import Gate, Gates, gates
from courses.media.models import CaptionTrack, Consent, Video
from courses.media.player import player
from courses.media.showing import PLATFORM
from courses.media.work.begin import ask
from courses.media.work.tools import has_tools
from lms.people.access import signed_in
from lms.people.models import Organisation

PER_PAGE = 20
METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Every video of the organisations whose library this person keeps, the newest first."""
    rows = Video.objects.filter(organisation__in=_kept(request))
    words, gate = request.GET.get("q", "").replace("\0", "").strip()[:100], request.GET.get("only", "")
    if words:
        rows = rows.filter(title__icontains=words)
    if gate == "testimonials":
        rows = rows.filter(is_testimonial=True)
    page = Paginator(rows.select_related("organisation").order_by("-created_at", "-pk"), PER_PAGE).get_page(
        request.GET.get("page")
    )
    found = gates(page.object_list)
    context = {
        "page": page,
        "lines": [(video, named(found[video.pk]), next_act(video, found[video.pk])) for video in page.object_list],
        "words": words,
        "only": gate,
        "query": urlencode({name: value for name, value in (("q", words), ("only", gate)) if value}),
    }
    return render(request, "media/desk.html", context)


@login_required
@require_safe
def film(request: HttpRequest, key: UUID) -> HttpResponse:
    """One video: it plays, and each gate says what is left to do."""
    video = kept_video(request, key)
    found, hidden = gates([video])[video.pk], is_withdrawn(video)
    context = {
        "video": video,
        "gates": named(found),
        "act": next_act(video, found),
        "hidden": hidden,
        "player": None if hidden else player(video, PLATFORM, is_desk=True),
        "tracks": CaptionTrack.objects.filter(video=video).select_related("reviewed_by").order_by("language"),
        "consents": [(row, row.state, KNOTS[row.state]) for row in Consent.objects.filter(video=video)],
        "copies": video.copies.all(),
        "has_tools": has_tools(),
        "is_working": video.work in (Video.Work.WAITING, Video.Work.RUNNING),
    }
    return render(request, "media/film.html", context)


@login_required
@require_safe
def work(request: HttpRequest, key: UUID) -> HttpResponse:
    """How far the background work is: the part of the screen that htmx asks for again."""
    video = kept_video(request, key)
    is_working = video.work in (Video.Work.WAITING, Video.Work.RUNNING)
    response = render(request, "media/work.html", {"video": video, "is_working": is_working, "has_tools": has_tools()})
    if not is_working:
        # Done: the whole screen has versions and a length to show.
        response["HX-Refresh"] = "true"
    return response


@login_required
@require_http_methods(METHODS)
def add(request: HttpRequest) -> HttpResponse:
    kept = list(Organisation.objects.filter(pk__in=_kept(request)).order_by("name"))
    video = Video(uploaded_by_user=signed_in(request))
    form = VideoForm(request.POST or None, request.FILES or None, instance=video, organisations=kept)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data.get("owner")
        video.organisation = next(one for one in kept if chosen in (None, str(one.pk)))
        form.save()
        messages.success(request, _("The video is in the library. Next: its captions."))
        return redirect("media:film", video.key)
    context = {"form": form, "title": _("Add a video"), "button": _("Add it"), "back": "media:desk", "video": None}
    return render(request, "media/form.html", context)


@login_required
@require_http_methods(METHODS)
def change(request: HttpRequest, key: UUID) -> HttpResponse:
    video = kept_video(request, key)
    form = VideoForm(request.POST or None, request.FILES or None, instance=video)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("media:film", video.key)
    context = {"form": form, "title": _("Change this video"), "button": _("Keep"), "back": "media:film", "video": video}
    return render(request, "media/form.html", context)


@login_required
@require_POST
def prepare_again(request: HttpRequest, key: UUID) -> HttpResponse:
    video = kept_video(request, key)
    if video.file and not is_withdrawn(video) and video.work not in (Video.Work.WAITING, Video.Work.RUNNING):
        ask(video)
    return redirect("media:film", video.key)


@login_required
@require_http_methods(METHODS)
def delete(request: HttpRequest, key: UUID) -> HttpResponse:
    """Film, versions and captions go; consents stay, as proof."""
    video = kept_video(request, key)
    if request.method == "POST":
        video.delete()
        messages.success(request, _("The video is deleted. Its consents are kept, as proof."))
        return redirect("media:desk")
    return render(request, "media/delete.html", {"video": video})


KNOTS = {
    Consent.State.GIVEN: "done",
    Consent.State.PENDING: "doing",
    Consent.State.EXPIRED: "closed",
    Consent.State.WITHDRAWN: "closed",
}


def named(found: Gates) -> list[tuple[str, Gate]]:
    """The four columns."""
    return [
        (_("Video"), found.video),
        (_("Captions"), found.captions),
        (_("Transcript"), found.transcript),
        (_("Consent"), found.consent),
    ]


def _kept(request: HttpRequest) -> list[int]:
    person = signed_in(request)
    kept = kept_organisations(person)
    if person.is_superuser and not kept:
        kept = list(Organisation.objects.values_list("pk", flat=True))
    if not kept:
        raise PermissionDenied(_("The library of videos is kept by those who write this organisation's pages."))
    return kept
