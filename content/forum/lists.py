"""The forums somebody may come to, the threads of one, search, and choosing to follow and a name."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.forum import access, following, reading
from content.forum.access import Pass
from content.forum.aliases import choose, name_of
from content.forum.door import enter
from content.forum.models import Alias, Report, Thread
from content.forum.searching import MOST_FOUND, PAGE, search, snippet
from lms.people.access import organisations_where
from lms.people.models import Organisation
from lms.plugins.kind import Refused

THREADS = 30  # of a page


def passes_of(request: HttpRequest) -> list[Pass]:
    """All forums this person may come to."""
    own = access.enrolments_of(request.user)
    found = (access.pass_to(request.user, forum, own) for forum in access.forums_for(request.user, own)[:100])
    return [held for held in found if held is not None]


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where I may write, and where something is new."""
    passes = passes_of(request)
    opens = organisations_where(request.user, *access.OPENERS)
    if not passes and not opens and not request.user.is_superuser:  # type: ignore[union-attr]
        raise PermissionDenied(_("No forum is open to you yet. Ask your coach, or whoever invited you."))
    news = reading.news_of(passes)
    lines = [
        {"held": held, "forum": held.forum, **news.get(held.forum.pk, {"threads": 0, "news": 0})} for held in passes
    ]
    moderated = [held.forum.pk for held in passes if held.may_moderate]
    context = {
        "lines": lines,
        "several": len({held.forum.organisation_id for held in passes}) > 1,
        "organisations": list(Organisation.objects.filter(pk__in=opens).order_by("name")) if opens else [],
        "reported": Report.objects.filter(post__thread__forum__in=moderated, closed_at=None).count()
        if moderated
        else 0,
    }
    return render(request, "forum/index.html", context)


@login_required
@require_safe
def forum(request: HttpRequest, forum: UUID) -> HttpResponse:
    """Its threads, thirty a page: pinned ones first, then where something was said last."""
    held = enter(request, forum)
    wanted = request.GET.get("which", "")
    rows = reading.threads_page(access.threads_for(held), held.person)
    if wanted == "new":
        rows = rows.filter(news__gt=0)
    elif wanted == "open":
        rows = rows.filter(sort=Thread.Sort.QUESTION, accepted=None)
    page = Paginator(rows, THREADS).get_page(request.GET.get("page"))
    here = reverse("forum:forum", args=[held.forum.public_id])
    chips = [
        {"label": label, "url": f"{here}?which={name}" if name else here, "current": wanted == name}
        for name, label in (("", _("All")), ("new", _("With new messages")), ("open", _("Questions without an answer")))
    ]
    alias = Alias.objects.filter(person=held.person, forum=held.forum).first() if held.forum.takes_aliases else None
    context = {
        "held": held,
        "forum": held.forum,
        "page": page,
        "query": urlencode({"which": wanted}) if wanted else "",
        "lines": [{**reading.line_of(row), "name": name_of(held, row.author, row.shown_name)} for row in page],
        "chips": chips,
        "refusal": access.refusal(held),
        "follows": following.follows(held),
        "alias": alias.name if alias else "",
    }
    return render(request, "forum/forum.html", context)


@login_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """Search in all forums that this person may read, or in one (`in`)."""
    wanted, within = request.GET.get("q", "").replace("\x00", "")[:200], request.GET.get("in", "")
    passes = [held for held in passes_of(request) if not within or str(held.forum.public_id) == within]
    by_forum = {held.forum.pk: held for held in passes}
    rows = list(search(passes, wanted)[:MOST_FOUND]) if wanted.strip() else []
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    found = [
        {
            "post": row,
            "name": name_of(by_forum[row.thread.forum_id], row.author, row.shown_name),
            "words": snippet(row.text, wanted),
        }
        for row in page
    ]
    query = urlencode({"q": wanted, **({"in": within} if within else {})})
    context = {"wanted": wanted, "within": within, "found": found, "page": page, "query": query, "most": MOST_FOUND}
    return render(request, "forum/search.html", context)


@login_required
@require_POST
def follow(request: HttpRequest, forum: UUID) -> HttpResponse:
    """Be told of every new thread and message here, or not."""
    held = enter(request, forum)
    is_on = request.POST.get("is_on") == "1"
    following.set_following(held.person, is_on, forum=held.forum)
    words = _("You follow this forum: you are told when something is new.")
    messages.success(
        request, words if is_on else _("You are not told of this forum any more. You can come whenever you like.")
    )
    return redirect("forum:forum", held.forum.public_id)


@login_required
@require_POST
def alias(request: HttpRequest, forum: UUID) -> HttpResponse:
    """Choose the name under which one writes."""
    held = enter(request, forum)
    name = request.POST.get("name", "")[:200]
    try:
        choose(held, name)
        messages.success(
            request,
            _("From now on your messages here bear this name.")
            if name.strip()
            else _("From now on your messages here bear your own name."),
        )
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("forum:forum", held.forum.public_id)
