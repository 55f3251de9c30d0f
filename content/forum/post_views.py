"""What one does to a post: change it, delete it, report it; and what moderators do."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from content.forum import access, moderating
from content.forum.access import Pass
from content.forum.aliases import name_of
from content.forum.door import check_moderates, enter_post, enter_thread
from content.forum.lists import passes_of
from content.forum.models import Forum, Post, Report
from content.forum.shown import post_line
from content.forum.words import LONGEST
from content.forum.writing import change_post, delete_post
from lms.plugins.kind import Refused

SHOWN = 100  # reports of a page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, post: UUID) -> HttpResponse:
    """Word it anew, while the time for it lasts; a text that comes too late is kept on the screen."""
    held, row = enter_post(request, post)
    trouble = ""
    if request.method == "POST":
        try:
            change_post(held, row, request.POST.get("text", ""))
            messages.success(request, _("Your message is changed."))
            return redirect("forum:post", row.public_id)
        except Refused as refused:
            trouble = str(refused)
    elif not access.may_change(held, row, timezone.now()):
        messages.error(request, _("This message can no longer be changed. Post another one to put it right."))
        return redirect("forum:post", row.public_id)
    context = {
        "held": held,
        "row": row,
        "text": request.POST.get("text", row.text),
        "trouble": trouble,
        "until": row.changes_until(held.forum),
        "longest": LONGEST,
    }
    return render(request, "forum/change.html", context)


@login_required
@require_POST
def delete(request: HttpRequest, post: UUID) -> HttpResponse:
    held, row = enter_post(request, post)
    try:
        delete_post(held, row)
        messages.success(request, _("Your message is deleted."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forum:post", row.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, post: UUID) -> HttpResponse:
    """Ask the moderators to look at it."""
    held, row = enter_post(request, post)
    trouble = ""
    if request.method == "POST":
        try:
            is_new = moderating.report(held, row, request.POST.get("reason", ""))
            words = _("Thank you. The moderators will look at it; they see that you told them.")
            messages.success(
                request, words if is_new else _("You had reported this message already. The moderators have it.")
            )
            return redirect("forum:thread", row.thread.public_id)
        except Refused as refused:
            trouble = str(refused)
    context = {"held": held, "line": post_line(held, row.thread, row), "thread": row.thread, "trouble": trouble}
    return render(request, "forum/report.html", {**context, "reason": request.POST.get("reason", "")[:500]})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request: HttpRequest, post: UUID) -> HttpResponse:
    """Everything a moderator knows of a post, and hides, shows again or leaves it."""
    held, row = enter_post(request, post)
    check_moderates(held)
    if request.method == "POST":
        return _act(request, held, row)
    context = {
        "held": held,
        "thread": row.thread,
        "line": post_line(held, row.thread, row),
        "wordings": list(row.wordings.order_by("until")),
        "reports": list(row.reports.select_related("person", "closed_by").order_by("made_at")),
    }
    return render(request, "forum/moderate.html", context)


@login_required
@require_POST
def accept(request: HttpRequest, post: UUID) -> HttpResponse:
    """This one answered the question."""
    held, row = enter_post(request, post)
    try:
        if request.POST.get("act") == "unaccept":
            moderating.unaccept(held, row)
        else:
            moderating.accept(held, row)
            messages.success(request, _("This answer stands out from now on. Thank you for saying so."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forum:post", row.public_id)


@login_required
@require_POST
def arrange(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Lock, unlock, pin, unpin a thread."""
    held, row = enter_thread(request, thread)
    check_moderates(held)
    moderating.arrange(held, row, request.POST.get("act", ""))
    return redirect("forum:thread", row.public_id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, thread: UUID) -> HttpResponse:
    """Into another forum that one moderates."""
    held, row = enter_thread(request, thread)
    check_moderates(held)
    others = [one for one in passes_of(request) if one.may_moderate and one.forum.pk != row.forum_id]
    others = [one for one in others if one.forum.organisation_id == held.forum.organisation_id]
    if request.method == "POST":
        chosen = next((one for one in others if str(one.forum.public_id) == request.POST.get("forum")), None)
        try:
            moderating.move(held, row, chosen.forum if chosen else Forum(), chosen)
            messages.success(request, _("The thread has moved. Its address stays the same."))
            return redirect("forum:thread", row.public_id)
        except Refused as refused:
            messages.error(request, str(refused))
    return render(request, "forum/move.html", {"held": held, "thread": row, "others": others})


@login_required
@require_safe
def reported(request: HttpRequest) -> HttpResponse:
    """What people reported in the forums that one moderates, the oldest first."""
    passes = {held.forum.pk: held for held in passes_of(request) if held.may_moderate}
    rows = Report.objects.filter(closed_at=None, post__thread__forum__in=list(passes)).order_by("made_at", "pk")
    related = ("post__thread__forum", "post__thread__cohort", "post__author", "person")
    lines = []
    for row in rows.select_related(*related)[:SHOWN]:
        held = passes[row.post.thread.forum_id]
        if held.reads(row.post.thread):
            lines.append({"report": row, "post": row.post, "name": name_of(held, row.post.author, row.post.shown_name)})
    return render(request, "forum/reported.html", {"lines": lines, "may_any": bool(passes)})


def _act(request: HttpRequest, held: Pass, row: Post) -> HttpResponse:
    act = request.POST.get("act", "")
    try:
        match act:
            case "useful":
                moderating.recognise(held, row)
                messages.success(request, _("Recognised as useful: it counts for its author."))
            case "not_useful":
                moderating.unrecognise(held, row)
                messages.success(request, _("It no longer counts as useful."))
            case "hide":
                moderating.hide(held, row, request.POST.get("reason", ""))
                messages.success(request, _("The message is hidden. Its author reads why."))
            case "show":
                moderating.show_again(held, row)
                messages.success(request, _("The message can be read again."))
            case "dismiss":
                moderating.dismiss(held, row)
                messages.success(request, _("The message stays. The report is closed."))
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect("forum:moderate", row.public_id)
    return redirect("forum:post", row.public_id)
