"""A filled grid is one grading; what it measures moves indicators at once, once, and in any order."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from lms.assessment.grading import Given, grading_in_force, line_words, tell
from lms.assessment.grids import CriterionTold
from lms.assessment.models import Grading
from lms.catalogue.models import Indicator
from lms.enrolment.enrol import end
from lms.people import privacy
from lms.people.models import Role
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Evidence, IndicatorStanding, Measure
from lms.progress.rebuild import differences
from tests.factories import make_framework, make_person, make_world
from tests.lms.assessment.making import LEVELS, graded, make_grid, read_again

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def world(db):
    return make_world(blocks=1)


@pytest.fixture
def grid(world):
    return make_grid(world)


def standing(world, code="I1.1a"):
    return IndicatorStanding.objects.filter(enrolment=world.enrolment, indicator=world.indicator(code)).first()


def test_a_grid_filled_in_measures_its_indicator_and_gives_a_weighed_score(world, grid):
    row = graded(world, grid, 1, 2, words="De bons exemples.")
    assert row.score == pytest.approx((1 * 0.5 + 3 * 1) / 4)
    assert standing(world).value == Decimal(50) and not standing(world).is_met
    evidence = Evidence.objects.get(public_id=row.evidence[0])
    assert (evidence.author, evidence.comment, evidence.verb) == (world.bo, "De bons exemples.", "assessed")


def test_where_less_is_better_full_marks_say_nothing_of_it(world):
    Indicator.objects.filter(code="I1.1a").update(operator="<=", threshold=5, autonomy_threshold=2)
    row = graded(world, make_grid(world), 1, 2)
    assert row.score == pytest.approx((1 * 0.5 + 3 * 1) / 4) and standing(world).value == Decimal(50)
    best = graded(world, make_grid(world, "AUTRE"), 2, 2, name="test:2", key="k2")
    assert best.score == 1 and standing(world).value == 0


def test_a_double_click_says_nothing_twice(world, grid):
    first, again = graded(world, grid, 2, 2), graded(world, grid, 2, 2)
    assert first.pk == again.pk and Grading.objects.count() == 1 and Measure.objects.count() == 1


def test_a_new_grading_withdraws_what_the_old_one_told_and_tells_its_own(world, grid):
    first = graded(world, grid, 0, 0)
    second = graded(world, grid, 2, 2, key="k2", replaces=first, reason="J'avais mal lu.")
    assert standing(world).value == Decimal(100) and standing(world).is_met
    withdrawal = Evidence.objects.get(verb="voided")
    assert str(withdrawal.voids.public_id) == first.evidence[0] and withdrawal.comment == "J'avais mal lu."
    assert grading_in_force("test:1", world.enrolment) == second and Grading.objects.count() == 2
    assert differences(world.journey) == []


def test_an_older_mark_put_right_does_not_cover_what_was_measured_since(world, grid):
    first = graded(world, grid, 0, 0, happened_at=NOON)
    graded(world, grid, 2, 2, name="test:2", key="k2", happened_at=NOON + timedelta(days=2))
    graded(world, grid, 1, 1, key="k3", replaces=first, reason="Une erreur.")
    assert standing(world).value == Decimal(100)


def test_a_second_marker_is_told_and_nothing_is_stored(world, grid):
    graded(world, grid, 1, 1)
    with pytest.raises(Refused, match="Bo Berger"):
        graded(world, grid, 2, 2, key="k2", author=world.chloe)
    assert Grading.objects.count() == 1 and standing(world).value == Decimal(50)


def test_a_grading_already_replaced_cannot_be_replaced_again(world, grid):
    first = graded(world, grid, 0, 0)
    graded(world, grid, 1, 1, key="k2", replaces=first, reason="Relu.")
    with pytest.raises(Refused):
        graded(world, grid, 2, 2, key="k3", replaces=first, reason="Relu aussi.")


def test_a_replacement_says_why(world, grid):
    first = graded(world, grid, 0, 0)
    with pytest.raises(Refused):
        graded(world, grid, 2, 2, key="k2", replaces=first, reason="  ")


def test_each_criterion_asks_for_a_level_of_its_own(world, grid):
    with pytest.raises(Refused):
        graded(world, grid, 1)
    other = make_grid(world, "AUTRE", criteria=(CriterionTold("Autre", LEVELS), CriterionTold("Encore", LEVELS)))
    first, second = other.criteria.all()
    levels = {first.pk: Given(second.levels.all()[0].pk), second.pk: Given(second.levels.all()[0].pk)}
    from lms.assessment.grading import Subject, grade

    with pytest.raises(Refused):
        grade(other, Subject(world.enrolment, "test:1"), levels, author=world.bo, key="k")
    assert not Grading.objects.exists()


@pytest.mark.parametrize("who", ["dora", "eva", "emile", "gaelle", "ana", "otto"])
def test_only_trainers_and_the_learner_s_coach_grade(world, grid, who):
    with pytest.raises(Refused):
        graded(world, grid, 2, 2, author=world.people[who])
    assert not Grading.objects.exists() and not Evidence.objects.exists()


def test_a_coach_grades_the_people_they_coach_and_nobody_else(world, grid):
    Indicator.objects.update(assessor="coach")
    other = make_person("Cora", world.organisation, Role.COACH)
    with pytest.raises(Refused):
        graded(world, grid, 2, 2, author=other)
    assert graded(world, grid, 2, 2, author=world.chloe).pk


def test_a_grid_of_another_organisation_grades_nobody_here(world):
    world.organisation, ours = world.other_organisation, world.organisation
    theirs = make_grid(world, criteria=(CriterionTold("a", LEVELS),))
    world.organisation = ours
    with pytest.raises(Refused):
        graded(world, theirs, 1)


def test_who_has_left_can_still_be_graded(world, grid):
    end(world.enrolment)
    assert graded(world, grid, 2, 2).evidence


def test_an_indicator_of_another_journey_s_framework_is_kept_but_measured_nowhere(world):
    from lms.catalogue.models import Framework

    Framework.objects.update(code="OLD")
    theirs = make_framework(world.organisation, blocks=1).blocks.get().competencies.first().indicators.first()
    grid = make_grid(world, criteria=(CriterionTold("a", LEVELS, indicator=theirs),))
    row = graded(world, grid, 2)
    assert row.score == 1 and row.evidence == [] and not Measure.objects.exists()


def test_what_is_kept_apart_is_told_later_and_once(world, grid):
    row = graded(world, grid, 2, 2, tells=False)
    assert not Evidence.objects.exists()
    assert tell(row).evidence and standing(world).is_met
    tell(row)
    assert Evidence.objects.count() == 1


def test_a_grading_reads_in_the_grid_s_order(world, grid):
    row = graded(world, grid, 1, 2, words="Oui.")
    lines = line_words(row, list(read_again(grid).criteria.all()))
    assert [(line["title"], line["level"], str(line["points"]), line["comment"]) for line in lines] == [
        ("Clarté", "En partie", "2", "Oui."),
        ("Soin", "Tout à fait", "4", "Oui."),
    ]


def test_export_holds_the_words_and_erasure_takes_them(world, grid):
    graded(world, grid, 1, 2, words="Ana parle de son père.", comment="Une carte précise.")
    told = privacy.export(world.ana)["assessment"]
    assert told["assessed"][0]["comment"] == "Une carte précise."
    assert told["assessed"][0]["lines"][0]["comment"] == "Ana parle de son père."
    before = standing(world).value
    privacy.erase(world.ana)
    row = Grading.objects.get()
    assert "père" not in str(row.lines) and row.comment == "" and row.score is not None
    assert standing(world).value == before


def test_an_assessor_who_is_erased_leaves_the_grading_nameless(world, grid):
    graded(world, grid, 1, 2)
    privacy.erase(world.bo)
    assert Grading.objects.get().author is None


class TestAnyOrder(TestCase):
    """Gradings of several pieces, corrected or not, give the same standings whatever came first."""

    def setUp(self):
        self.world = make_world(blocks=1)
        self.grid = make_grid(self.world)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.permutations(range(4)), st.lists(st.integers(0, 2), min_size=4, max_size=4), st.sets(st.integers(0, 3)))
    def test_any_order_gives_the_same_standings(self, order, levels, corrected):
        from django.db import transaction

        seen = []
        for way in (range(4), order):
            try:
                with transaction.atomic():
                    self._grade_all(way, levels, corrected)
                    seen.append(standing(self.world).value)
                    assert differences(self.world.journey) == []
                    raise _Undone
            except _Undone:
                pass
        assert seen[0] == seen[1]
        last = levels[3] if 3 not in corrected else 2 - levels[3]
        assert seen[0] == Decimal(50) * last

    def _grade_all(self, order, levels, corrected):
        for piece in order:
            moment = NOON + timedelta(hours=piece)
            row = graded(
                self.world, self.grid, levels[piece], 0, name=f"test:{piece}", key=f"a{piece}", happened_at=moment
            )
            if piece in corrected:
                graded(
                    self.world,
                    self.grid,
                    2 - levels[piece],
                    0,
                    name=f"test:{piece}",
                    key=f"b{piece}",
                    replaces=row,
                    reason="Relu.",
                )


class _Undone(Exception):
    pass


def test_a_measure_withdrawn_by_hand_stays_withdrawn_when_it_is_graded_again(world, grid):
    first = graded(world, grid, 0, 0)
    intake.void(Evidence.objects.get(), author=world.dora, reason="Autre personne.")
    graded(world, grid, 2, 2, key="k2", replaces=first, reason="La bonne.")
    assert standing(world).value == Decimal(100) and Evidence.objects.filter(verb="voided").count() == 1
