"""Nearest first without a map: distances, and what is understood of what people type."""

import pytest

from lms.partners.places import Place, distance_km, find_place, names_of
from lms.partners.words import distance_words, plain

TULLE, BRIVE = Place("19000 Tulle", 45.267, 1.771), Place("19100 Brive-la-Gaillarde", 45.159, 1.533)
KNOWN = {"19000": TULLE, "tulle": TULLE, "19000 tulle": TULLE, "brive la gaillarde": BRIVE}


def test_the_distance_is_that_of_the_crow():
    assert distance_km(TULLE, BRIVE) == pytest.approx(22.2, abs=0.5)
    assert distance_km(TULLE, TULLE) == 0
    assert distance_km(Place("", 0, -179.5), Place("", 0, 179.5)) == pytest.approx(111.2, abs=0.5)


@pytest.mark.parametrize("typed", ["Tulle", " tulle ", "19000", "19000 Tulle", "19000 Ailleurs", "TULLE."])
def test_a_place_is_found_as_people_type_it(typed):
    assert find_place(typed, KNOWN) == TULLE


def test_accents_and_dashes_do_not_matter():
    assert find_place("brive la gaillarde", KNOWN) == BRIVE
    assert plain("Saint-Étienne") == "saint etienne"


@pytest.mark.parametrize("typed", ["", "Paris", "<script>", "19", "x" * 10_000])
def test_what_is_not_known_is_not_guessed(typed):
    assert find_place(typed, KNOWN) is None


def test_what_may_be_typed_is_listed_once():
    assert names_of(KNOWN) == ["19000 Tulle", "19100 Brive-la-Gaillarde"]


def test_distances_are_whole_kilometres():
    assert "22" in distance_words(22.4) and "22.4" not in distance_words(22.4)
