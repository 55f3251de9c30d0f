"""Finds a video for who keeps the library it stands in; to another organisation's people it does not exist."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from courses.media.access import may_keep
from courses.media.models import Video
from lms.people.access import is_member, signed_in


def kept_video(request: HttpRequest, key: UUID) -> Video:
    """Raises Http404, or PermissionDenied for people of the same organisation who do not keep it."""
    video = get_object_or_404(Video.objects.select_related("organisation"), key=key)
    check_keeper(request, video.organisation_id)
    return video


def check_keeper(request: HttpRequest, organisation_id: int) -> None:
    person = signed_in(request)
    if may_keep(person, organisation_id):
        return
    if is_member(person, organisation_id):
        raise PermissionDenied(_("The library of videos is kept by those who write this organisation's pages."))
    raise Http404
