"""Screens of consents: recorded and read by who keeps the library; taken back by the person, with a link alone."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from courses.media.consents import letters
from courses.media.consents.forms import ConsentForm, CopyForm, WithdrawForm
from courses.media.consents.withdraw import withdraw
from courses.media.desk.find import check_keeper, kept_video
from courses.media.files import private
from courses.media.models import Consent, OutsideCopy, Video
from lms.people.access import signed_in
from lms.people.models import Person

METHODS = ["GET", "HEAD", "POST"]


@login_required
@require_http_methods(METHODS)
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """One row for each person who is seen or heard."""
    video = kept_video(request, key)
    consent = Consent(video=video, organisation=video.organisation, video_title=video.title)
    return _edit(request, video, consent, _("Record a consent"))


@login_required
@require_http_methods(METHODS)
def change(request: HttpRequest, consent: UUID) -> HttpResponse:
    """A date, a paper that has come, a renewal. What was withdrawn is not changed: a new one is recorded."""
    row = _kept(request, consent)
    if row.video is None or row.withdrawn_at is not None:
        raise Http404
    return _edit(request, row.video, row, _("Change this consent"))


def _edit(request: HttpRequest, video: Video, consent: Consent, title: str) -> HttpResponse:
    was_given = consent.given_at is not None and consent.pk is not None
    form = ConsentForm(request.POST or None, request.FILES or None, instance=consent)
    if request.method == "POST" and form.is_valid():
        _keep(form.instance, signed_in(request), is_new_word=not was_given)
        messages.success(request, _("The consent is recorded."))
        return redirect("media:film", video.key)
    context = {"video": video, "form": form, "title": title, "button": _("Record"), "back": "media:film"}
    return render(request, "media/form.html", context)


@transaction.atomic
def _keep(consent: Consent, person: Person, *, is_new_word: bool) -> None:
    consent.recorded_by = person
    same = Person.objects.filter(email__iexact=consent.email, memberships__organisation=consent.organisation_id)
    consent.person = same.first() if consent.email else None
    consent.save()
    if consent.given_at and is_new_word:
        letters.send_link(consent)


@login_required
@require_safe
def proof(request: HttpRequest, consent: UUID) -> HttpResponseBase:
    """The signed paper, to be saved."""
    row = _kept(request, consent)
    if not row.proof_file:
        raise Http404
    try:
        handle = row.proof_file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=row.proof_name, content_type=row.proof_type)
    return private(response)


@login_required
@require_http_methods(METHODS)
def take_back(request: HttpRequest, consent: UUID) -> HttpResponse:
    """For the person, who said it by telephone or letter."""
    row = _kept(request, consent)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if withdraw(row, form.cleaned_data["reason"]):
            messages.success(request, _("Withdrawn. The video is hidden everywhere from now on, files included."))
        return redirect("media:film", row.video.key) if row.video else redirect("media:desk")
    return render(request, "media/take_back.html", {"consent": row, "video": row.video, "form": form})


@login_required
@require_POST
def send_again(request: HttpRequest, consent: UUID) -> HttpResponse:
    row = _kept(request, consent)
    if row.withdrawn_at is None and letters.send_link(row):
        messages.success(request, _("The link to withdraw was sent to %(email)s.") % {"email": row.email})
    return redirect("media:film", row.video.key) if row.video else redirect("media:desk")


@require_http_methods(METHODS)
def own(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own page, without an account: one button. Mail programs open links, so opening changes nothing."""
    row = letters.consent_of(token)
    if row is None:
        raise Http404
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdraw(row, form.cleaned_data["reason"])
        return redirect(request.path)
    response = render(request, "media/own_consent.html", {"consent": row, "form": form})
    response["Cache-Control"] = "private, no-store"
    # Not "no-referrer": browsers would then post without an origin, and be turned away.
    response["Referrer-Policy"] = "same-origin"
    return response


@login_required
@require_http_methods(METHODS)
def copies(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where else the film was published: what must be asked for when somebody withdraws."""
    video = kept_video(request, key)
    form = CopyForm(request.POST or None, instance=OutsideCopy(video=video))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Noted."))
        return redirect("media:film", video.key)
    context = {
        "video": video,
        "form": form,
        "title": _("A copy elsewhere"),
        "button": _("Note it"),
        "back": "media:film",
    }
    return render(request, "media/form.html", context)


@login_required
@require_POST
def removed(request: HttpRequest, key: UUID, copy: int) -> HttpResponse:
    video = kept_video(request, key)
    OutsideCopy.objects.filter(video=video, pk=copy, removed_at=None).update(removed_at=timezone.now())
    return redirect("media:film", video.key)


def _kept(request: HttpRequest, key: UUID) -> Consent:
    row = get_object_or_404(Consent.objects.select_related("video", "organisation", "person"), key=key)
    check_keeper(request, row.organisation_id)
    return row
