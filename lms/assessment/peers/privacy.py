"""What peer reviews know of a person; lms/assessment/privacy.py calls it."""

from typing import Any

from lms.assessment.filling import without_words
from lms.assessment.peers.models import Peer, PeerReview, PeerRound
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    """What this person showed, what peers gave them, and what they gave peers; both nameless."""
    own = Peer.objects.filter(enrolment__person=person).select_related("round").order_by("pk")
    return {
        "shown": [{"round": row.round.title, "words": row.words} for row in own],
        "received": [_review(row) for row in _given().filter(reviewed__enrolment__person=person)],
        "given": [_review(row) for row in _given().filter(reviewer__enrolment__person=person)],
    }


def erase(person: Person) -> None:
    """Their words and those about them go, with what they never gave; levels stay, nameless."""
    PeerReview.objects.filter(reviewer__enrolment__person=person, given_at=None).delete()
    PeerReview.objects.filter(reviewed__enrolment__person=person, given_at=None).delete()
    for row in _given().filter(reviewed__enrolment__person=person) | _given().filter(
        reviewer__enrolment__person=person
    ):
        PeerReview.objects.filter(pk=row.pk).update(lines=without_words(row.lines), comment="")
    Peer.objects.filter(enrolment__person=person).update(words="")
    PeerRound.objects.filter(author=person).update(author=None)


def _given() -> Any:
    return PeerReview.objects.filter(given_at__isnull=False).select_related("reviewer__round").order_by("pk")


def _review(row: PeerReview) -> dict[str, Any]:
    return {"round": row.reviewer.round.title, "given_at": row.given_at, "score": row.score, "comment": row.comment}
