"""Work handed in in the demo: what its learners wrote, what was answered, and what waits today. All of it made up."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from content.deliverable.asked import asked_of
from content.deliverable.desk import Desk, members_with
from content.deliverable.following import give_time, set_teams
from content.deliverable.hand_in import hand_in, save_draft
from content.deliverable.marking import Answer, grid_of, mark, send_back
from content.deliverable.models import Mark, Member, Version, Work
from content.deliverable.uploads import add_file
from courses.demo.deeds import Deed
from lms.assessment.grading import Given, worth
from lms.assessment.models import Criterion, Grading, Grid, Level, Waiting
from lms.catalogue.models import Activity, Indicator, Journey
from lms.catalogue.outline import outline_of
from lms.enrolment.calendar import week_of
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice
from lms.people.models import Person
from lms.progress.models import Completion
from lms.progress.standing import view_of

ANSWERED = timedelta(hours=26)
TEAM = "Les mercredis"
# What becomes of the next piece of work of those who are under way, one after the other.
TODAY = ("draft", "waiting", "waiting", "returned", "waiting", "handed_in_again")
TO_CHANGE = (
    "Le fond est là. Deux choses à reprendre : dites d’où vient chaque chiffre, et donnez un exemple que l’on puisse "
    "voir."
)


def do(deed: Deed) -> set[int]:
    """Written, handed in and marked; or returned, where the deed says so. Returns the indicators that were measured."""
    desk = Desk(deed.enrolment, deed.activity)
    version = _hand_in(desk, deed.told, deed.moment, with_file=deed.enrolment.pk % 2 == 0)
    work = _work(desk)
    if deed.fate == "returned":
        _send_back(work, version, deed)
        return set()
    return _mark(work, version, deed)


def build(journey: Journey, told: Mapping[str, Any]) -> None:
    """What waits today: drafts, work in the queue, work that came back, a team, a later date."""
    words = {(one["sequence"], one["titre"]): one for one in told["works"]}
    outline, chance = outline_of(journey), Random(17)
    rows = Activity.objects.filter(journey=journey, kind=Work._meta.app_label).select_related("version", "sequence")
    activities = {row.pk: row for row in rows}
    under_way = Enrolment.objects.filter(journey=journey, state=Enrolment.State.ACTIVE, coach__isnull=False)
    marker = Person.objects.filter(cohorts__journey=journey).first()
    under_way = under_way.exclude(pk__in=told["settled"])
    people = list(under_way.select_related("person", "organisation", "journey", "coach").order_by("pk"))
    _make_team(people, activities.values(), words)
    number = 0
    for enrolment in people:
        activity = _next(enrolment, outline, activities)
        if activity is None or activity.sequence is None or marker is None:
            continue
        said = words.get((activity.sequence.code, activity.title))
        if said is not None:
            moment = max(_by_day(timezone.now() - timedelta(hours=2 + 7 * number)), _begin(enrolment))
            deed = Deed(enrolment, activity, moment, {}, lambda _one: marker, chance, said, TODAY[number % len(TODAY)])
            _stand(deed)
            number += 1
    if people and (last := Member.objects.filter(enrolment=people[-1]).select_related("activity__version").first()):
        _give_time(people[-1], last.activity)


def _stand(deed: Deed) -> None:
    """Bring one piece of work to where the deed says it stands today."""
    desk = Desk(deed.enrolment, deed.activity)
    if deed.fate == "draft":
        _write(desk, deed.told, with_file=True)
        return
    version = _hand_in(desk, deed.told, deed.moment, with_file=True)
    if deed.fate in ("returned", "handed_in_again"):
        _send_back(_work(desk), version, deed)
    if deed.fate == "handed_in_again":
        again = Desk(deed.enrolment, deed.activity, members_with(deed.enrolment, deed.activity.pk))
        save_draft(again, f"{deed.told['textes'][0]}\n\nAjouté : la source de chaque chiffre.", "")
        hand_in(again, "demo-2", at=timezone.now() - timedelta(minutes=40))


def _hand_in(desk: Desk, told: Mapping[str, Any], moment: datetime, with_file: bool) -> Version:
    _write(desk, told, with_file)
    version = hand_in(desk, "demo-1", at=moment)
    Waiting.objects.filter(subject=_work(desk).subject).update(asked_at=moment)
    return version


def _write(desk: Desk, told: Mapping[str, Any], with_file: bool) -> None:
    texts = told.get("textes") or ["C'est fait."]
    save_draft(desk, texts[desk.enrolment.pk % len(texts)], told.get("lien", "") if desk.asked.link else "")
    if with_file and (file := told.get("fichier")) and desk.asked.takes_files:
        content = _drawing(file["dessin"]) if "dessin" in file else file["texte"].encode()
        add_file(desk, file["nom"], BytesIO(content), len(content))


def _work(desk: Desk) -> Work:
    assert desk.member is not None
    return desk.member.work


def _send_back(work: Work, version: Version, deed: Deed) -> None:
    marker = _marker(deed, grid_of(work))
    send_back(work, Answer(version.number, "demo", deed.told.get("a_reprendre", TO_CHANGE)), marker)
    Version.objects.filter(pk=version.pk).update(returned_at=_answered(deed))


def _mark(work: Work, version: Version, deed: Deed) -> set[int]:
    grid = grid_of(work)
    words = deed.told.get("retours") or [""]
    comment = words[deed.enrolment.pk % len(words)]
    given, measured = _given(grid, deed) if grid else ({}, set())
    score = None if grid or not asked_of(deed.activity.version.settings).out_of else 0.8  # type: ignore[union-attr]
    answer = Answer(version.number, f"demo-{work.public_id.hex}", comment, score, grid, given)
    marks = mark(work, answer, _marker(deed, grid))
    moment = _answered(deed)
    Mark.objects.filter(pk__in=[one.pk for one in marks]).update(made_at=moment)
    Grading.objects.filter(pk__in=[one.grading_id for one in marks]).update(made_at=moment)
    # It was read at the time; nobody wants an e-mail about it today.
    fresh = Notice.objects.filter(person=deed.enrolment.person, key__startswith="deliverable:marked", read_at=None)
    fresh.update(created_at=moment, read_at=moment, mail=Notice.Mail.NONE)
    return measured


def _given(grid: Grid, deed: Deed) -> tuple[dict[int, Given], set[int]]:
    """The levels whose values come nearest to what is wanted; elsewhere one of the better ones."""
    given, measured = {}, set()
    for criterion in grid.criteria.all():
        levels = list(criterion.levels.all())
        wanted = deed.wanted.get(criterion.indicator_id or 0)
        if wanted is None:
            level = levels[-1 - deed.chance.randrange(min(2, len(levels)))]
        else:
            level = min(levels, key=lambda one: abs(_value(criterion, levels, one) - wanted))
        given[criterion.pk] = Given(level.pk)
        if criterion.indicator_id:
            measured.add(criterion.indicator_id)
    return given, measured


def _value(criterion: Criterion, levels: list[Level], level: Level) -> Decimal:
    """What this level says of the criterion's indicator."""
    return worth(criterion, level.points / max(one.points for one in levels))


def _marker(deed: Deed, grid: Grid | None) -> Person:
    """Who assesses what the grid measures; else the coach."""
    named = [one.indicator for one in grid.criteria.all() if one.indicator] if grid else []
    indicators: list[Indicator] = [one for one in named if one is not None]
    coach = deed.enrolment.coach
    return deed.assessor(indicators[0]) if indicators or coach is None else coach


def _answered(deed: Deed) -> datetime:
    return min(deed.moment + ANSWERED, timezone.now() - timedelta(minutes=50))


def _by_day(moment: datetime) -> datetime:
    """People sleep: the twenty-four hours of a day are told as the ten from seven to seventeen, UTC."""
    return moment.replace(hour=7 + moment.hour * 10 // 24) if moment.hour > 7 else moment - timedelta(hours=14)


def _begin(enrolment: Enrolment) -> datetime:
    """Nothing is handed in before the first day; noon of it."""
    start = datetime.combine(enrolment.starts_on, datetime.min.time(), enrolment.organisation.zone)
    return min(start + timedelta(hours=9), timezone.now())


def _next(enrolment: Enrolment, outline: Any, activities: Mapping[int, Activity]) -> Activity | None:
    """The first piece of work they have not handed in, of a sequence that is open to them."""
    standing = view_of(enrolment, outline)
    begun = set(Member.objects.filter(enrolment=enrolment).values_list("activity", flat=True))
    begun |= set(
        Completion.objects.filter(enrolment=enrolment, completed_at__isnull=False).values_list("activity", flat=True)
    )
    done = {one.key for one in outline.sequences if standing.is_sequence_done(one.id)}
    week = week_of(enrolment, timezone.localdate()) or 0
    fits = (one for one in outline.sequences if one.key not in done and one.week <= week)
    open_now = (one for one in fits if set(one.prerequisites) <= done)
    free = [activities[item.id] for one in open_now for item in one.activities if item.id in activities]
    free = [one for one in free if one.pk not in begun and not asked_of(one.version.settings).team]  # type: ignore[union-attr]
    graded = [one for one in free if asked_of(one.version.settings).grid]  # type: ignore[union-attr]
    return next(iter([*graded, *free]), None)


def _make_team(people: list[Enrolment], activities: Any, words: Mapping[Any, Any]) -> None:
    """Two or three who are far enough write one note together; it waits to be marked."""
    activity = next((one for one in activities if one.version and one.version.settings.get("team")), None)
    if activity is None or activity.sequence is None:
        return
    known = set(Member.objects.filter(activity=activity).values_list("enrolment", flat=True))
    free = [one for one in people if one.pk not in known and (timezone.localdate() - one.starts_on).days > 40][:3]
    said = words.get((activity.sequence.code, activity.title))
    if len(free) < 2 or said is None:
        return
    set_teams(activity, {one.pk: TEAM for one in free}, activity.journey.organisation_id)
    desk = Desk(free[0], activity, members_with(free[0], activity.pk))
    _hand_in(desk, said, timezone.now() - timedelta(hours=30), with_file=True)


def _give_time(enrolment: Enrolment, activity: Activity) -> None:
    if (activity.version.settings if activity.version else {}).get("due_days") is not None and enrolment.coach:
        desk = Desk(enrolment, activity, members_with(enrolment, activity.pk))
        until = (desk.dates.due_on or timezone.localdate()) + timedelta(days=7)
        give_time(enrolment, activity, until, "Reprise d’un emploi à mi-temps", enrolment.coach)


@cache
def _drawing(name: str) -> bytes:
    """A sheet, a map, or a page on a telephone, as a photo would show it; no words, so no language."""
    canvas = Image.new("RGB", (720, 960), "#FBF8F3")
    pen, chance = ImageDraw.Draw(canvas), Random(name)
    if name == "carte":
        middle = (360, 480)
        for _each in range(12):
            x, y = chance.randrange(80, 640), chance.randrange(80, 880)
            pen.line([middle, (x, y)], fill="#DDD5C8", width=4)
            pen.ellipse([x - 22, y - 22, x + 22, y + 22], fill="#1F5A8C")
        pen.ellipse([310, 430, 410, 530], fill="#B24A12")
    else:
        pen.rectangle([60, 60, 660, 330 if name == "page" else 62], fill="#1C6B57")
        for row in range(390 if name == "page" else 120, 900, 44):
            x = 70
            while x < 560:
                width = chance.randrange(30, 110)
                pen.line([(x, row + chance.randrange(4)), (x + width, row)], fill="#1E2733", width=5)
                x += width + 18
    stream = BytesIO()
    canvas.save(stream, "PNG", optimize=True)
    return stream.getvalue()
