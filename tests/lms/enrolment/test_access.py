"""A closed step says why, and what opens it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from lms.catalogue.outline import outline_of
from lms.enrolment import enrol as enrolling
from lms.enrolment.access import refusal
from tests.factories import make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return make_world()


def ask(world, code="S11", done=()):
    outline = outline_of(world.journey)
    sequences = {sequence.code: sequence for sequence in outline.sequences}
    return refusal(world.enrolment, sequences[code], outline, {sequences[one].id for one in done})


def test_what_needs_nothing_is_open_whatever_the_week(world):
    assert ask(world) is None
    assert ask(world, "S21") is None


def test_a_prerequisite_closes_and_opens(world):
    gate = ask(world, "S12")
    assert gate is not None
    assert [item.code for item in gate.needs] == ["S11"]
    assert gate.needs[0].title in gate.opens and gate.reason
    assert ask(world, "S12", done=["S11"]) is None


def test_a_prerequisite_that_was_withdrawn_asks_nothing(world):
    outline = outline_of(world.journey)
    sequence = replace(outline.sequences[0], prerequisites=("no-such-key",))
    assert refusal(world.enrolment, sequence, outline, ()) is None


def test_a_sequence_that_was_withdrawn_is_closed(world):
    outline = outline_of(world.journey)
    gate = refusal(world.enrolment, replace(outline.sequences[0], id=0), outline, ())
    assert gate is not None and gate.opens


def test_ended_paused_and_future_enrolments_are_closed(world):
    enrolling.pause(world.enrolment)
    assert ask(world) is not None
    enrolling.end(world.enrolment)
    assert ask(world) is not None
    world.enrolment.state, world.enrolment.starts_on = "active", timezone.localdate() + timedelta(days=2)
    gate = ask(world)
    assert gate is not None and str(world.enrolment.starts_on.year) in gate.opens
    assert str(gate) == f"{gate.reason} {gate.opens}"
