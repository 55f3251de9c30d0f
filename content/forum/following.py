"""Who follows what, and telling them: one notice a thread until it is read, however much is posted meanwhile."""

from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from content.forum.access import EVERYWHERE, TEAM, Pass, enrolments_of, pass_to
from content.forum.models import Alias, Following, Forum, Post, ReadMark, Thread
from content.forum.words import names_in
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.models import Membership, Person

MOST_NAMED = 10


def set_following(person: Person, is_on: bool, *, forum: Forum | None = None, thread: Thread | None = None) -> None:
    """What this person said last."""
    Following.objects.update_or_create(person=person, forum=forum, thread=thread, defaults={"is_on": is_on})


def follow_thread(person: Person, thread: Thread) -> None:
    """Who writes in a thread, or is named in it, follows it, unless they had said no."""
    try:
        with transaction.atomic():
            Following.objects.get_or_create(person=person, thread=thread)
    except IntegrityError:
        return


def keep_following(forum: Forum) -> None:
    """Everybody followed, and now each chooses: those who did, and had not said no, go on."""
    known = Following.objects.filter(forum=forum).values("person")
    people = Person.objects.filter(_may_come(forum)).exclude(pk__in=known).distinct()
    rows = [Following(person=person, forum=forum) for person in people]
    Following.objects.bulk_create(rows, ignore_conflicts=True)


def follows(held: Pass, thread: Thread | None = None) -> bool:
    """Is this person told of the forum, or of this thread? What was said of the thread holds over the forum's."""
    said = list(
        Following.objects.filter(Q(forum=held.forum) | Q(thread=thread, thread__isnull=False), person=held.person)
    )
    by_thread = next((one.is_on for one in said if one.thread_id is not None), None)
    by_forum = next((one.is_on for one in said if one.forum_id is not None), None)
    if thread is not None and by_thread is not None:
        return by_thread
    return by_forum if by_forum is not None else held.forum.follow == Forum.Follow.EVERYBODY


def named_in(held: Pass, thread: Thread, text: str, only: Post | None = None) -> dict[str, Person]:
    """Whom "@Name" names, by the name as written: people who read this thread, and nobody else.

    only: in a private reply nobody is named but whom it is for."""
    words = names_in(text)
    if not words:
        return {}
    forum = held.forum
    by_alias = Alias.objects.filter(forum=forum, name__in=words).select_related("person")
    found = {row.name: row.person for row in by_alias}
    hidden = set(by_alias.values_list("person", flat=True)) if not held.is_team else set()
    members = Person.objects.filter(_may_come(forum), name__in=words, is_active=True).distinct()
    found |= {person.name: person for person in members.exclude(pk__in=hidden)[:MOST_NAMED]}
    return {
        name: person
        for name, person in found.items()
        if person.pk != held.person.pk
        and (only is None or person.pk == only.author_id)
        and _reads(person, thread, forum)
    }


def tell(post: Post, author: Person, named: dict[str, Person]) -> None:
    """Whom it is for, whom it names, whom it answers, and who follows."""
    thread, forum = post.thread, post.thread.forum
    if post.is_private:
        people = [post.private_to] if post.private_to_id else []
    else:
        people = [*named.values(), *_followers(thread, forum)]
        if post.reply_to is not None and post.reply_to.author is not None:
            people.insert(0, post.reply_to.author)
    for person in named.values():
        follow_thread(person, thread)
    readers = {one.pk: one for one in people if one is not None and one.pk != author.pk}
    # They may have left the journey, the group or the team since they said so.
    allowed = _allowed(readers, thread, forum)
    marks = dict(ReadMark.objects.filter(thread=thread, person__in=list(allowed)).values_list("person", "position"))
    tell_many(_telling(one, post, marks.get(one.pk, 0), one in named.values()) for one in allowed.values())


def _telling(person: Person, post: Post, read: int, is_named: bool) -> Telling:
    """Its key names the thread and how far it was read: what comes before the next look tells nothing more.

    Whoever answers the e-mail writes to the whole thread, so a private reply is answered on the platform alone.
    """
    thread, sort = post.thread, "named" if is_named else "private" if post.is_private else "new"
    subjects = {
        "named": _("You are named in “{title}”"),
        "private": _("A private reply to you in “{title}”"),
        "new": _("New messages in “{title}”"),
    }
    return Telling(
        person,
        thread.forum.organisation_id,
        Topic.FORUM,
        f"forum:{thread.public_id.hex}:{read}:{sort}" + (f":{post.pk}" if sort == "private" else ""),
        format_lazy(subjects[sort], title=lazystr(thread.title)),
        _("Read it on the platform: what others wrote stays there. You are told once, until you have read it."),
        reverse("forum:post", args=[post.public_id]),
        reply_to="" if sort == "private" else f"forum:{thread.public_id}",
        place=f"forum:{thread.forum_id}",
    )


def _followers(thread: Thread, forum: Forum) -> Iterable[Person]:
    """What was said of the thread, else of the forum, else the forum's own way."""
    said_no = Following.objects.filter(thread=thread, is_on=False).values("person")
    wants = Q(pk__in=Following.objects.filter(thread=thread, is_on=True).values("person"))
    if forum.follow == Forum.Follow.EVERYBODY:
        not_here = Following.objects.filter(forum=forum, is_on=False).values("person")
        wants |= Q(_may_come(forum)) & ~Q(pk__in=not_here)
    else:
        wants |= Q(pk__in=Following.objects.filter(forum=forum, is_on=True).values("person"))
    return Person.objects.filter(wants, is_active=True).exclude(pk__in=said_no).distinct()


def _may_come(forum: Forum) -> Q:
    """As a condition on people; which groups they read is asked beside."""
    members = Membership.objects.filter(organisation=forum.organisation_id)
    may = Q(pk__in=members.filter(role__in=TEAM).values("person"))
    if forum.for_learners:
        learners = Enrolment.objects.filter(organisation=forum.organisation_id, person__isnull=False)
        learners = learners.exclude(state=Enrolment.State.ENDED)
        learners = learners if forum.journey_id is None else learners.filter(journey=forum.journey_id)
        may |= Q(pk__in=learners.values("person"))
    if forum.for_guests:
        guests = Forum.guests.through.objects.filter(forum_id=forum.pk).values("person_id")
        may |= Q(pk__in=guests) & Q(pk__in=members.values("person"))
    return may


def _allowed(readers: dict[int, Person], thread: Thread, forum: Forum) -> dict[int, Person]:
    """Those who may still come, and read this thread's group. Three queries, whatever their number."""
    here = set(Person.objects.filter(_may_come(forum), pk__in=list(readers)).values_list("pk", flat=True))
    if thread.cohort_id is not None:
        group = Q(pk__in=Enrolment.objects.filter(cohort=thread.cohort_id, person__isnull=False).values("person"))
        group |= Q(cohorts=thread.cohort_id) | Q(coached_enrolments__cohort=thread.cohort_id)
        leads = Membership.objects.filter(organisation=forum.organisation_id, role__in=EVERYWHERE).values("person")
        group |= Q(pk__in=leads)
        here &= set(Person.objects.filter(group, pk__in=list(readers)).values_list("pk", flat=True))
    return {pk: person for pk, person in readers.items() if pk in here}


def _reads(person: Person, thread: Thread, forum: Forum) -> bool:
    held = pass_to(person, forum, enrolments_of(person))
    return held is not None and held.reads(thread)
