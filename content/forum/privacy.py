"""What this kind keeps of a person: to hand it over, and to take it out. lms.people.privacy calls it.

When somebody is erased, what they wrote in front of everybody stays for those who answered it, without an author; what
was private, their files, their chosen names and their name in others' mentions go.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from content.forum import attachments
from content.forum.models import Alias, Following, Post, ReadMark, Report, Thread, Wording
from content.forum.words import fold, html_of
from lms.people.models import Person

GONE = "…"


def export(person: Person) -> dict[str, Any]:
    """Posts with their files, older wordings, reports, names, and what is followed."""
    posts = (
        Post.objects.filter(author=person).select_related("thread__forum").prefetch_related("attachments", "wordings")
    )
    followed = Following.objects.filter(person=person).select_related("forum", "thread").order_by("pk")
    reports = Report.objects.filter(person=person).order_by("pk")
    return {
        "forum_posts": [_post(row) for row in posts.order_by("created_at", "pk")],
        "private_replies_received": list(
            Post.objects.filter(private_to=person, hidden_at=None).order_by("pk").values("created_at", "text")
        ),
        "forum_names": list(Alias.objects.filter(person=person).values("forum__title", "name")),
        "forums_followed": [{"what": str(row.thread or row.forum), "told": row.is_on} for row in followed],
        "threads_read": ReadMark.objects.filter(person=person).count(),
        "reports_made": list(reports.values("made_at", "reason")),
    }


def erase(person: Person) -> None:
    _forget_private(Post.objects.filter(Q(author=person) | Q(private_to=person), is_private=True))
    own = Post.objects.filter(author=person)
    names = {person.name, *Alias.objects.filter(person=person).values_list("name", flat=True)}
    names |= set(own.exclude(shown_name="").values_list("shown_name", flat=True))
    for post in own.prefetch_related("attachments"):
        attachments.forget(post)
    Wording.objects.filter(post__author=person).delete()
    _forget_mentions(person, {name for name in names if name})
    nobody(own, Thread.objects.filter(author=person))
    Report.objects.filter(person=person).update(person=None, reason="")
    Report.objects.filter(closed_by=person).update(closed_by=None)
    Post.objects.filter(hidden_by=person).update(hidden_by=None)
    Post.objects.filter(useful_by=person).update(useful_by=None)
    for model in (Following, ReadMark, Alias):
        model.objects.filter(person=person).delete()  # type: ignore[attr-defined]


def nobody(posts: Any, threads: Any) -> None:
    """They have no author any more."""
    posts.update(author=None, shown_name="")
    threads.update(author=None, shown_name="")


def _forget_private(rows: Iterable[Post]) -> None:
    for post in rows:
        attachments.forget(post)
        Post.objects.filter(pk=post.pk).update(text="", html="", folded="", hidden_reason="", private_to=None)
        post.wordings.all().delete()


def _forget_mentions(person: Person, names: set[str]) -> None:
    """In the forums of those who knew them: "@Name" becomes "@…"."""
    known_by = person.memberships.values("organisation")
    for name in names:
        said = Post.objects.filter(thread__forum__organisation__in=known_by, folded__contains=fold(f"@{name}"))
        for post in said.iterator(chunk_size=200):
            text = post.text.replace(f"@{name}", f"@{GONE}")
            Post.objects.filter(pk=post.pk).update(text=text, html=html_of(text), folded=fold(text))
        for wording in Wording.objects.filter(
            post__thread__forum__organisation__in=known_by, text__contains=f"@{name}"
        ):
            Wording.objects.filter(pk=wording.pk).update(text=wording.text.replace(f"@{name}", f"@{GONE}"))


def _post(row: Post) -> dict[str, Any]:
    return {
        "forum": row.thread.forum.title,
        "thread": row.thread.title,
        "posted_at": row.created_at,
        "name_shown": row.shown_name,
        "text": row.text,
        "private": row.is_private,
        "hidden": row.hidden_reason if row.hidden_at else "",
        "useful": row.useful_at is not None,
        "files": [one.name for one in row.attachments.all()],
        "before_it_was_changed": [one.text for one in row.wordings.all()],
    }
