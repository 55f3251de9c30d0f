"""What the day's e-mails cost for many people: `measure()` writes three notices each and sends the letters.

python -c "...; from tests.scale.digests import measure; print(measure())"    in a shell of an empty database
"""

import time
from datetime import timedelta
from typing import Any

from django.core import mail
from django.db import connection
from django.utils import timezone

from lms.notices import digest
from lms.notices.models import Notice, Topic
from lms.people.models import Membership, Organisation, Person, Role
from tests.factories import make_organisation

BATCH = 2000
EACH = 3  # notices of one letter


def measure(people: int = 10_000) -> dict[str, Any]:
    """Queries, processor and wall seconds of a run that sends all, and of a second that sends nothing."""
    build(people)
    return {"people": people, "first": _run(), "again": _run()}


def build(people: int) -> Organisation:
    organisation = make_organisation(f"digest-{timezone.now():%H%M%S%f}")
    rows = [
        Person(email=f"{organisation.code}-{n}@scale.invalid", name=f"Personne {n}", password="!")
        for n in range(people)
    ]
    made = Person.objects.bulk_create(rows, BATCH)
    Membership.objects.bulk_create(
        [Membership(person=person, organisation=organisation, role=Role.LEARNER) for person in made], BATCH
    )
    past = timezone.now() - timedelta(days=2)
    notices = (
        Notice(
            person=person,
            organisation=organisation,
            topic=Topic.FORUM,
            key=f"n{number}",
            subject=f"Message {number}",
            body="Un nouveau message dans votre groupe.",
            address="/fr/",
            mail=Notice.Mail.DIGEST,
            created_at=past,
            mail_after=past,
        )
        for person in made
        for number in range(EACH)
    )
    Notice.objects.bulk_create(notices, BATCH)
    return organisation


def _run() -> dict[str, Any]:
    mail.outbox = []  # type: ignore[attr-defined]
    processor, wall = time.process_time(), time.monotonic()
    count = 0

    def counted(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # The log of queries that a test keeps ends at nine thousand; BEGIN and SAVEPOINT are no queries.
        nonlocal count
        count += not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(counted):
        sent = digest.send_digests()
    return {
        "letters": sent,
        "queries": count,
        "cpu_s": round(time.process_time() - processor, 2),
        "wall_s": round(time.monotonic() - wall, 2),
    }
