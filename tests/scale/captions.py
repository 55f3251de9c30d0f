"""What a search in captions costs over a thousand hours: `measure()` builds them in the database at hand.

An hour of the workshop in the sample files has 1,140 lines of 9 words; a thousand hours are 1,140,000 lines. Words are
drawn as people use them: a few in every line, most of them seldom.
"""

import random
import time
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from courses.media.captions.words import fold
from courses.media.models import CaptionTrack, Cue, Video
from lms.people.models import Role
from tests.courses.media.films import make_video
from tests.factories import make_organisation, make_person

LINES_AN_HOUR = 1_140
WORDS_A_LINE = 9
BATCH = 5_000
ASKED = {
    "in one line of three": "projet",
    "rare": "montgolfière",
    "two words": "projet territoire",
    "beginning": "terr",
    "nowhere": "introuvable",
}


def measure(hours: int = 1_000) -> dict[str, Any]:
    """Queries and milliseconds, the median of five, of each search and of the tenth page of the most common word."""
    reader = build(hours)
    client = Client()
    client.force_login(reader)
    found = {name: _cost(client, {"q": words}) for name, words in ASKED.items()}
    found["tenth page"] = _cost(client, {"q": "projet", "from": "180"})
    return {"hours": hours, "lines": Cue.objects.count(), **found}


def build(hours: int) -> Any:
    organisation = make_organisation("heures")
    reader = make_person("Bo", organisation, Role.TRAINER, email="bo@scale.invalid")
    chance, vocabulary, weights = random.Random(7), *_vocabulary()
    for number in range(hours):
        video = make_video(organisation, f"Heure {number}", content=b"")
        track = CaptionTrack.objects.create(video=video, state=CaptionTrack.State.REVIEWED)
        Cue.objects.bulk_create(_lines(track, chance, vocabulary, weights), BATCH)
    last = Cue.objects.order_by("-pk").first()
    assert last is not None
    last.text = "Une montgolfière au-dessus des Landes"
    last.save()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE media_cue")
    assert Video.objects.count() == hours
    return reader


def _lines(track: CaptionTrack, chance: random.Random, vocabulary: list[str], weights: list[float]) -> list[Cue]:
    drawn = chance.choices(vocabulary, cum_weights=weights, k=LINES_AN_HOUR * WORDS_A_LINE)
    rows = []
    for place in range(LINES_AN_HOUR):
        text = " ".join(drawn[place * WORDS_A_LINE : (place + 1) * WORDS_A_LINE])
        start = place * 3_150
        rows.append(Cue(track=track, start_ms=start, end_ms=start + 3_150, text=text, words=fold(text), position=place))
    return rows


def _vocabulary() -> tuple[list[str], list[float]]:
    """Twenty thousand words, the n-th said 1/n as often as the first (Zipf)."""
    known = ["de", "et", "projet", "la", "pour", "territoire", "structure", "emploi"]
    words = known + [f"mot{number}x" for number in range(20_000)]
    total, weights = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / (rank + 2)
        weights.append(total)
    return words, weights


def _cost(client: Client, asked: dict[str, str]) -> dict[str, float]:
    address, spent = reverse("media:search"), []
    client.get(address, asked)
    for _round in range(5):
        with CaptureQueriesContext(connection) as seen:
            before = time.perf_counter()
            response = client.get(address, asked)
            spent.append((time.perf_counter() - before) * 1000)
    found = response.context["found"]
    return {"queries": len(seen), "ms": round(sorted(spent)[2], 1), "shown": len(found)}
