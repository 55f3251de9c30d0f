"""Peers look at each other's work: shared out level, never one's own, and steady when somebody leaves."""

from collections import Counter
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lms.assessment.grids import CriterionTold
from lms.assessment.peers import rounds
from lms.assessment.peers.allocate import allocate
from lms.assessment.peers.models import Peer, PeerReview, PeerRound
from lms.people import privacy
from lms.people.models import Role
from lms.plugins.kind import Refused
from lms.progress.models import Evidence, IndicatorStanding
from lms.progress.rebuild import differences
from tests.factories import enrol_learner, make_person, make_world
from tests.lms.assessment.making import LEVELS, make_grid
from tests.lms.assessment.making import given as levels_given

pytestmark = pytest.mark.django_db


@given(st.integers(2, 15), st.integers(1, 5))
def test_everybody_reviews_as_many_and_is_reviewed_as_often(people, each):
    pairs = allocate(range(people), [], each)
    count = min(each, people - 1)
    assert all(reviewer != reviewed for reviewer, reviewed in pairs) and len(set(pairs)) == len(pairs)
    assert set(Counter(reviewer for reviewer, _ in pairs).values()) == {count}
    assert set(Counter(reviewed for _, reviewed in pairs).values()) == {count}


@given(st.integers(3, 12), st.integers(1, 4), st.data())
def test_when_somebody_leaves_the_others_keep_theirs_and_all_stay_level(people, each, data):
    pairs = allocate(range(people), [], each)
    gone = data.draw(st.integers(0, people - 1))
    kept = [pair for pair in pairs if gone not in pair]
    left = [one for one in range(people) if one != gone]
    added = allocate(left, kept, each)
    assert not set(added) & set(kept)
    after = Counter(reviewer for reviewer, _ in [*kept, *added])
    assert {after[one] for one in left} == {min(each, people - 2)}
    received = Counter(reviewed for _, reviewed in [*kept, *added])
    assert (
        all(one != other for one, other in added) and max(received.values()) - min(received[one] for one in left) <= 2
    )


@pytest.fixture
def world():
    world = make_world(blocks=1)
    criteria = (CriterionTold("Reformulation juste", LEVELS, indicator=world.indicator(), scale=Decimal(1)),)
    world.grid = make_grid(world, "PAIRS", criteria=criteria)
    names = ("Léo", "Mia", "Noé")
    world.others = [enrol_learner(world, make_person(name, world.organisation, Role.LEARNER)) for name in names]
    return world


def begin(world, **fields):
    told = rounds.Told("Reformuler l'offre", world.grid, **fields)
    return rounds.begin(world.organisation, told, [world.enrolment, *world.others], author=world.bo)


def give_all(world, round, place=2):
    for row in PeerReview.objects.filter(reviewer__round=round).select_related("reviewer__enrolment__person"):
        rounds.give(row, levels_given(world.grid, place), "Clair.", by=row.reviewer.enrolment.person)


@pytest.mark.parametrize(("way", "value"), [("sum", 2), ("mean", 1)])
def test_what_peers_gave_is_measured_when_a_trainer_closes(world, way, value):
    round = begin(world, way=way)
    give_all(world, round)
    assert not Evidence.objects.exists()
    assert rounds.close(round, author=world.bo) == 4 and rounds.close(round, author=world.bo) == 0
    assert IndicatorStanding.objects.get(enrolment=world.enrolment).value == value
    assert {row.author for row in Evidence.objects.all()} == {world.bo}
    with pytest.raises(Refused):
        give_all(world, round)
    assert differences(world.journey) == []


def test_who_leaves_gives_their_reviews_to_others_and_what_they_gave_stays(world):
    round = begin(world)
    leaving = Peer.objects.get(enrolment=world.others[0])
    first = leaving.given.first()
    rounds.give(first, levels_given(world.grid, 2), "", by=world.others[0].person)
    others = set(PeerReview.objects.exclude(reviewer=leaving).exclude(reviewed=leaving).values_list("pk", flat=True))
    rounds.leave(leaving)
    rows = PeerReview.objects.exclude(reviewer=leaving)
    assert leaving.given.get() == first and others <= set(rows.values_list("pk", flat=True))
    assert Counter(rows.values_list("reviewer", flat=True)) == {
        peer.pk: 2 for peer in round.peers.exclude(pk=leaving.pk)
    }
    assert not rows.filter(reviewed=leaving).exists()


def test_a_review_is_its_reviewer_s_own(world, client):
    round = begin(world)
    row = PeerReview.objects.filter(reviewer__enrolment=world.enrolment).first()
    with pytest.raises(Refused):
        rounds.give(row, levels_given(world.grid, 2), "", by=world.bo)
    with translation.override("en"):
        address = reverse("assessment:peer_review", args=[row.public_id])
        mine = reverse("assessment:my_peer_part", args=[round.public_id])
    client.force_login(row.reviewed.enrolment.person)
    assert client.get(address).status_code == 404
    client.post(mine, {"words": "Des paniers bio à vélo."})
    client.force_login(world.ana)
    assert "Des paniers bio à vélo." in client.get(address).content.decode()
    criterion = world.grid.criteria.get()
    sent = {f"level_{criterion.pk}": criterion.levels.all()[2].pk, "comment": "Très clair"}
    assert client.post(address, sent).status_code == 302
    client.force_login(row.reviewed.enrolment.person)
    assert "Très clair" not in client.get(mine).content.decode()
    rounds.close(round, author=world.bo)
    page = client.get(mine).content.decode()
    assert "Très clair" in page and "Ana" not in page


def test_one_alone_makes_no_round_and_coaches_begin_none_of_others(world):
    told = rounds.Told("Seul", world.grid)
    with pytest.raises(Refused):
        rounds.begin(world.organisation, told, [world.enrolment], author=world.bo)
    with pytest.raises(Refused):
        rounds.begin(world.organisation, told, [world.enrolment, *world.others], author=world.chloe)
    assert not PeerRound.objects.exists()


def test_through_the_trainer_s_screens(world, client):
    client.force_login(world.bo)
    with translation.override("en"):
        new = reverse("assessment:new_peer_round", args=["club"])
    sent = {"title": "Pitch", "grid": world.grid.pk, "reviews_each": "1", "way": "mean"}
    sent["learners"] = [world.enrolment.pk, world.others[0].pk]
    answer = client.post(new, sent)
    round = PeerRound.objects.get()
    assert PeerReview.objects.count() == 2
    assert "2 reviews are not given yet." in client.get(answer["Location"]).content.decode()
    add, change = f"{answer['Location']}add/", f"{answer['Location']}change/"
    client.post(add, {"learners": [world.others[1].pk]})
    assert PeerReview.objects.count() == 3
    client.post(change, {"leaves": round.peers.last().pk})
    client.post(change, {"close": "1"})
    round.refresh_from_db()
    assert round.closed_at is not None


def test_export_and_erasure(world):
    round = begin(world)
    give_all(world, round)
    exported = privacy.export(world.ana)["assessment"]["peers"]
    assert len(exported["given"]) == 2 and len(exported["received"]) == 2
    privacy.erase(world.ana)
    assert not PeerReview.objects.filter(reviewed__enrolment=world.enrolment).exclude(comment="").exists()
    assert PeerReview.objects.filter(given_at__isnull=False).count() == 8
