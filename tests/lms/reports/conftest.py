"""A journey with a crowd: thirteen learners, two cohorts, three states, and measures that are known by heart."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from lms.enrolment import enrol as enrolling
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Membership, Person
from lms.progress import intake, tally
from tests.factories import World, enrol_learner, make_person, make_world
from tests.kept import kept

NAMES = ["Élodie", "Zoé", "Bruno", "Awa", "Chen", "Farid", "Gina", "Hugo", "Inès", "Jean", "Karim", "Lou"]
AUTUMN, WINTER = 7, 5  # people of each cohort; Ana is in none


@dataclass
class Crowd:
    world: World
    cohorts: dict[str, Cohort]
    learners: list[Enrolment]
    # By enrolment, then by indicator code: the value that was judged last.
    values: dict[int, dict[str, Decimal]] = field(default_factory=dict)

    def level(self, enrolment: Enrolment, competency: str) -> int:
        """The rule of the field, written a second time: 0 nothing, 1 not all met, 2 all met, 3 all met alone."""
        codes = [f"I{competency[1:]}{letter}" for letter in "ab"]
        found = [self.values[enrolment.pk][code] for code in codes if code in self.values[enrolment.pk]]
        if not found:
            return 0
        if len(found) < len(codes) or min(found) < 60:
            return 1
        return 3 if min(found) >= 80 else 2

    def met(self, enrolment: Enrolment) -> int:
        return sum(value >= 60 for value in self.values[enrolment.pk].values())


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    cache.clear()


@pytest.fixture
def world(db, request) -> World:
    return request.getfixturevalue("crowd").world if "crowd" in request.fixturenames else make_world()


@pytest.fixture
def crowd(db) -> Crowd:
    return make_crowd()


@kept
def make_crowd() -> Crowd:
    world = make_world()
    cohorts = {
        name: Cohort.objects.create(organisation=world.organisation, journey=world.journey, name=name)
        for name in ("Automne", "Hiver")
    }
    learners = [world.enrolment]
    for number, name in enumerate(NAMES):
        cohort = cohorts["Automne"] if number < AUTUMN else cohorts["Hiver"]
        person = make_person(f"{name} Nom", world.organisation, email=f"learner{number}@example.org")
        learners.append(enrol_learner(world, person, weeks_ago=number % 4, cohort=cohort))
    crowd = Crowd(world, cohorts, learners)
    for number, enrolment in enumerate(learners):
        judge(crowd, enrolment, number)
    for enrolment in (learners[1], learners[2]):
        enrolling.end(enrolment)
    enrolling.pause(learners[3])
    tally.move_all()
    return crowd


def judge(crowd: Crowd, enrolment: Enrolment, number: int) -> None:
    """The more the number, the more indicators; values go round 40, 60, 80, 95."""
    codes = ["I1.1a", "I1.1b", "I1.2a", "I1.2b", "I2.1a", "I2.1b", "I2.2a", "I2.2b"]
    known = crowd.values.setdefault(enrolment.pk, {})
    for place, code in enumerate(codes[: number % 9]):
        value = Decimal((40, 60, 80, 95)[(number + place) % 4])
        say(crowd, enrolment, code, value)
        known[code] = value


def say(crowd: Crowd, enrolment: Enrolment, code: str, value: Decimal, comment: str = "", days_ago: int = 1) -> None:
    intake.judge(
        enrolment,
        crowd.world.indicator(code),
        value,
        author=crowd.world.bo,
        comment=comment,
        happened_at=timezone.now() - timedelta(days=days_ago),
    )


def sign_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def grant_names(person: Person) -> None:
    Membership.objects.filter(person=person).update(may_see_names=True)


@pytest.fixture
def eva(crowd) -> Client:
    """The evaluator, whose agreement gives her names."""
    grant_names(crowd.world.eva)
    return sign_in(crowd.world.eva)


@pytest.fixture
def nameless(crowd) -> Client:
    """The evaluator without names."""
    return sign_in(crowd.world.eva)
