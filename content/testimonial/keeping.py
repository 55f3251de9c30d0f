"""What a learner keeps of testimonials: their own words, which nobody else reads and which complete nothing."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from content.testimonial.models import KeptWords, TestimonialPage
from courses.seat import NotEnrolled, seat_for_activity, signed_in
from lms.catalogue.models import Activity

LONGEST = 5000


def words_context(state: dict[str, Any], kept: str) -> dict[str, Any]:
    """For the page: what was kept so far, and where to send it; nothing for the team, who read none of it."""
    learner, activity = state.get("learner"), state.get("activity")
    if learner is None or activity is None:
        return {"may_keep_words": False}
    url = reverse("testimonial:keep", args=[activity.key]) if state.get("enrolment") else ""
    return {"may_keep_words": True, "kept": kept, "keep_url": url, "longest": LONGEST}


@login_required
@require_POST
def keep(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keeps the newest words; an empty text takes them away."""
    try:
        seat = seat_for_activity(signed_in(request), key)
    except NotEnrolled:
        seat = None
    activity = Activity.objects.filter(key=key, kind=TestimonialPage.kind).first()
    if seat is None or activity is None:
        raise Http404
    address = activity.address or resolve_url("courses:my_journey")
    if not seat.may_send:
        messages.info(
            request, _("Nothing is kept here: you look at this page as a learner would, or your journey has ended.")
        )
        return redirect(address)
    text = request.POST.get("words", "").replace("\0", "").strip()[:LONGEST]
    KeptWords.objects.update_or_create(
        enrolment=seat.enrolment, activity=activity, defaults={"text": text, "saved_at": timezone.now()}
    )
    messages.success(request, _("Kept, for you alone."))
    return redirect(f"{address}#kept")
