"""A round of peer review: who takes part, what they give each other, and what it comes to when it is closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.assessment.access import may_mark
from lms.assessment.filling import Lines
from lms.assessment.grading import LONGEST, Given, read_lines, weigh, worth
from lms.assessment.grids import current
from lms.assessment.juries.marks import mean_share
from lms.assessment.models import Grid
from lms.assessment.peers.allocate import allocate
from lms.assessment.peers.models import Peer, PeerReview, PeerRound
from lms.catalogue.models import Indicator
from lms.enrolment.models import Enrolment
from lms.notices.models import Topic
from lms.notices.tell import tell
from lms.people.models import Organisation, Person
from lms.plugins.kind import Refused
from lms.progress import intake, record
from lms.progress.models import Evidence

MOST_PEERS = 200


@dataclass(frozen=True)
class Told:
    """What somebody says of a round."""

    title: str
    grid: Grid
    reviews_each: int = 2
    way: str = PeerRound.Way.MEAN


def begin(organisation: Organisation, told: Told, learners: Iterable[Enrolment], *, author: Person) -> PeerRound:
    """A round with these learners, and each told whom to review. Raises Refused, in words."""
    with transaction.atomic():
        grid = current(organisation.pk).select_for_update().filter(pk=told.grid.pk).first()
        if grid is None:
            raise Refused(_("This grid does not exist any more. Choose another one."))
        row = PeerRound.objects.create(
            organisation=organisation,
            grid=grid,
            title=told.title,
            reviews_each=told.reviews_each,
            way=told.way,
            author=author,
        )
        add_peers(row, learners, author=author)
        if row.peers.count() < 2:
            raise Refused(_("Choose two learners at least: nobody reviews themselves."))
    return row


def add_peers(round: PeerRound, learners: Iterable[Enrolment], *, author: Person) -> None:
    """Who joins late is given reviews too, and is reviewed; what others were given before stays. Raises Refused."""
    with transaction.atomic():
        row = _open(round)
        for one in learners:
            if not may_mark(author, one) or one.organisation_id != row.organisation_id:
                raise Refused(_("Choose among the learners you accompany."))
            peer, is_new = Peer.objects.get_or_create(round=row, enrolment=one)
            if not is_new and peer.left_at is not None:
                peer.left_at = None
                peer.save(update_fields=["left_at"])
        if row.peers.count() > MOST_PEERS:
            raise Refused(_("%(most)d people at most in one round.") % {"most": MOST_PEERS})
        _share_out(row)


def leave(peer: Peer) -> None:
    """What was given stays; what was not is given to others, and nobody else's reviews move. Raises Refused."""
    with transaction.atomic():
        row = _open(peer.round)
        Peer.objects.filter(pk=peer.pk, left_at=None).update(left_at=timezone.now())
        PeerReview.objects.filter(reviewer=peer, given_at=None).delete()
        PeerReview.objects.filter(reviewed=peer, given_at=None).delete()
        _share_out(row)


def give(review: PeerReview, given: dict[int, Given], comment: str, *, by: Person) -> PeerReview:
    """One peer's review of another; until the round is closed it can be given again. Raises Refused, in words."""
    with transaction.atomic():
        row = _open(review.reviewer.round)
        locked = PeerReview.objects.select_for_update(of=("self",)).select_related(
            "reviewer__enrolment", "reviewed__enrolment"
        )
        review = locked.get(pk=review.pk)
        if review.reviewer.enrolment.person_id != by.pk or review.reviewed.enrolment.person_id == by.pk:
            raise Refused(_("This review is somebody else's."))
        lines = read_lines(row.grid, given)
        review.lines = [line.kept() for line in lines]
        review.comment, review.score = comment.replace("\x00", "").strip()[:LONGEST], weigh(lines)
        review.given_at = review.given_at or timezone.now()
        review.save()
    return review


def close(round: PeerRound, *, author: Person) -> int:
    """Measure what peers gave, by the word of who closes: a trainer of theirs, who has read it. How many were measured.

    A second time changes nothing. Raises Refused, in words, and then nothing is stored.
    """
    with transaction.atomic():
        row = PeerRound.objects.select_for_update(of=("self",)).select_related("grid").get(pk=round.pk)
        if row.closed_at is not None:
            return 0
        row.closed_at = timezone.now()
        row.save(update_fields=["closed_at"])
        measured = 0
        for peer in row.peers.select_related("enrolment__person").order_by("enrolment_id"):
            if peer.enrolment.person_id is not None:
                measured += bool(_measure(row, peer, author))
    return measured


def _open(round: PeerRound) -> PeerRound:
    """Locked, so that two who change it wait for each other."""
    row = PeerRound.objects.select_for_update(of=("self",)).select_related("grid", "organisation").get(pk=round.pk)
    if row.closed_at is not None:
        raise Refused(_("This round is closed. What was given stays as it is."))
    return row


def _share_out(round: PeerRound) -> None:
    peers = list(round.peers.filter(left_at=None, enrolment__person__isnull=False).select_related("enrolment__person"))
    pairs = set(PeerReview.objects.filter(reviewer__round=round).values_list("reviewer", "reviewed"))
    by_pk = {peer.pk: peer for peer in peers}
    for reviewer, reviewed in allocate([peer.pk for peer in peers], pairs, round.reviews_each):
        PeerReview.objects.create(reviewer=by_pk[reviewer], reviewed=by_pk[reviewed])
        person = by_pk[reviewer].enrolment.person
        assert person is not None
        tell(
            person,
            round.organisation,
            Topic.ASKED,
            f"peers:{round.pk}:{person.pk}",
            gettext_lazy("You are asked to look at others' work"),
            round.title,
            _address(person),
        )


def _address(person: Person) -> str:
    with translation.override(person.language):
        return reverse("assessment:peer_rounds")


def _measure(round: PeerRound, peer: Peer, author: Person) -> list[str]:
    """Public ids of what the record was told of one peer: of each indicator the mean, or the sum, of what was given."""
    if peer.evidence:
        return []
    given = [row.lines for row in peer.received.filter(given_at__isnull=False).order_by("pk")]
    record.lock(peer.enrolment_id)
    told = []
    for indicator, value in _values(round, peer, given):
        outcome = intake.judge(
            peer.enrolment,
            indicator,
            value,
            author=author,
            comment=_("What %(count)d peers gave: %(title)s") % {"count": len(given), "title": round.title},
            key=f"peers:{round.public_id.hex}:{indicator.pk}",
        )
        told.append(outcome.evidence_id)
    found = [str(one) for one in Evidence.objects.filter(pk__in=told).values_list("public_id", flat=True)]
    peer.evidence = found
    peer.save(update_fields=["evidence"])
    return found


def _values(round: PeerRound, peer: Peer, given: list[Lines]) -> list[tuple[Indicator, Decimal]]:
    known = Indicator.objects.filter(
        version__isnull=False, competency__competency_block__framework__journeys=peer.enrolment.journey_id
    )
    found = []
    for one in round.grid.criteria.filter(indicator__in=known).select_related("indicator"):
        lines = [line for lines in given for line in lines if line["criterion"] == one.pk]
        if lines and one.indicator is not None:
            times = len(lines) if round.way == PeerRound.Way.SUM else 1
            found.append((one.indicator, worth(one, mean_share(lines)) * times))
    return found
