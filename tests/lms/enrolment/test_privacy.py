"""What was agreed with a person is handed over, and its words go with them."""

from datetime import date

import pytest

from lms.enrolment import enrol as enrolling
from lms.enrolment.agreed import extend, open_gate, set_due_date
from lms.enrolment.models import DateException, Enrolment, Extension, GateOpening
from lms.enrolment.privacy import export
from lms.people import privacy
from tests.factories import make_world

pytestmark = pytest.mark.django_db


def test_agreements_are_exported_and_their_words_erased():
    world = make_world()
    row, step = world.enrolment, world.journey.sequences.get(code="S12")
    set_due_date(row, step, date(2027, 1, 4), "Her child was ill", world.chloe)
    open_gate(row, step, "She knows it", world.chloe)
    extend(row, date(2027, 9, 1), "She was ill", world.dora)
    enrolling.end(row, reason="A job in Lyon")
    (told,) = export(world.ana)["enrolments"]
    assert told["exit_reason"] == "A job in Lyon" and told["agreed_dates"][0]["reason"] == "Her child was ill"
    assert told["opened_steps"][0]["reason"] == "She knows it" and told["extensions"][0]["reason"] == "She was ill"
    privacy.erase(world.ana, decided_by=world.admin)
    reasons = [model.objects.get().reason for model in (DateException, GateOpening, Extension)]
    assert reasons == ["", "", ""] and Enrolment.objects.get().exit_reason == ""
