"""When nothing has happened for a while, and before a journey's longest duration ends (domain.md A12, AC4; B1, 12)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from lms.agenda.reminders import words
from lms.agenda.reminders.scene import NEWS, Scene
from lms.catalogue.models import Journey
from lms.enrolment.agreed import Agreed, agreed_with_each
from lms.enrolment.calendar import last_day
from lms.enrolment.models import Enrolment, Extension
from lms.notices.models import Topic
from lms.notices.tell import Telling


def inactive(scene: Scene) -> Iterator[Telling]:
    """No evidence for so many days, once for each time that it happens. The learner is asked nothing, and no day is
    counted before them; their coach is given a date."""
    days = scene.all_of("inactive_after_days")
    latest, earliest = (scene.now - timedelta(days=number) for number in (min(days), max(days)))
    silent = Q(total__last_evidence_at__gt=earliest - NEWS, total__last_evidence_at__lte=latest)
    # It may be a day later or earlier in the organisation's zone: the exact one is looked at below.
    day = timedelta(days=1)
    never = Q(
        total__last_evidence_at=None,
        starts_on__gte=(earliest - NEWS - day).date(),
        starts_on__lte=(latest + day).date(),
    )
    for row in _followed().filter(state=Enrolment.State.ACTIVE).filter(silent | never).iterator(2000):
        since = _last_trace(row, scene)
        quiet_for = scene.today(row.organisation_id) - since
        after = timedelta(days=scene.rules(row.organisation_id).inactive_after_days)
        if after <= quiet_for <= after + NEWS:
            yield from _quiet(scene, row, since)


def ending(scene: Scene) -> Iterator[Telling]:
    """So many days before the last day of the longest duration, or before the one it was extended to."""
    alert = max(scene.all_of("end_alert_days"))
    horizon = scene.now.date() + timedelta(days=alert + 1)
    lengths = Journey.objects.order_by().values_list("max_weeks", flat=True).distinct()
    near = [Q(journey__max_weeks=weeks, starts_on__lte=horizon - timedelta(days=7 * weeks - 1)) for weeks in lengths]
    # Days off and pauses only move the end further away: whoever is not near by weeks alone is not near.
    extended = Exists(Extension.objects.filter(enrolment=OuterRef("pk"), until__lte=horizon))
    rows = _followed().exclude(state=Enrolment.State.ENDED)
    candidates = reduce(or_, near, Q(extended))
    found = list(rows.filter(candidates))
    agreed = agreed_with_each(found)
    for row in found:
        last_on = _last_on(scene, row, agreed[row.pk])
        left = (last_on - scene.today(row.organisation_id)).days
        if 0 <= left <= scene.rules(row.organisation_id).end_alert_days:
            yield from _ends(scene, row, last_on)


def _followed() -> QuerySet[Enrolment]:
    rows = Enrolment.objects.filter(person__isnull=False)
    return rows.select_related("person", "coach", "journey", "total").order_by("pk")


def _last_trace(row: Enrolment, scene: Scene) -> date:
    last = row.total.last_evidence_at
    day = last.astimezone(scene.zone(row.organisation_id)).date() if last else row.starts_on
    return max(day, row.starts_on)


def _quiet(scene: Scene, row: Enrolment, since: date) -> Iterator[Telling]:
    assert row.person is not None
    key = f"inactive:{row.pk}:{since:%Y%m%d}"
    yield Telling(
        row.person,
        row.organisation_id,
        Topic.PACE,
        key,
        _("Your journey is waiting for you"),
        _(
            "Everything you did is kept. Ten minutes are enough to go on, whenever you want.\n"
            "Something in the way? Call us: we look for a solution together, and a pause is possible."
        ),
        words.address("courses:my_journey", enrolment=row.public_id),
    )
    for person in scene.followers(row.organisation_id, row.coach):
        yield Telling(
            person,
            row.organisation_id,
            Topic.TEAM,
            f"team:{key}",
            format_lazy(_("{name}: a call would help"), name=str(row.person)),
            format_lazy(_("Nothing new since {day}."), day=words.day(since)),
            words.address("courses:learner", enrolment=row.public_id),
            about=row.person,
        )


def _ends(scene: Scene, row: Enrolment, last_on: date) -> Iterator[Telling]:
    assert row.person is not None
    key, on = f"ending:{row.pk}:{last_on:%Y%m%d}", words.day(last_on)
    yield Telling(
        row.person,
        row.organisation_id,
        Topic.PACE,
        key,
        format_lazy(_("Your journey can last until {day}"), day=on),
        _("Look with your coach at what you still want to do before that day, and at what comes next."),
        words.address("courses:my_journey", enrolment=row.public_id),
    )
    for person in scene.followers(row.organisation_id, row.coach):
        yield Telling(
            person,
            row.organisation_id,
            Topic.TEAM,
            f"team:{key}",
            format_lazy(_("{name}: the journey can last until {day}"), name=str(row.person), day=on),
            _("Prepare the end, or an extension, together."),
            words.address("courses:learner", enrolment=row.public_id),
            about=row.person,
        )


def _last_on(scene: Scene, row: Enrolment, agreed: Agreed) -> date:
    """As the calendar says; a pause that still runs moves it further."""
    running = (scene.today(row.organisation_id) - row.paused_on).days if row.paused_on and not agreed.until else 0
    return last_day(row, agreed) + timedelta(days=max(0, running))
