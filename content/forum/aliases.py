"""The name that is shown in a forum, where the forum takes one: nobody else's, and the team sees who it is."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from content.forum.access import Pass
from content.forum.models import Alias, Post
from lms.people.models import Membership, Person
from lms.plugins.kind import Refused


def choose(held: Pass, name: str) -> None:
    """From now on; what was posted before keeps its name. An empty one is one's own again. Raises Refused."""
    shown = " ".join("".join(sign for sign in name if sign.isprintable()).split())[:60]
    if not held.forum.takes_aliases:
        raise Refused(_("In this forum everybody writes under their own name."))
    if not shown:
        Alias.objects.filter(person=held.person, forum=held.forum).delete()
        return
    if _is_somebody(held, shown):
        raise Refused(_("Somebody here has this name already. Choose another one."))
    try:
        with transaction.atomic():
            Alias.objects.update_or_create(person=held.person, forum=held.forum, defaults={"name": shown})
    except IntegrityError:
        raise Refused(_("Somebody here has this name already. Choose another one.")) from None


def name_of(held: Pass, author: Person | None, shown_name: str) -> str:
    """As this reader sees the author of a post."""
    if author is None:
        return shown_name or _("Somebody who has left")
    if shown_name and held.is_team:
        return _("%(shown)s (%(name)s)") % {"shown": shown_name, "name": author.name}
    return shown_name or author.name or _("Somebody")


def _is_somebody(held: Pass, shown: str) -> bool:
    others = Membership.objects.filter(organisation=held.forum.organisation_id, person__name__iexact=shown)
    written = Post.objects.filter(thread__forum=held.forum, shown_name__iexact=shown)
    return (
        others.exclude(person=held.person).exists()
        or written.exclude(author=held.person).exists()
        or Alias.objects.filter(forum=held.forum, name__iexact=shown).exclude(person=held.person).exists()
    )
