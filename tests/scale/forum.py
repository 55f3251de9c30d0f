"""A forum of 10, 1,000 and 100,000 posts: queries, processor and wall time of its pages.

`python -c "import django; django.setup(); from tests.scale.forum import main; main()"` prints them, on the database of
the settings: it must be there, migrated. Nothing of it stays.
"""

import json
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from statistics import median

from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from content.forum.models import Forum, Post, ReadMark, Thread
from lms.people.models import Person
from tests.factories import World, make_person, make_world

ROUNDS, AUTHORS = 10, 50


def measure(posts: int) -> dict[str, dict[str, float]]:
    """By page: {"queries", "cpu_ms", "wall_ms"}; half of the posts in one long thread, the others in short ones."""
    with transaction.atomic():
        world = make_world()
        long, forum = _fill(world, posts)
        if connection.vendor == "postgresql":
            # As autovacuum would have done by the time a forum is that full.
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
        client = Client(SERVER_NAME="localhost")
        client.force_login(world.ana)
        thread = reverse("forum:thread", args=[long.public_id])
        here = reverse("forum:forum", args=[forum.public_id])
        last = max(1, (long.size - 1) // 50 + 1)
        addresses = {
            "forums": reverse("forum:index"),
            "threads": here,
            "threads_new": f"{here}?which=new",
            "first_page": thread,
            "last_page": f"{thread}?page={last}",
            "search_rare": reverse("forum:search") + "?q=introuvable",
            "search_common": reverse("forum:search") + "?q=message",
            "home": reverse("courses:my_journey"),
        }
        found = {name: _cost(client, address) for name, address in addresses.items()}
        transaction.set_rollback(True)
    return found


def _fill(world: World, posts: int) -> tuple[Thread, Forum]:
    people = [make_person(f"P{n} Nom", world.organisation, email=f"p{n}@example.org") for n in range(AUTHORS)]
    forum = Forum.objects.create(organisation=world.organisation, code="BIG", title="Grand", journey=world.journey)
    sizes = [posts - posts // 2] + [min(10, posts // 2)] * ((posts // 2) // 10)
    now = timezone.now()
    threads = Thread.objects.bulk_create(
        Thread(forum=forum, title=f"Fil {n}", author=people[n % AUTHORS], size=size, last_at=now - timedelta(minutes=n))
        for n, size in enumerate(sizes)
    )
    Post.objects.bulk_create(_posts(threads, people), batch_size=5000)
    # Ana has read the half of them.
    ReadMark.objects.bulk_create(ReadMark(person=world.ana, thread=row, position=row.size) for row in threads[::2])
    return threads[0], forum


def _posts(threads: list[Thread], people: list[Person]) -> Iterator[Post]:
    number = 0
    for thread in threads:
        for position in range(1, thread.size + 1):
            number += 1
            text = f"Message {number} d'une longueur que les gens ont : deux phrases, une question, et un merci."
            yield Post(
                thread=thread,
                position=position,
                author=people[number % AUTHORS],
                key=f"scale-{number}",
                text=text,
                html=f"<p>{text}</p>",
                folded=text.lower(),
            )


def _cost(client: Client, address: str) -> dict[str, float]:
    assert client.get(address).status_code == 200
    cache.clear()
    with CaptureQueriesContext(connection) as seen:
        client.get(address)
    queries = sum(not one["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT")) for one in seen)
    costs = [_timed(client, address) for _round in range(ROUNDS)]
    cpu, wall = zip(*costs, strict=True)
    return {"queries": queries, "cpu_ms": round(median(cpu), 1), "wall_ms": round(median(wall), 1)}


def _timed(client: Client, address: str) -> tuple[float, float]:
    before, began = time.process_time(), time.perf_counter()
    client.get(address)
    return 1000 * (time.process_time() - before), 1000 * (time.perf_counter() - began)


def main() -> None:
    """The three sizes as JSON, on standard output."""
    found = {f"{connection.vendor} {posts}": measure(posts) for posts in (10, 1000, 100_000)}
    json.dump(found, sys.stdout, indent=1)
