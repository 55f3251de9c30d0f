"""Tell people something, once: every app above calls it inside its own transaction; e-mail follows the commit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from operator import itemgetter

from django.db import transaction
from django.utils import timezone, translation
from django.utils.functional import Promise

from lms.notices import storms
from lms.notices.models import Notice, Preference, Topic, Way
from lms.people.models import Organisation, Person

MAIL_OF_WAY = {Way.NOW: Notice.Mail.DUE, Way.DIGEST: Notice.Mail.DIGEST, Way.NONE: Notice.Mail.NONE}
BATCH = 1000  # notices of one INSERT


@dataclass(frozen=True)
class Telling:
    """What one person is to be told. Texts and address are lazy: they are worded in the person's own language."""

    person: Person
    organisation_id: int
    topic: Topic
    key: str  # names the fact: the same key tells it once
    subject: str | Promise
    body: str | Promise = ""
    address: str | Promise = ""  # a path of this site
    about: Person | None = None  # whom it names, when that is somebody else
    reply_to: str = ""  # what an answer by e-mail goes to, "conversation:<uuid>"; see lms/notices/inbound
    place: str = ""  # where it comes from, for storms.py; by default topic and organisation
    useful_until: datetime | None = None  # after it nobody needs it: quiet hours do not hold it, nor does a storm


def tell(
    person: Person,
    organisation: Organisation,
    topic: Topic,
    key: str,
    subject: str | Promise,
    body: str | Promise = "",
    address: str | Promise = "",
    about: Person | None = None,
    reply_to: str = "",
    place: str = "",
    useful_until: datetime | None = None,
) -> bool:
    """Keep a notice for this person and have it e-mailed as they chose; False when the same key was told before.

    Texts are lazy: they are put into words here, in the person's own language. `key` names the fact, e.g.
    "booking:7:made"; `address` is a path of this site; `about` is whom the words name, so that erasing them takes the
    notice along; `reply_to` is what an answer to the e-mail goes to, "<sort>:<id>". Call it where the fact is written:
    both are stored or neither.
    """
    one = Telling(person, organisation.pk, topic, key, subject, body, address, about, reply_to, place, useful_until)
    return tell_many([one]) == 1


def tell_many(tellings: Iterable[Telling]) -> int:
    """The same for many: what was told before is not even worded. Returns how many are new; five queries a thousand."""
    rest, told = iter(tellings), 0
    while batch := list(islice(rest, BATCH)):
        told += _tell_batch(batch)
    return told


def _tell_batch(batch: list[Telling]) -> int:
    people, keys = {each.person.pk for each in batch}, {each.key[:120] for each in batch}
    new = {(each.person.pk, each.key[:120]): each for each in batch}
    if len(new) > 1:
        known = Notice.objects.filter(person__in=people, key__in=keys).values_list("person_id", "key")
        seen = set(known)
        # In one order, so that two who tell the same at once wait for each other and never cross.
        new = {pair: each for pair, each in sorted(new.items(), key=itemgetter(0)) if pair not in seen}
    if not new:
        return 0
    ways = _ways({person for person, _key in new})
    now = timezone.now()
    rows = [_worded(each, ways.get((each.person.pk, each.topic), Way.NOW)) for each in new.values()]
    for row in rows:
        row.created_at = row.mail_after = now
    storms.hold(rows, now)
    with transaction.atomic():
        # Somebody else may tell the same at this moment: one of the two is kept.
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        if any(row.mail == Notice.Mail.DUE for row in rows):
            from lms.notices.deliver import ask

            transaction.on_commit(ask)
        mine = Notice.objects.filter(person__in=people, key__in=[key for _person, key in new], created_at=now)
        return len(set(mine.values_list("person_id", "key")) & new.keys())


def _ways(people: set[int]) -> dict[tuple[int, str], Way]:
    rows = Preference.objects.filter(person__in=people).values_list("person_id", "topic", "way")
    return {(person, topic): Way(way) for person, topic, way in rows}


def _worded(telling: Telling, way: Way) -> Notice:
    with translation.override(telling.person.language):
        return Notice(
            person_id=telling.person.pk,
            organisation_id=telling.organisation_id,
            about=telling.about,
            topic=telling.topic,
            key=telling.key[:120],
            subject=" ".join(str(telling.subject).split())[:200],
            body=str(telling.body),
            address=str(telling.address)[:300],
            mail=MAIL_OF_WAY[way],
            place=storms.place_of(telling.place, telling.topic, telling.organisation_id),
            reply_to=telling.reply_to[:80],
            useful_until=telling.useful_until,
        )
