"""Finds what an address names, for whom it exists: nobody else learns that it is there."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from content.forum.access import Pass, may_read_post, pass_to
from content.forum.models import Following, Forum, Post, ReadMark, Thread


def enter(request: HttpRequest, forum: UUID) -> Pass:
    return _pass(request, get_object_or_404(Forum.objects.select_related("organisation"), public_id=forum))


def enter_thread(request: HttpRequest, thread: UUID) -> tuple[Pass, Any]:
    """The thread with `read`, `said` and `said_of_forum`: what this person read and said of following. One query."""
    related = ("forum__organisation", "cohort", "author", "accepted")
    rows = Thread.objects.select_related(*related).annotate(
        read=Subquery(_own(ReadMark, request, thread=OuterRef("pk")).values("position")[:1]),
        said=Subquery(_own(Following, request, thread=OuterRef("pk")).values("is_on")[:1]),
        said_of_forum=Subquery(_own(Following, request, forum=OuterRef("forum")).values("is_on")[:1]),
    )
    row = get_object_or_404(rows, public_id=thread)
    held = _pass(request, row.forum)
    _check_group(held, row)
    return held, row


def enter_post(request: HttpRequest, post: UUID) -> tuple[Pass, Post]:
    related = ("thread__forum__organisation", "thread__cohort", "author", "reply_to__author", "hidden_by")
    row = get_object_or_404(Post.objects.select_related(*related), public_id=post)
    held = _pass(request, row.thread.forum)
    _check_group(held, row.thread)
    if not may_read_post(held, row):
        raise Http404
    return held, row


def check_moderates(held: Pass) -> Pass:
    if not held.may_moderate:
        raise PermissionDenied(_("Only moderators may do this."))
    return held


def _own(model: Any, request: HttpRequest, **where: Any) -> Any:
    return model.objects.filter(person=request.user.pk, **where)


def _pass(request: HttpRequest, forum: Forum) -> Pass:
    held = pass_to(request.user, forum)
    if held is None:
        raise Http404
    return held


def _check_group(held: Pass, thread: Thread) -> None:
    """For learners and guests another group's thread does not exist; the team is told (domain.md A20, AC4)."""
    if held.reads(thread):
        return
    if held.is_team:
        raise PermissionDenied(_("This thread belongs to a group that you do not accompany."))
    raise Http404
