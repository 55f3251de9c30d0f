"""What the record is told of posts: that somebody posted, was answered, or was found useful; and what is taken back.

A message is named by its post and by how often something was taken back of it, so that what is shown again counts anew.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from content.forum.models import Forum, Post
from courses.learner import Look
from courses.seat import Seat
from lms.catalogue.models import Activity, Assessor, EvidenceType, Indicator
from lms.catalogue.outline import outline_of
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.people.access import organisations_where
from lms.people.models import Person, Role
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion, Evidence

KIND = "forum"


def tell_posted(post: Post, at: datetime | None = None) -> None:
    """Each of the author's activities that this post brings further learns of it."""
    told = _told(post)
    for enrolment, activity, rules in _activities(post):
        if rules & _sorts(told):
            _attend(enrolment, activity, told, _key("post", post), at or post.created_at)


def tell_answered(post: Post, question: Post, at: datetime) -> None:
    """An answer was accepted: good for who asked."""
    for enrolment, activity, rules in _activities(question):
        if "answered" in rules:
            _attend(enrolment, activity, {"verb": "answered"}, _key("answered", question), at)


def tell_useful(post: Post, moderator: Person, at: datetime) -> None:
    """A moderator found it useful: every activity of the forum hears it, and what counts such posts is measured."""
    for enrolment, activity, _rules in _activities(post):
        _attend(enrolment, activity, {"verb": "passed"}, _key("useful", post), at, moderator)
    measure_useful(post, moderator, at)


def take_back(post: Post, what: str, author: Person | None, reason: str) -> None:
    """Withdraw all that was told of this post as `what`; without an author it is the learner's own doing."""
    prefix = f"attend:{what}:{post.public_id.hex}:"
    rows = Evidence.objects.filter(enrolment__person=post.author_id, key__startswith=prefix, verb__in=VERBS)
    for evidence in rows.filter(enrolment__in=_enrolments_of(post)).select_related("enrolment", "activity"):
        if author is None:
            intake.take_back(evidence, reason=reason)
        else:
            intake.void(evidence, author=author, reason=reason)


def measure_useful(post: Post, moderator: Person, at: datetime) -> None:
    """The indicators of the forum's own steps that a moderator assesses: how many useful posts there are now.

    One figure is in force; the one before is withdrawn, so that taking "useful" back lowers it.
    """
    for enrolment in _enrolments_of(post):
        for indicator in measured_by(enrolment, post.thread.forum):
            _measure(enrolment, indicator, post, moderator, at)


def measured_by(enrolment: Enrolment, forum: Forum) -> list[Indicator]:
    """Those a moderator assesses by posts, whose source is a sequence with an activity in this forum."""
    rows = Activity.objects.filter(journey=enrolment.journey_id, kind=KIND, version__settings__forum=forum.code)
    codes = {code for code in rows.values_list("sequence__code", flat=True) if code}
    found = Indicator.objects.filter(
        competency__competency_block__framework=enrolment.journey.framework_id,
        evidence_type=EvidenceType.FORUM_CONTRIBUTION,
        assessor=Assessor.MODERATOR,
        source_sequence__in=codes,
        version__isnull=False,
    )
    return list(found.order_by("pk"))


def mark_of(person: Person) -> str:
    """Tells people apart in facts without naming anybody."""
    return salted_hmac("content.forum.to", str(person.public_id), algorithm="sha256").hexdigest()[:16]


VERBS = ("posted", "answered", "passed")


def _measure(enrolment: Enrolment, indicator: Indicator, post: Post, moderator: Person, at: datetime) -> None:
    # In line: two moderators at once count one after the other.
    EnrolmentTotal.objects.select_for_update(of=("self",)).get(enrolment=enrolment)
    forum = post.thread.forum
    name = f"useful:{forum.public_id.hex}:{indicator.pk}:"
    useful = Post.objects.filter(thread__forum=forum, author=post.author_id, useful_at__isnull=False, hidden_at=None)
    count = useful.filter(deleted_at=None).count()
    words = _("Messages recognised as useful in “%(forum)s”") % {"forum": forum}
    before = list(Evidence.objects.filter(enrolment=enrolment, key__startswith=f"judge:{name}", voided_by=None))
    for evidence in before:
        intake.void(evidence, author=moderator, reason=words)
    if count:
        told = Evidence.objects.filter(enrolment=enrolment, key__startswith=f"judge:{name}").count()
        key = f"{name}{told}"
        intake.judge(enrolment, indicator, Decimal(count), author=moderator, comment=words, key=key, happened_at=at)


def _activities(post: Post) -> Iterator[tuple[Enrolment, Activity, set[str]]]:
    """The author's activities in this forum that are open to them, each with the rules that may judge it."""
    forum = post.thread.forum
    for enrolment in _enrolments_of(post):
        rows = Activity.objects.filter(
            journey=enrolment.journey_id, kind=KIND, is_live=True, version__settings__forum=forum.code
        )
        activities = list(rows.select_related("version", "sequence").order_by("pk"))
        begun = Completion.objects.filter(enrolment=enrolment, activity__in=activities)
        frozen = dict(begun.values_list("activity", "version__rule"))
        look = Look(Seat(enrolment.journey, outline_of(enrolment.journey), enrolment)) if activities else None
        for activity in activities:
            item = look.seat.outline.activity_by_key.get(str(activity.key)) if look else None
            if look is None or item is None or not _is_open(look, item.sequence_id):
                continue
            assert activity.version is not None
            yield enrolment, activity, {frozen.get(activity.pk, ""), activity.version.rule}


def _is_open(look: Look, sequence_id: int) -> bool:
    """Prerequisites done; who has left since was there at the time, and the record asks for that itself."""
    gate = look.gate(look.seat.outline.sequence_by_id[sequence_id])
    return gate is None or (look.seat.enrolment is not None and look.seat.enrolment.state != Enrolment.State.ACTIVE)


def _enrolments_of(post: Post) -> list[Enrolment]:
    """Where the author learns, within the forum's reach."""
    forum = post.thread.forum
    rows = Enrolment.objects.filter(person=post.author_id, organisation=forum.organisation_id)
    if post.author_id is None:
        return []
    if forum.journey_id is not None:
        rows = rows.filter(journey=forum.journey_id)
    return list(rows.select_related("organisation", "journey__organisation", "total").order_by("pk"))


def _told(post: Post) -> dict[str, Any]:
    answered = post.reply_to
    other = answered.author if answered is not None and answered.author_id != post.author_id else None
    is_guest = other is not None and post.thread.forum.organisation_id in organisations_where(other, Role.GUEST)
    starts = post.position == 1 and not post.is_private
    return {"verb": "posted", "starts": starts, "to": mark_of(other) if other else "", "guest": is_guest}


def _sorts(told: dict[str, Any]) -> set[str]:
    """The rules that such a post brings further."""
    names = {"posted", "useful"}
    names |= {"started", "answered"} if told["starts"] else set()
    return names | ({"replied"} if told["to"] else set()) | ({"exchanged"} if told["guest"] else set())


def _key(what: str, post: Post) -> str:
    return f"{what}:{post.public_id.hex}:{post.turn}"


def _attend(
    enrolment: Enrolment, activity: Activity, told: Any, key: str, at: datetime, author: Person | None = None
) -> None:
    try:
        intake.attend(enrolment, activity, told, happened_at=at, key=key, author=author)
    except Refused:
        # They were not on the journey that day: the post stands all the same, and counts for nothing.
        return
