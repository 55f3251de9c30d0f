"""People write: threads, posts, changes, deletions. Each in one transaction that holds the thread's lock.

The same form sent twice posts once. Everything refused is said in words, and the screen keeps what was written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.forum import attachments, following, telling
from content.forum.access import Pass, groups_to_write_in, may_change, may_read_post, refusal
from content.forum.models import Alias, Post, Thread, Wording
from content.forum.reading import mark_read
from content.forum.words import check_text, check_title, fold, html_of
from lms.enrolment.models import Cohort
from lms.plugins.kind import Refused

# So many posts within so long; the last few come with a warning. The team is not held back.
WINDOW, MOST, WARNED_FROM = timedelta(minutes=10), 10, 7


@dataclass(frozen=True)
class Draft:
    """What somebody wants to say. key: the form's own name; at: in the past, for what is brought in."""

    text: str
    key: str
    reply_to: Post | None = None
    is_private: bool = False
    files: Sequence[UploadedFile] = ()
    at: datetime | None = None
    is_quiet: bool = False  # nobody is told


def open_thread(
    held: Pass, title: str, draft: Draft, sort: str = Thread.Sort.DISCUSSION, group: Cohort | None = None
) -> Post:
    """The first post of a new thread. Raises Refused, in words."""
    known = Post.objects.filter(author=held.person, key=draft.key).select_related("thread").first()
    if known is not None:
        return known
    _check(held, None, draft.at is not None)
    if group not in groups_to_write_in(held):
        raise Refused(_("This group cannot be chosen here. Choose another one."))
    title, moment = check_title(title), draft.at or timezone.now()
    try:
        with transaction.atomic():
            thread = Thread.objects.create(
                forum=held.forum,
                cohort=group,
                title=title,
                sort=sort,
                author=held.person,
                shown_name=_shown_name(held),
                created_at=moment,
            )
            return _post(held, thread, draft)
    except IntegrityError:
        # Sent twice at the same moment: the other one is there.
        return Post.objects.select_related("thread").get(author=held.person, key=draft.key)


def add_post(held: Pass, thread: Thread, draft: Draft) -> Post:
    """One more post of a thread. Raises Refused, in words."""
    with transaction.atomic():
        locked = Thread.objects.select_for_update(of=("self",)).select_related("cohort").get(pk=thread.pk)
        known = Post.objects.filter(author=held.person, key=draft.key).select_related("thread").first()
        if known is not None:
            return known
        locked.forum = held.forum
        _check(held, locked, draft.at is not None)
        return _post(held, locked, draft)


def change_post(held: Pass, post: Post, text: str) -> None:
    """Its author words it anew; how it read before stays for the team. Raises Refused."""
    text = check_text(text)
    with transaction.atomic():
        row = _lock(post)
        if not may_change(held, row, timezone.now()):
            raise Refused(_("This message can no longer be changed. Post another one to put it right."))
        if text != row.text:
            Wording.objects.create(post=row, text=row.text)
            row.text, row.edited_at = text, timezone.now()
            row.html, row.folded = html_of(text), fold(text)
            row.save(update_fields=["text", "html", "folded", "edited_at"])


def delete_post(held: Pass, post: Post) -> None:
    """Its author takes it back: words, wordings and files go; what it counted for is withdrawn. Raises Refused."""
    with transaction.atomic():
        row = _lock(post)
        if row.deleted_at is not None:
            return
        if not may_change(held, row, timezone.now()):
            raise Refused(_("This message can no longer be deleted. Ask a moderator to hide it."))
        if row.useful_at is not None or row.thread.accepted_id == row.pk:
            raise Refused(_("This message has helped somebody and counts for you. Ask a moderator to hide it."))
        row.deleted_at = timezone.now()
        row.text = row.html = row.folded = ""
        row.save(update_fields=["deleted_at", "text", "html", "folded"])
        row.wordings.all().delete()
        attachments.forget(row)
        telling.take_back(row, "post", None, _("The learner deleted the message"))


def warning_for(held: Pass) -> str:
    """Said before the limit is met; empty otherwise. One query."""
    left = MOST - _lately(held)
    if held.is_team or left > MOST - WARNED_FROM or left <= 0:
        return ""
    words = _("You write a lot in a short time. After %(count)d more messages you will be asked to wait a little.")
    return words % {"count": left}


def _check(held: Pass, thread: Thread | None, is_past: bool = False) -> None:
    if why := refusal(held, thread):
        raise Refused(why)
    if not held.is_team and not is_past and _lately(held) >= MOST:
        words = _("You have posted %(count)d messages in %(minutes)d minutes. Wait a little: your text is kept below.")
        raise Refused(words % {"count": MOST, "minutes": WINDOW.seconds // 60})


def _lately(held: Pass) -> int:
    return Post.objects.filter(author=held.person, created_at__gt=timezone.now() - WINDOW).count()


def _post(held: Pass, thread: Thread, draft: Draft) -> Post:
    text, moment, answered = check_text(draft.text), draft.at or timezone.now(), draft.reply_to
    if answered is not None and not (answered.thread_id == thread.pk and may_read_post(held, answered)):
        raise Refused(_("The message you answer is not in this thread any more. Your text is kept below."))
    is_private = _is_private(held, draft)
    papers = attachments.check(draft.files)
    named = following.named_in(held, thread, text, answered if is_private else None)
    if not is_private:
        thread.size, thread.last_at = thread.size + 1, max(moment, thread.last_at if thread.size else moment)
        thread.save(update_fields=["size", "last_at"])
    post = Post.objects.create(
        thread=thread,
        position=answered.position if is_private and answered else thread.size,
        author=held.person,
        shown_name=_shown_name(held),
        key=draft.key,
        text=text,
        html=html_of(text, list(named)),
        folded=fold(text),
        reply_to=answered,
        is_private=is_private,
        private_to=answered.author if is_private and answered else None,
        created_at=moment,
    )
    attachments.keep(post, papers)
    telling.tell_posted(post)
    mark_read(held.person, thread, thread.size)
    if not draft.is_quiet:
        following.follow_thread(held.person, thread)
        following.tell(post, held.person, named)
    return post


def _is_private(held: Pass, draft: Draft) -> bool:
    """To one's own post a private reply is a note to oneself; to a private post the answer is private too."""
    if draft.reply_to is None:
        return False
    if draft.reply_to.is_private and draft.reply_to.author_id == held.person.pk:
        raise Refused(_("This private message is your own. Answer the message it was about."))
    return draft.is_private or draft.reply_to.is_private


def _shown_name(held: Pass) -> str:
    if not held.forum.takes_aliases:
        return ""
    row = Alias.objects.filter(person=held.person, forum=held.forum).first()
    return row.name if row else ""


def _lock(post: Post) -> Post:
    """The post as it is now, under its thread's lock."""
    thread = Thread.objects.select_for_update(of=("self",)).get(pk=post.thread_id)
    row = Post.objects.select_related("author").get(pk=post.pk)
    row.thread, thread.forum = thread, post.thread.forum
    return row
