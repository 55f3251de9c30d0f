"""Many at the same moment: a form sent twice posts once, places are not taken twice, useful posts are counted whole."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from content.forum.models import Post, Thread
from lms.progress.models import IndicatorStanding
from tests.content.forum.setting import add_page, make_indicator, make_place, url

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, several) -> list:
    def close_after(one):
        try:
            return work(one)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(several)) as pool:
        return list(pool.map(close_after, several))


def test_double_clicks_and_moderators_at_the_same_moment():
    place = make_place()
    indicator, _page = make_indicator(place), add_page(place)
    thread = place.thread("ali")
    clients = {name: place.client(name) for name in ("ana", "ali", "bea", "bo", "dora")}
    sent = [(name, f"key-of-{name}-{n // 2}") for name in ("ana", "ali", "bea") for n in range(4)]

    def write(one):
        return clients[one[0]].post(url("write", thread), {"text": "Bonjour.", "key": one[1]}).status_code

    assert set(at_once(write, sent)) == {302}
    thread = Thread.objects.get(pk=thread.pk)
    positions = sorted(Post.objects.filter(thread=thread).values_list("position", flat=True))
    assert positions == list(range(1, 8)) and thread.size == 7
    useful = [(name, post) for post in Post.objects.filter(author=place.people["ana"]) for name in ("bo", "dora")]
    done = at_once(lambda one: clients[one[0]].post(url("moderate", one[1]), {"act": "useful"}).status_code, useful)
    assert set(done) == {302}
    assert IndicatorStanding.objects.get(enrolment=place.enrolment(), indicator=indicator).value == 2
