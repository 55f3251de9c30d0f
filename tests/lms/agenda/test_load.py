"""Programmes' loads, exactly, from their definitions; and files that cannot be understood say where."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

import lms.agenda
from lms.agenda.load import Unreadable, balance_of, in_hours, load_of
from lms.agenda.models import AgendaRules
from lms.catalogue.outline import outline_of
from tests.factories import make_world

PROGRAMMES = Path(lms.agenda.__file__).parent / "programmes"


def sample(name: str) -> bytes:
    return (PROGRAMMES / f"{name}.yaml").read_bytes()


def test_mpess_creation_is_19_to_20_and_a_half_hours():
    """domain.md A24, AC1: 3 x 3.5 + 3 x (1 to 1.5) + 2 + 3.5."""
    load = load_of(sample("mpess-creation"))
    assert (load.least, load.most) == (19 * 60, 20 * 60 + 30)
    assert load.as_data()["hours"] == {"min": 19.0, "max": 20.5}


def test_mpess_developpement_is_85_hours_without_what_is_optional():
    """domain.md A25, AC1: 2 x 7 + 4 x 7 + 20 + 9 + 3.5 + 3.5 + 7."""
    load = load_of(sample("mpess-developpement"))
    assert load.least == load.most == 85 * 60
    assert load.optional == 7 * 60 + 210


def test_days_and_half_days_are_the_organisation_s():
    rules = AgendaRules(day_minutes=360, half_day_minutes=180)
    assert load_of(sample("mpess-developpement"), rules).least == (2 + 4 + 1) * 360 + 2 * 180 + 29 * 60


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 600), st.booleans()), min_size=1, max_size=8))
def test_a_load_is_the_sum_of_what_is_not_optional(items):
    rows = [
        {"title": "x", "count": count, "minutes": minutes, "optional": optional} for count, minutes, optional in items
    ]
    load = load_of(json.dumps({"title": "t", "items": rows}))
    assert load.least == load.most == sum(count * minutes for count, minutes, optional in items if not optional)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "line 1: the file is empty"),
        ("- a\n- b\n", "line 1: the file: fields are needed"),
        ("title: x\n", "line 1: items"),
        ("title: x\nitems: []\n", "line 2: items"),
        ("title: x\nitems:\n  - title: a\n", "line 3: items[0]: say its length once"),
        ("title: x\nitems:\n  - title: a\n    hours: 2\n    days: 1\n", "line 3: items[0]: say its length once"),
        ("title: x\nitems:\n  - title: a\n    hours: two\n", "line 4: items[0].hours: a number"),
        ("title: x\nitems:\n  - title: a\n    hours: -1\n", "line 4: items[0].hours: a number"),
        ("title: x\nitems:\n  - title: a\n    hours: .inf\n", "line 4: items[0].hours: a number"),
        ("title: x\nitems:\n  - title: a\n    hours: {min: 2, max: 1}\n", "line 4: items[0].hours: min is more"),
        ("title: x\nitems:\n  - title: a\n    hours: {min: 2}\n", "line 4: items[0].hours: a range needs"),
        ("title: x\nitems:\n  - title: a\n    hours: 1\n    count: 1.5\n", "line 5: items[0].count: a whole"),
        ("title: x\nitems:\n  - title: a\n    hours: 1\n    optional: maybe\n", "line 5: items[0].optional"),
        ("title: x\nitems:\n  - title: a\n    hours: 1\n    colour: red\n", "line 5: items[0]: colour is not known"),
        ("title: x\nitems:\n  - hours: 1\n", "line 3: items[0].title: a text"),
        ("title: x\nitems:\n  - title: a\n    hours: 1\n    hours: 2\n", "line 5: items[0]: hours is said twice"),
        ("title: [\n", "this is not YAML"),
        (b"\xff\xfe\x00", "this is not UTF-8"),
        ("a: &a [*a]\n", "a is not known"),
        ("[" * 5000, "this is not YAML"),
    ],
)
def test_what_cannot_be_understood_says_where(text, place):
    with pytest.raises(Unreadable) as refusal:
        load_of(text)
    assert place in str(refusal.value)


def test_every_fault_is_told_at_once():
    with pytest.raises(Unreadable) as refusal:
        load_of("title: x\nitems:\n  - title: a\n    hours: x\n  - title: b\n    days: y\n")
    assert len(refusal.value.faults) == 2


def test_the_command_prints_minutes_and_hours(capsys):
    out = io.StringIO()
    call_command("load", str(PROGRAMMES / "mpess-creation.yaml"), stdout=out)
    assert json.loads(out.getvalue())["minutes"] == {"min": 1140, "max": 1230}


def test_the_command_names_file_and_line(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("title: x\nitems:\n  - title: a\n    hours: two\n")
    err = io.StringIO()
    with pytest.raises(CommandError):
        call_command("load", str(broken), stderr=err)
    assert f"{broken}, line 4: items[0].hours" in err.getvalue()
    with pytest.raises(CommandError, match=r"cannot be read|ne peut pas être lu"):
        call_command("load", str(tmp_path / "missing.yaml"))


@pytest.mark.django_db
def test_a_published_journey_s_load_is_the_sum_of_its_sequences():
    world = make_world()
    balance = balance_of(outline_of(world.journey))
    assert balance.minutes == world.journey.minutes == 240
    assert (balance.in_person, balance.remote, balance.in_person_percent) == (120, 120, 50)
    assert in_hours(90) == 1.5
