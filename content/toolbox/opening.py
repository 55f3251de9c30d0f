"""From an activity into the library: the server sees that a resource was opened, and tells the record once."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from content.toolbox import access, names
from content.toolbox.models import Resource, ToolboxLine
from courses.learner import Look
from courses.seat import NotEnrolled, Seat, seat_for_activity
from lms.catalogue.models import Activity
from lms.catalogue.outline import ActivityItem
from lms.enrolment.models import Enrolment
from lms.people.access import signed_in
from lms.plugins.kind import Refused
from lms.progress import intake


@login_required
@require_safe
def use(request: HttpRequest, key: UUID, resource: UUID) -> HttpResponse:
    """Tell the record, then go where the resource is: a file comes down, a page or the notice of a link opens."""
    try:
        seat = seat_for_activity(signed_in(request), key)
    except NotEnrolled:
        seat = None
    item = seat.outline.activity_by_key.get(str(key)) if seat else None
    row = Resource.objects.filter(public_id=resource).first()
    if seat is None or item is None or row is None or not _is_in(row, key):
        raise Http404
    if (gate := Look(seat).gate(seat.outline.sequence_by_id[item.sequence_id])) and seat.enrolment is not None:
        messages.error(request, str(gate))
        return redirect("courses:my_journey")
    if not access.readable(request.user).filter(pk=row.pk).exists():
        messages.info(request, _("This resource is not available at the moment. Ask your trainer."))
        return redirect(item.address or resolve_url("courses:my_journey"))
    if seat.may_send and _is_read_by_a_person(request):
        _tell(request, seat, item, row)
    return _way_to(row)


def tell_opened(enrolment: Enrolment, activity: Activity, row: Resource, at: datetime | None = None) -> intake.Outcome:
    """The server saw it: the same resource of the same learner counts once. Raises Refused, in words."""
    payload = {"verb": "progressed", "resource": str(row.public_id)}
    key = f"resource:{row.public_id.hex}"
    return intake.attend(enrolment, activity, payload, happened_at=at or timezone.now(), key=key)


def _tell(request: HttpRequest, seat: Seat, item: ActivityItem, row: Resource) -> None:
    assert seat.enrolment is not None
    activity = Activity.objects.select_related("version", "sequence").get(pk=item.id)
    try:
        tell_opened(seat.enrolment, activity, row)
    except Refused as refused:
        messages.info(request, str(refused))


def _is_in(row: Resource, key: UUID) -> bool:
    return ToolboxLine.objects.filter(resource=row, page__translation_key=key, page__live=True).exists()


def _way_to(row: Resource) -> HttpResponse:
    number = row.versions.order_by("-number").values_list("number", flat=True).first()
    if row.format in names.FILES and number:
        return redirect("toolbox:file", row.public_id, number)
    return redirect("toolbox:resource", row.public_id)


def _is_read_by_a_person(request: HttpRequest) -> bool:
    """A browser that fetches ahead opens nothing, nor does one that asks for the head alone."""
    purpose = request.headers.get("sec-purpose", "") + request.headers.get("purpose", "")
    return request.method == "GET" and "prefetch" not in purpose
