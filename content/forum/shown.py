"""What templates are given: a post as this reader sees it, and what an activity's page says of its forum."""

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from content.forum.access import Pass, may_accept, may_change, posts_for
from content.forum.aliases import name_of
from content.forum.kind import asked_times, done_times
from content.forum.models import Forum, ForumPage, Post, Report, Thread
from content.forum.reading import PAGE, page_of
from courses.models import CataloguePage
from lms.enrolment.models import Enrolment
from lms.progress.models import Completion

Context = dict[str, Any]


def posts_on(held: Pass, thread: Thread, page: int) -> list[Context]:
    """Those of one page, in order. Two queries, however long the thread."""
    first = PAGE * (page - 1)
    rows = posts_for(held, Post.objects.filter(thread=thread, position__gt=first, position__lte=first + PAGE))
    reported = Exists(Report.objects.filter(post=OuterRef("pk"), closed_at=None))
    rows = rows.select_related("author", "reply_to__author", "private_to").annotate(is_reported=reported)
    return [post_line(held, thread, row) for row in rows.prefetch_related("attachments").order_by("position", "pk")]


def post_line(held: Pass, thread: Thread, row: Any) -> Context:
    """See templates/forum/post.html."""
    row.thread = thread
    is_own = row.author_id == held.person.pk
    may_read = row.deleted_at is None and (row.hidden_at is None or is_own or held.may_moderate)
    answered = row.reply_to
    is_answer = not row.is_gone and not row.is_private and row.position > 1
    return {
        "row": row,
        "name": name_of(held, row.author, row.shown_name),
        "is_own": is_own,
        "may_read": may_read,
        "html": mark_safe(row.html) if may_read else "",
        "files": list(row.attachments.all()) if may_read else [],
        "answers": _answered(held, thread, answered)
        if answered is not None and answered.position != row.position
        else None,
        "private_to": _private_words(held, row) if row.is_private else "",
        "is_accepted": thread.accepted_id == row.pk,
        "may_change": may_change(held, row, timezone.now()),
        "may_accept": is_answer and may_accept(held, thread) and thread.accepted_id != row.pk,
        "may_find_useful": held.may_moderate and not row.is_gone and not row.is_private and not is_own,
        "may_report": not is_own and not row.is_gone and not held.may_moderate,
        "is_reported": held.may_moderate and getattr(row, "is_reported", False),
        "may_moderate": held.may_moderate,
    }


def page_context(page: ForumPage, state: Context) -> Context:
    """What is asked, how much of it is there, and the way to the forum. Two queries at most."""
    forum = Forum.objects.filter(code=page.forum_code, organisation__in=_organisation(page)).first()
    reader: Enrolment | None = state.get("learner")
    rule, times, facts = page.rule_in_force(), page.times, {}
    if reader is not None and state.get("state") not in ("", "todo", None):
        known = Completion.objects.filter(enrolment=reader, activity=state["activity"].pk).select_related("version")
        row = known.exclude(state=Completion.State.VOIDED).first()
        if row is not None:
            rule, times, facts = row.version.rule, asked_times(row.version.settings), row.facts
    done = min(times, done_times(rule, facts))
    return {
        "forum": forum,
        "forum_url": reverse("forum:forum", args=[forum.public_id]) if forum else "",
        "asked": asked_words(rule, times),
        "done_words": _("%(done)d of %(times)d so far") % {"done": done, "times": times} if reader else "",
    }


def asked_words(rule: str, times: int) -> str:
    """What an activity asks, in a sentence."""
    sentences = {
        "posted": ngettext("Post a message.", "Post %(count)d messages.", times),
        "started": ngettext("Open a thread.", "Open %(count)d threads.", times),
        "replied": ngettext("Reply to another person.", "Reply to %(count)d other people.", times),
        "exchanged": ngettext("Reply to a guest.", "Reply to %(count)d guests.", times),
        "answered": ngettext(
            "Ask a question, and say which answer helped.",
            "Ask %(count)d questions, and say which answers helped.",
            times,
        ),
        "useful": ngettext(
            "Write a message that helps others: a moderator recognises it.",
            "Write %(count)d messages that help others: a moderator recognises them.",
            times,
        ),
    }
    return sentences.get(rule, sentences["posted"]) % {"count": times}


def _organisation(page: ForumPage) -> Any:
    """In the same query: the organisation of the catalogue above."""
    paths = [page.path[:length] for length in range(page.steplen, len(page.path), page.steplen)] if page.path else []
    return CataloguePage.objects.filter(path__in=paths).values("organisation")


def _answered(held: Pass, thread: Thread, row: Post) -> Context:
    return {
        "name": name_of(held, row.author, row.shown_name),
        "url": f"{reverse('forum:thread', args=[thread.public_id])}?page={page_of(row.position)}#p-{row.pk}",
    }


def _private_words(held: Pass, row: Post) -> str:
    if row.private_to_id == held.person.pk:
        return _("Private: only you and the team read this.")
    name = row.private_to.name if row.private_to and held.is_team else ""
    if name:
        return _("Private, to %(name)s: nobody else but the team reads this.") % {"name": name}
    return _("Private: only the person it answers and the team read this.")
