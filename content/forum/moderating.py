"""What moderators do: useful, hidden, shown again, accepted answers, locks, pins, moves, and what was reported.

Each is done once whoever repeats it; what it moves in the record is told, or taken back, in the same transaction.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.forum import telling
from content.forum.access import Pass, may_accept
from content.forum.models import Forum, Post, Report, Thread
from lms.people.models import Person
from lms.plugins.kind import Refused


def recognise(held: Pass, post: Post, at: datetime | None = None) -> None:
    """Useful to others: evidence for its author, and the indicators that count such posts. Raises Refused."""
    _check_moderates(held)
    with transaction.atomic():
        row = _lock(post)
        if row.useful_at is not None:
            return
        if row.is_gone or row.is_private:
            raise Refused(_("Only a message that everybody here can read is recognised as useful."))
        if row.author_id == held.person.pk:
            raise Refused(_("Nobody recognises their own message: ask a colleague."))
        moment = at or timezone.now()
        row.useful_at, row.useful_by = moment, held.person  # type: ignore[assignment]
        row.save(update_fields=["useful_at", "useful_by"])
        telling.tell_useful(row, held.person, moment)  # type: ignore[arg-type]


def unrecognise(held: Pass, post: Post) -> None:
    _check_moderates(held)
    with transaction.atomic():
        row = _lock(post)
        if row.useful_at is not None:
            _lose_useful(row, held.person, _("No longer recognised as useful"))


def hide(held: Pass, post: Post, reason: str) -> None:
    """Others read "hidden", its author reads why; all that it counted for is withdrawn. Raises Refused."""
    _check_moderates(held)
    if not reason.strip():
        raise Refused(_("Say why you hide it: its author reads it."))
    with transaction.atomic():
        row = _lock(post)
        _close_reports(row, held.person)
        if row.hidden_at is not None or row.deleted_at is not None:
            return
        row.hidden_at, row.hidden_by, row.hidden_reason = timezone.now(), held.person, reason.strip()[:500]
        row.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
        if row.useful_at is not None:
            _lose_useful(row, held.person, row.hidden_reason)
        if row.thread.accepted_id == row.pk:
            _take_answer_back(row.thread, held.person, row.hidden_reason)
        for what in ("post", "answered"):
            _withdraw(row, what, held.person, row.hidden_reason)


def show_again(held: Pass, post: Post) -> None:
    """Visible as before, and counted again from now; what was found useful is to be found so anew."""
    _check_moderates(held)
    with transaction.atomic():
        row = _lock(post)
        if row.hidden_at is None:
            return
        row.hidden_at, row.hidden_by, row.hidden_reason, row.turn = None, None, "", row.turn + 1
        row.save(update_fields=["hidden_at", "hidden_by", "hidden_reason", "turn"])
        telling.tell_posted(row)
        if row.position == 1 and row.thread.accepted_id is not None:
            telling.tell_answered(row, row, timezone.now())


def accept(held: Pass, post: Post, at: datetime | None = None) -> None:
    """This is the answer: one a question, another one takes its place. Raises Refused."""
    with transaction.atomic():
        row = _lock(post)
        thread = row.thread
        if not may_accept(held, thread):
            raise Refused(_("Only who asked, or a moderator, says which answer helped."))
        if row.is_gone or row.is_private or row.position == 1:
            raise Refused(_("Only an answer that everybody here can read is accepted."))
        is_first = thread.accepted_id is None
        thread.accepted = row
        thread.save(update_fields=["accepted"])
        if is_first:
            telling.tell_answered(row, _question(thread), at or timezone.now())


def unaccept(held: Pass, post: Post) -> None:
    with transaction.atomic():
        row = _lock(post)
        if not may_accept(held, row.thread):
            raise Refused(_("Only who asked, or a moderator, says which answer helped."))
        if row.thread.accepted_id != row.pk:
            return
        if not held.may_moderate:
            raise Refused(
                _("Your question counts as answered. Choose the answer that helped more, or ask a moderator.")
            )
        _take_answer_back(row.thread, held.person, _("The answer is no longer accepted"))


def arrange(held: Pass, thread: Thread, act: str) -> None:
    """lock, unlock, pin or unpin."""
    _check_moderates(held)
    fields = {"lock": ("is_locked", True), "unlock": ("is_locked", False), "pin": ("is_pinned", True)}
    name, value = fields.get(act, ("is_pinned", False))
    Thread.objects.filter(pk=thread.pk).update(**{name: value})


def move(held: Pass, thread: Thread, target: Forum, target_held: Pass | None) -> None:
    """Into another forum of the organisation, for the same people or fewer. Raises Refused.

    A group's thread stays that group's; what people of another journey may not read never lands before them."""
    _check_moderates(held)
    if target_held is None or not target_held.may_moderate or target.organisation_id != held.forum.organisation_id:
        raise Refused(_("You do not moderate that forum."))
    group = thread.cohort
    if group is not None and target.journey_id not in (None, group.journey_id):
        raise Refused(_("This thread belongs to a group of another journey: it would lose its readers."))
    if group is None and held.forum.journey_id not in (None, target.journey_id):
        raise Refused(_("People who follow another journey would read what was not written for them."))
    if target.for_guests and not held.forum.for_guests and group is None:
        raise Refused(_("Guests would read there what was not written for them."))
    if target.for_learners and not held.forum.for_learners and group is None:
        raise Refused(_("Learners would read there what was not written for them."))
    Thread.objects.filter(pk=thread.pk).update(forum=target)


def report(held: Pass, post: Post, reason: str) -> bool:
    """Ask the moderators to look; False when this person had asked already. Raises Refused."""
    if not reason.strip():
        raise Refused(_("Say in a few words what is wrong with it."))
    if post.is_gone:
        raise Refused(_("This message is hidden already. Thank you for looking out."))
    words = reason.replace("\x00", "").strip()[:500]
    _row, is_new = Report.objects.get_or_create(post=post, person=held.person, defaults={"reason": words})
    return is_new


def dismiss(held: Pass, post: Post) -> None:
    """Looked at: the post stays."""
    _check_moderates(held)
    _close_reports(post, held.person)


def _check_moderates(held: Pass) -> None:
    if not held.may_moderate:
        raise Refused(_("Only moderators may do this."))


def _close_reports(post: Post, person: Person) -> None:
    Report.objects.filter(post=post, closed_at=None).update(closed_at=timezone.now(), closed_by=person)


def _lose_useful(row: Post, moderator: Person, reason: str) -> None:
    row.useful_at = row.useful_by = None
    row.save(update_fields=["useful_at", "useful_by"])
    _withdraw(row, "useful", moderator, reason)
    telling.measure_useful(row, moderator, timezone.now())


def _take_answer_back(thread: Thread, moderator: Person, reason: str) -> None:
    thread.accepted = None
    thread.save(update_fields=["accepted"])
    question = _question(thread)
    question.thread = thread
    _withdraw(question, "answered", moderator, reason)


def _withdraw(post: Post, what: str, moderator: Person, reason: str) -> None:
    """A moderator who is also the learner cannot: nobody withdraws what was said of themselves."""
    telling.take_back(post, what, moderator, reason)
    post.turn += 1
    post.save(update_fields=["turn"])


def _question(thread: Thread) -> Post:
    row = Post.objects.select_related("author").filter(thread=thread, position=1, is_private=False).first()
    assert row is not None
    row.thread = thread
    return row


def _lock(post: Post) -> Post:
    """The post as it is now, under its thread's lock, the forum as it was read."""
    thread = Thread.objects.select_for_update(of=("self",)).select_related("forum__organisation").get(pk=post.thread_id)
    row = Post.objects.select_related("author", "reply_to__author").get(pk=post.pk)
    row.thread = thread
    return row
