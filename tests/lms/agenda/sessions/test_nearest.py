"""Places by distance: as the crow flies, the nearest first, within a radius or said to be none."""

from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.models import Venue
from lms.agenda.sessions.nearest import distance_km, nearest, none_within, within

TULLE, BRIVE, PARIS = (45.2672, 1.7719), (45.1590, 1.5330), (48.8566, 2.3522)
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def place(name: str, point: tuple[float, float] | None) -> Venue:
    return Venue(name=name, latitude=point[0] if point else None, longitude=point[1] if point else None)


def test_known_distances_are_right():
    assert 22 < distance_km(TULLE, BRIVE) < 23
    assert 400 < distance_km(TULLE, PARIS) < 403
    assert round(distance_km((0, 0), (0, 180))) == 20015


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_the_earth(one, other):
    assert abs(distance_km(one, other) - distance_km(other, one)) < 1e-6
    assert 0 <= distance_km(one, other) <= 20016


def test_the_nearest_comes_first_and_who_has_no_coordinates_last():
    rows = nearest([place("Paris", PARIS), place("Ailleurs", None), place("Brive", BRIVE)], TULLE)
    assert [row.venue.name for row in rows] == ["Brive", "Paris", "Ailleurs"]
    assert [row.venue.name for row in within(rows, 30)] == ["Brive"]
    assert within(nearest([place("Paris", PARIS)], TULLE), 30) == []
    assert "30 km" in none_within(30)
