"""People are told once, in their own language, and as they chose."""

import pytest
from django.urls import reverse_lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.notices.models import Notice, Preference, Topic, Way
from lms.notices.tell import Telling, tell, tell_many
from tests.factories import World, make_person, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def test_the_same_fact_is_told_once(world):
    assert tell(world.ana, world.organisation, Topic.BOOKING, "booking:1:made", "Votre place")
    assert not tell(world.ana, world.organisation, Topic.BOOKING, "booking:1:made", "Votre place")
    assert Notice.objects.count() == 1


def test_each_reads_it_in_their_own_language(world):
    bo = world.bo
    bo.language = "en"
    for person in (world.ana, bo):
        words = format_lazy("{a} !", a=_("Notices"))
        tell(person, world.organisation, Topic.BOOKING, "k", words, address=reverse_lazy("notices:preferences"))
    told = {row.person.name: (row.subject, row.address) for row in Notice.objects.select_related("person")}
    assert told["Ana Ferreira"] == ("Avis !", "/fr/avis/preferences/")
    assert told["Bo Berger"] == ("Notices !", "/en/notices/preferences/")


@pytest.mark.parametrize(
    ("way", "mail"), [(Way.NOW, Notice.Mail.SENT), (Way.DIGEST, Notice.Mail.DIGEST), (Way.NONE, Notice.Mail.NONE)]
)
def test_it_is_e_mailed_as_the_person_chose(world, way, mail, django_capture_on_commit_callbacks):
    Preference.objects.create(person=world.ana, topic=Topic.REMINDER, way=way)
    with django_capture_on_commit_callbacks(execute=True):
        tell(world.ana, world.organisation, Topic.REMINDER, "k", "Demain")
    assert Notice.objects.get().mail == mail


def test_many_are_told_in_few_queries_and_once(world, django_assert_max_num_queries):
    people = [make_person(f"P{n}", world.organisation) for n in range(20)]
    tellings = [
        Telling(person, world.organisation.pk, Topic.PACE, key, "Bonjour") for person in people for key in ("a", "b")
    ]
    with django_assert_max_num_queries(7):
        assert tell_many(tellings) == 40
    with django_assert_max_num_queries(1):
        assert tell_many(tellings) == 0
    assert tell_many([*tellings, Telling(world.ana, world.organisation.pk, Topic.PACE, "a", "Bonjour")]) == 1
    assert Notice.objects.count() == 41


def test_a_subject_is_one_line_however_it_was_written(world):
    tell(world.ana, world.organisation, Topic.BOOKING, "k", "Une ligne\r\nBcc: x@example.org")
    assert Notice.objects.get().subject == "Une ligne Bcc: x@example.org"
