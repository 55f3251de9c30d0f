"""What is handed over of a person's sign-offs, and what stays of them when the person is erased."""

from lms.agenda.models import SignOff
from lms.agenda.signoffs import privacy, sign, statement
from lms.agenda.signoffs.words import Tap, Word
from lms.people import privacy as people
from tests.lms.agenda.signoffs.room import State, tap


def test_ana_gets_what_she_signed_and_nothing_of_others(world, half_day):
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    sign.close(half_day, world.bo, Tap())
    [line] = privacy.export(world.ana)
    assert (line["session"], line["state"], line["statement_hash"]) == (
        half_day.session.title,
        "present",
        row.statement_hash,
    )
    assert line["device"] == "A phone"
    assert [each["role"] for each in privacy.export(world.bo)] == ["trainer"]
    assert privacy.export(world.otto) == []


def test_what_stays_of_her_proves_without_naming(world, half_day):
    row = sign.sign(half_day, world.enrolment, world.ana, tap(half_day)).sign_off
    sign.cancel_and_replace(row, world.bo, "Ana était malade", Word(State.ABSENT, "Grippe d'Ana"), Tap())
    privacy.erase(world.ana)
    people.erase(world.ana)
    rows = SignOff.objects.order_by("pk")
    assert len(rows) == 2
    for row in rows:
        assert (row.person, row.reason, row.cancel_reason, row.address_hash, row.device) == (None, "", "", "", "")
        assert statement.verify(row)


def test_a_trainer_who_is_erased_leaves_the_signatures_of_others_and_a_nameless_one(world, half_day):
    sign.sign_on_device(half_day, world.enrolment, world.bo, Tap())
    own = sign.close(half_day, world.bo, Tap()).sign_off
    sign.cancel_and_replace(own, world.dora, "Autre formatrice", Word(State.PRESENT), Tap())
    privacy.erase(world.bo)
    people.erase(world.bo)
    ana, old, new = SignOff.objects.order_by("pk")
    assert (ana.person, ana.entered_by) == (world.ana, None)
    assert (old.person, old.cancelled_by, new.person) == (None, world.dora, world.dora)
    assert all(statement.verify(row) for row in (ana, old, new))
