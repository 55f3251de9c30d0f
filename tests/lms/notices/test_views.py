"""A person's own notices: listed, followed, read; and how each wants to be told."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lms.notices.models import Notice, Preference, Topic, Way
from lms.notices.tell import tell
from lms.notices.unread import count_unread
from tests.factories import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return make_world(blocks=1)


def client_of(person: object) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(world: World, number: int = 1, address: str = "/fr/") -> Notice:
    tell(world.ana, world.organisation, Topic.BOOKING, f"k{number}", f"Avis {number}", "Mardi", address)
    return Notice.objects.get(key=f"k{number}")


def test_an_empty_centre_says_what_will_come(world):
    words = client_of(world.ana).get(reverse("notices:centre")).content.decode()
    assert 'class="empty"' in words and reverse("notices:preferences") in words


def test_following_a_notice_reads_it_once(world):
    notice = told(world, address="/fr/agenda/")
    assert count_unread(world.ana) == 1
    response = client_of(world.ana).get(reverse("notices:visit", args=[notice.pk]))
    assert response.url == "/fr/agenda/"
    notice.refresh_from_db()
    first = notice.read_at
    client_of(world.ana).get(reverse("notices:visit", args=[notice.pk]))
    notice.refresh_from_db()
    assert notice.read_at == first and count_unread(world.ana) == 0


def test_a_notice_leads_nowhere_off_the_site(world):
    for number, address in enumerate(("//evil.example", "/\\evil.example", "https://evil.example", "")):
        notice = told(world, number, address)
        assert client_of(world.ana).get(reverse("notices:visit", args=[notice.pk])).url == reverse("notices:centre")


def test_nobody_else_s_notice_can_be_opened(world):
    notice = told(world)
    for person in (world.otto, world.chloe):
        assert client_of(person).get(reverse("notices:visit", args=[notice.pk])).status_code == 404
    assert count_unread(world.ana) == 1


def test_one_button_reads_all_that_was_shown_and_nothing_that_came_since(world):
    for number in range(3):
        told(world, number)
    shown = Notice.objects.order_by("-pk").values_list("pk", flat=True)[1]
    client = client_of(world.ana)
    client.post(reverse("notices:read_all"), {"latest": shown})
    assert count_unread(world.ana) == 1
    for latest in ("", "x", "9" * 30):
        client.post(reverse("notices:read_all"), {"latest": latest})
    assert count_unread(world.ana) == 0


def test_the_list_is_cut_into_pages_and_costs_few_queries(world, django_assert_max_num_queries):
    now = timezone.now()
    rows = [
        Notice(
            person=world.ana,
            organisation=world.organisation,
            topic=Topic.PACE,
            key=f"n{n}",
            subject=f"N{n}",
            created_at=now,
        )
        for n in range(45)
    ]
    Notice.objects.bulk_create(rows)
    client = client_of(world.ana)
    client.get(reverse("notices:centre"))
    with django_assert_max_num_queries(7):
        response = client.get(reverse("notices:centre") + "?page=2")
    assert response.context["page"].paginator.num_pages == 3
    assert client.get(reverse("notices:centre") + "?page=nonsense").status_code == 200


def test_people_choose_topic_by_topic_and_choosing_twice_is_choosing_once(world):
    client = client_of(world.ana)
    for way in (Way.DIGEST, Way.NONE, Way.NONE):
        choices = {topic.value: Way.NOW.value for topic in Topic if topic != Topic.TEAM} | {"reminder": way.value}
        assert client.post(reverse("notices:preferences"), choices).status_code == 302
    assert Preference.objects.get(person=world.ana, topic=Topic.REMINDER).way == Way.NONE
    assert Preference.objects.count() == len(Topic) - 1


def test_only_the_team_is_asked_about_the_team(world):
    assert "team" not in client_of(world.ana).get(reverse("notices:preferences")).context["form"].fields
    assert "team" in client_of(world.chloe).get(reverse("notices:preferences")).context["form"].fields
    choices = {topic.value: Way.NONE.value for topic in Topic}
    client_of(world.ana).post(reverse("notices:preferences"), choices)
    assert not Preference.objects.filter(topic=Topic.TEAM).exists()


def test_a_way_that_does_not_exist_is_refused(world):
    response = client_of(world.ana).post(reverse("notices:preferences"), {"reminder": "pigeon"})
    assert response.status_code == 200 and Preference.objects.count() == 0


def test_the_count_for_the_menu_is_one_query(world, django_assert_num_queries):
    told(world)
    with django_assert_num_queries(1):
        assert count_unread(world.ana) == 1
