"""A thread: reading it page by page, writing in it, opening a new one, following it."""

import secrets
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.forum import access, following
from content.forum.access import Pass
from content.forum.aliases import name_of
from content.forum.attachments import MOST
from content.forum.door import enter, enter_post, enter_thread
from content.forum.models import Forum, Post, Thread
from content.forum.reading import mark_read, page_of
from content.forum.shown import posts_on
from content.forum.words import LONGEST, LONGEST_TITLE, quote
from content.forum.writing import Draft, add_post, open_thread, warning_for
from lms.enrolment.models import Cohort
from lms.plugins.kind import Refused

ACCEPTED_FILES = "application/pdf,image/jpeg,image/png,image/webp"


@login_required
@require_safe
def thread(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Fifty posts a page, the oldest first; what is shown is read."""
    held, row = enter_thread(request, thread)
    context = _context(request, held, row, page_wanted(request, row))
    if context["last"] > (row.read or 0) and request.method == "GET":
        mark_read(held.person, row, context["last"])
    return render(request, "forum/thread.html", context)


@login_required
@require_POST
def write(request: HttpRequest, thread: UUID) -> HttpResponse:
    """One more post; what is refused comes back with the text, which is never lost."""
    held, row = enter_thread(request, thread)
    try:
        post = add_post(held, row, _draft(request, held, row))
    except Refused as refused:
        context = _context(request, held, row, page_of(row.size), written=request.POST)
        return render(request, "forum/thread.html", {**context, "trouble": str(refused)})
    _say_posted(request, held)
    return redirect(_address(post))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_thread(request: HttpRequest, forum: UUID) -> HttpResponse:
    held = enter(request, forum)
    groups, refusal = access.groups_to_write_in(held), access.refusal(held)
    trouble = ""
    if request.method == "POST":
        try:
            if refusal:
                raise Refused(refusal)
            post = open_thread(
                held,
                request.POST.get("title", ""),
                _draft(request, held, None),
                Thread.Sort.QUESTION if request.POST.get("sort") == Thread.Sort.QUESTION else Thread.Sort.DISCUSSION,
                _group(request, groups),
            )
        except Refused as refused:
            trouble = str(refused)
        else:
            _say_posted(request, held)
            return redirect(_address(post))
    context = {
        "held": held,
        "forum": held.forum,
        "groups": groups,
        "refusal": refusal,
        "trouble": trouble,
        "written": request.POST,
        "text": request.POST.get("text", ""),
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        **_limits(),
    }
    return render(request, "forum/new_thread.html", context)


@login_required
@require_safe
def post(request: HttpRequest, post: UUID) -> HttpResponse:
    """Where a post stands: its page of its thread."""
    _held, row = enter_post(request, post)
    return redirect(_address(row))


@login_required
@require_POST
def follow_thread(request: HttpRequest, thread: UUID) -> HttpResponse:
    held, row = enter_thread(request, thread)
    is_on = request.POST.get("is_on") == "1"
    following.set_following(held.person, is_on, thread=row)
    words = _("You follow this thread: you are told when something is new.")
    messages.success(request, words if is_on else _("You are not told of this thread any more."))
    return redirect("forum:thread", row.public_id)


def page_wanted(request: HttpRequest, row: Thread) -> int:
    """The page of the address, within the thread's; the first one otherwise."""
    told = request.GET.get("page", "")
    wanted = int(told) if told.isascii() and told.isdecimal() and len(told) < 8 else 1
    return min(max(1, wanted), page_of(row.size))


def _context(
    request: HttpRequest, held: Pass, row: Any, number: int, written: QueryDict | None = None
) -> dict[str, Any]:
    """See templates/forum/thread.html."""
    lines = posts_on(held, row, number)
    last_page = page_of(row.size)
    said, said_of_forum = row.said, row.said_of_forum
    usual = said_of_forum if said_of_forum is not None else held.forum.follow == Forum.Follow.EVERYBODY
    refusal = access.refusal(held, row)
    answering = _answering(request, held, row) if not refusal else None
    return {
        "held": held,
        "forum": held.forum,
        "thread": row,
        "opener": name_of(held, row.author, row.shown_name),
        "posts": lines,
        "last": max((line["row"].position for line in lines), default=0),
        "number": number,
        "pages": last_page,
        "previous": number - 1 if number > 1 else 0,
        "next": number + 1 if number < last_page else 0,
        "read": row.read or 0,
        "follows": said if said is not None else usual,
        "refusal": refusal,
        "answering": answering,
        "text": written.get("text", "") if written is not None else answering["text"] if answering else "",
        "key": request.POST.get("key") or secrets.token_urlsafe(16),
        **_limits(),
    }


def _limits() -> dict[str, Any]:
    return {"longest": LONGEST, "longest_title": LONGEST_TITLE, "most_files": MOST, "accept": ACCEPTED_FILES}


def _answering(request: HttpRequest, held: Pass, row: Thread) -> dict[str, Any] | None:
    """The post that the form answers: named in the address, or in what was sent and came back."""
    post = _post_in(held, row, request.POST.get("to") or request.GET.get("to", ""))
    if post is None:
        return None
    return {
        "post": post,
        "name": name_of(held, post.author, post.shown_name),
        "is_private": post.is_private or "private" in request.POST or "private" in request.GET,
        "must_be_private": post.is_private,
        "may_be_private": post.author_id not in (None, held.person.pk),
        "text": quote(post.text) if "quote" in request.GET and not post.is_gone else "",
    }


def _post_in(held: Pass, row: Thread, told: str) -> Post | None:
    """A post of this thread that this person may read, by its number."""
    if not (told.isascii() and told.isdecimal() and len(told) < 18):
        return None
    rows = access.posts_for(held, Post.objects.filter(thread=row)).select_related("author")
    return rows.filter(pk=int(told)).first()


def _draft(request: HttpRequest, held: Pass, row: Thread | None) -> Draft:
    told = request.POST.get("to", "") if row is not None else ""
    answered = _post_in(held, row, told) if row is not None and told else None
    if told and answered is None:
        raise Refused(_("The message you answer is not in this thread any more. Your text is kept below."))
    return Draft(
        text=request.POST.get("text", ""),
        key=_key(request),
        reply_to=answered,
        is_private="private" in request.POST,
        files=[*request.FILES.getlist("files")],
    )


def _key(request: HttpRequest) -> str:
    """The form's own name; what is none of ours names nothing."""
    told = request.POST.get("key", "")
    return told if 8 <= len(told) <= 64 and told.isascii() and told.isprintable() else secrets.token_urlsafe(16)


def _group(request: HttpRequest, groups: list[Cohort | None]) -> Cohort | None:
    """The one that was chosen; the only one where there is no choice. Refused when it is not theirs."""
    told = request.POST.get("group")
    if told is None and len(groups) == 1:
        return groups[0]
    for each in groups:
        if told == ("" if each is None else str(each.pk)):
            return each
    raise Refused(_("Say for whom this thread is: choose a group."))


def _say_posted(request: HttpRequest, held: Pass) -> None:
    messages.success(request, _("Your message is posted."))
    if warning := warning_for(held):
        messages.warning(request, warning)


def _address(row: Post) -> str:
    page = page_of(row.position)
    return f"{reverse('forum:thread', args=[row.thread.public_id])}{f'?page={page}' if page > 1 else ''}#p-{row.pk}"
