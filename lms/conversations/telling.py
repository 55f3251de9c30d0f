"""Who is told of a message: the other side, by their own ways, and answerable by e-mail. send.py calls it."""

from collections.abc import Iterator

from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.conversations.models import Message
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import Telling, tell_many
from lms.people.models import Membership, Person, Role

TOLD = 2000  # signs of a message that stand in its notice


def tell_all(enrolment: Enrolment, message: Message) -> None:
    """Inside the transaction that keeps the message."""
    if message.is_from_learner:
        tell_many([_to(one, enrolment, message) for one in advisers_of(enrolment)])
        return
    if enrolment.person is not None:
        tell_many([_to(enrolment.person, enrolment, message)])
    # Whoever else accompanies knows that it was answered, and by whom.
    others = [one for one in advisers_of(enrolment, named_only=True) if one.pk != message.author_id]
    tell_many([_beside(one, enrolment, message) for one in others])


def advisers_of(enrolment: Enrolment, named_only: bool = False) -> Iterator[Person]:
    """The coach and whoever was brought in; where nobody is left, the coordinators. Each once."""
    named = {}
    if enrolment.coach is not None and enrolment.coach.is_active:
        named[enrolment.coach_id] = enrolment.coach
    brought = Person.objects.filter(
        pk__in=enrolment.conversation.parties.values("person"),
        is_active=True,
        memberships__organisation_id=enrolment.organisation_id,
    )
    named |= {one.pk: one for one in brought}
    if not named and not named_only:
        keepers = Membership.objects.filter(
            organisation_id=enrolment.organisation_id, role=Role.COORDINATOR, person__is_active=True
        )
        named = {one.person_id: one.person for one in keepers.select_related("person").order_by("pk")}
    return (one for one in named.values() if one.pk != enrolment.person_id)


def _to(person: Person, enrolment: Enrolment, message: Message) -> Telling:
    target = f"conversation:{message.conversation.public_id}"
    files = message.text[:TOLD] or _("Files, to be read on the site.")
    return Telling(
        person,
        enrolment.organisation_id,
        Topic.MESSAGE,
        f"message:{message.pk}",
        format_lazy(_("{name} has written to you"), name=str(message.author)),
        files,
        reverse_lazy("conversations:read", args=[enrolment.public_id]),
        about=message.author,
        reply_to=target,
        place=target,
    )


def _beside(person: Person, enrolment: Enrolment, message: Message) -> Telling:
    return Telling(
        person,
        enrolment.organisation_id,
        Topic.TEAM,
        f"message:{message.pk}",
        format_lazy(_("{name} has answered {learner}"), name=str(message.author), learner=str(enrolment.person)),
        "",
        reverse_lazy("conversations:read", args=[enrolment.public_id]),
        about=enrolment.person,
    )
