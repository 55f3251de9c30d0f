"""Jurors score alone; deliberation opens once; what they gave becomes a decision that moves indicators."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from content.jury.models import JuryPage
from content.text.models import TextPage
from courses.models import JourneyPage
from lms.assessment.juries import marks
from lms.assessment.juries.decide import decision_in_force, take_back
from lms.assessment.juries.models import Candidate, JuryDecision, JuryScore
from lms.enrolment.enrol import end
from lms.people.models import Membership
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion, Evidence, IndicatorStanding
from lms.progress.rebuild import differences
from tests.lms.assessment.juries.making import JURORS, make_sitting
from tests.pages import add_activity

pytestmark = pytest.mark.django_db


@pytest.fixture
def sitting():
    return make_sitting()


def standing(sitting, code="I1.1a"):
    return IndicatorStanding.objects.filter(enrolment=sitting.enrolment, indicator__code=code).first()


def test_a_double_click_gives_one_score_and_a_draft_counts_for_nothing(sitting):
    sitting.score("bo", 2, give=False)
    assert JuryScore.objects.get().score is None and marks.appraise(sitting.candidate).jury is None
    sitting.score("bo", 2, 1)
    sitting.score("bo", 2, 1)
    row = JuryScore.objects.get()
    assert row.given_at is not None and row.score == pytest.approx((1 + 3 * 0.5) / 4)


def test_a_score_lacks_no_criterion_and_a_draft_may(sitting):
    sitting.score("bo", 2, give=False)
    with pytest.raises(Refused):
        sitting.score("bo", 2)
    assert JuryScore.objects.get().given_at is None


def test_one_corrects_one_s_own_score_as_long_as_one_is_alone(sitting):
    sitting.score("bo", 2, 1)
    sitting.score("bo", 0, 0)
    row = JuryScore.objects.get()
    assert row.score == 0 and row.before == []


def test_in_deliberation_a_change_needs_a_reason_and_what_it_was_stays(sitting):
    sitting.score("bo", 2, 2)
    sitting.open()
    with pytest.raises(Refused):
        sitting.score("bo", 0, 0)
    sitting.score("bo", 0, 0, reason="J'avais mal compris.")
    row = JuryScore.objects.get()
    assert row.score == 0 and row.before[0]["score"] == 1 and row.before[0]["reason"] == "J'avais mal compris."


@pytest.mark.parametrize("who", ["dora", "admin", "otto", "ana", "eva"])
def test_who_does_not_sit_gives_nothing(sitting, who):
    with pytest.raises(Refused):
        sitting.score(who, 2, 2)
    assert not JuryScore.objects.exists()


def test_a_guest_who_left_the_organisation_gives_nothing_any_more(sitting):
    Membership.objects.filter(person=sitting.world.gaelle).delete()
    with pytest.raises(Refused):
        sitting.score("gaelle", 2, 2)


def test_the_president_alone_opens_and_something_must_be_there(sitting):
    with pytest.raises(Refused):
        sitting.open()
    sitting.score("chloe", 1, 1)
    for who in ("chloe", "gaelle", "dora", "admin"):
        with pytest.raises(Refused):
            sitting.open(who)
    first = sitting.open().opened_at
    assert sitting.open().opened_at == first


def test_nothing_is_decided_before_deliberation_nor_without_a_score_nor_by_others(sitting):
    with pytest.raises(Refused):
        sitting.decide()
    sitting.score("bo", 2, 2, give=False)
    sitting.score("chloe", 2, 2)
    sitting.open()
    for who in ("chloe", "dora", "admin", "ana"):
        with pytest.raises(Refused):
            sitting.decide(who=who)
    with pytest.raises(Refused):
        sitting.decide(reasons="  ")
    assert not JuryDecision.objects.exists()


def test_a_decision_completes_the_activity_and_measures_the_means(sitting):
    sitting.score("bo", 2, 2, seconds=300)
    sitting.score("chloe", 1, 0, seconds=330)
    sitting.score("gaelle", 1, 1, give=False)
    sitting.open()
    row = sitting.decide(distinctions=["Favourite of the jury"])
    assert sitting.decide().pk == row.pk  # a double click
    done = Completion.objects.get(enrolment=sitting.enrolment, activity=sitting.activity)
    assert done.state == "done" and done.facts["decisions"] == {row.public_id.hex: "passed"}
    assert done.trust == "person" and done.score == pytest.approx((1 + 0.125) / 2)
    assert standing(sitting).value == Decimal(15)  # out of 20: (20 + 10) / 2
    assert standing(sitting, "I1.1b").value == Decimal(315)
    assert set(Evidence.objects.values_list("author__name", flat=True)) == {"Bo Berger"}
    assert [one.title for one in decision_in_force(sitting.candidate).distinctions.all()] == ["Favourite of the jury"]
    assert differences(sitting.enrolment.journey) == []


def test_a_guest_presides_and_what_the_jury_says_counts(sitting):
    from lms.assessment.juries import plan
    from lms.assessment.juries.models import Juror

    plan.name_president(Juror.objects.get(person=sitting.world.gaelle))
    sitting.session.refresh_from_db()
    sitting.score("gaelle", 2, 2)
    sitting.open("gaelle")
    first = sitting.decide(who="gaelle")
    assert standing(sitting).value == Decimal(20)
    take_back(first, author=sitting.person("gaelle"), reason="Relu.")
    assert standing(sitting) is None


def test_a_decision_is_locked_and_replaced_with_a_reason_alone(sitting):
    sitting.score("bo", 2, 2)
    sitting.open()
    first = sitting.decide()
    with pytest.raises(Refused):
        sitting.decide("Not admitted this time", key="d2")
    with pytest.raises(Refused):
        sitting.decide("Not admitted this time", key="d2", replaces=first)
    with pytest.raises(Refused):
        sitting.score("bo", 0, 0, reason="Après coup.")
    second = sitting.decide("Not admitted this time", key="d2", replaces=first, reason="Erreur de ligne.")
    first.refresh_from_db()
    assert first.withdrawn_for == "Erreur de ligne." and first.withdrawn_by == sitting.world.bo
    facts = Completion.objects.get(enrolment=sitting.enrolment, activity=sitting.activity).facts
    assert facts["decisions"] == {second.public_id.hex: "failed"}
    assert Evidence.objects.filter(verb="voided").count() == 2 and differences(sitting.enrolment.journey) == []


def test_a_decision_taken_back_lets_scores_change(sitting):
    sitting.score("bo", 2, 2)
    sitting.open()
    take_back(sitting.decide(), author=sitting.world.bo, reason="Une jurée demande à revoir.")
    assert standing(sitting) is None
    sitting.score("bo", 0, 2, reason="Revu ensemble.")
    sitting.decide(key="d2")
    assert standing(sitting).value == 0


def test_a_jury_decides_after_the_learner_has_left(sitting):
    end(sitting.enrolment, on=timezone.localdate() - timedelta(days=5))
    Candidate.objects.update(starts_at=timezone.now() - timedelta(days=1))
    sitting.score("bo", 2, 2)
    sitting.open()
    sitting.decide()
    assert standing(sitting).value == Decimal(20)


def test_the_appraisal_weighs_both_parts_and_names_their_sources():
    sitting = make_sitting(jury_weight=Decimal(60), continuous_weight=Decimal(40))
    sitting.score("bo", 2, 2)
    without = marks.appraise(sitting.candidate)
    assert (without.jury, without.continuous, without.total) == (1, None, None)
    quiz = add_activity(JourneyPage.objects.get(), JuryPage(title="Oral blanc", minutes=20))
    message = {"verb": "passed", "decision": "x", "score": 0.5}
    moment = sitting.enrolment.created_at
    intake.attend(sitting.enrolment, quiz, message, happened_at=moment, key="q", author=sitting.world.bo)
    found = marks.appraise(sitting.candidate)
    assert (found.jury, found.continuous, found.total) == (1, 0.5, 0.8)
    assert [(one.title, one.sequence, one.score) for one in found.sources] == [("Oral blanc", "P11", 0.5)]


def test_a_mark_that_only_a_browser_vouches_for_is_no_continuous_assessment():
    sitting = make_sitting(jury_weight=Decimal(1), continuous_weight=Decimal(1))
    text = add_activity(JourneyPage.objects.get(), TextPage(title="Lire", minutes=20))
    intake.receive(sitting.enrolment, text, {"verb": "opened"})
    Completion.objects.filter(activity=text).update(score=1.0, trust="browser")
    assert marks.appraise(sitting.candidate).sources == []


class AnyOrder(TestCase):
    """The same scores and the same last decision give the same standings, whatever was said before them."""

    def setUp(self):
        self.sitting = make_sitting()

    @settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(
        st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=3, max_size=3),
        st.permutations(range(3)),
        st.lists(st.sampled_from(["score", "decide", "replace", "back"]), max_size=6),
        st.sampled_from(["Admitted", "Not admitted this time"]),
    )
    def test_any_order_gives_the_same_standings(self, levels, order, between, last):
        from django.db import transaction

        seen = []
        for way, acts in ((range(3), []), (order, between)):
            try:
                with transaction.atomic():
                    self._sit(levels, way, acts, last)
                    seen.append(self._read())
                    assert differences(self.sitting.enrolment.journey) == []
                    raise _Undone
            except _Undone:
                pass
        assert seen[0] == seen[1]
        assert seen[0][0] == pytest.approx(sum(10 * clarity for clarity, _care in levels) / 3, abs=0.0001)

    def _sit(self, levels, order, acts, last):
        sitting = self.sitting
        for place in order:
            sitting.score(JURORS[place], *reversed(levels[place]))
            sitting.score(JURORS[place], *levels[place])
        sitting.open()
        for act in acts:
            self._act(act, levels)
        self._clear()
        for place in order:
            sitting.score(JURORS[place], *levels[place], reason="Fin.")
        sitting.decide(last, key=uuid4().hex)

    def _act(self, act, levels):
        standing = JuryDecision.objects.filter(withdrawn_at=None).first()
        if act == "score" and standing is None:
            self.sitting.score("chloe", 2, 0, reason="Pour voir.")
        elif act == "decide" and standing is None:
            self.sitting.decide("Heard, with advice", key=uuid4().hex)
        elif act == "replace" and standing is not None:
            self.sitting.decide(key=uuid4().hex, replaces=standing, reason="Autre.")
        elif act == "back":
            self._clear()

    def _clear(self):
        standing = JuryDecision.objects.filter(withdrawn_at=None).first()
        if standing is not None:
            take_back(standing, author=self.sitting.world.bo, reason="Encore.")

    def _read(self):
        row = IndicatorStanding.objects.get(enrolment=self.sitting.enrolment, indicator__code="I1.1a")
        done = Completion.objects.get(enrolment=self.sitting.enrolment, activity=self.sitting.activity)
        return [float(row.value), row.is_met, done.state, list(done.facts["decisions"].values()), round(done.score, 9)]


class _Undone(Exception):
    pass
