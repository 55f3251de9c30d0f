"""The large figures of a journey or cohort. Each says what it is made of, over whom, when, and from where.

Sums come from the shared totals, so they cost the same for ten people and for a hundred thousand (domain.md 0.4).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from lms.catalogue.models import Journey
from lms.enrolment.days_off import NONE, DaysOff
from lms.enrolment.models import Enrolment, EnrolmentTotal
from lms.progress.models import JourneyTotal
from lms.reports import words
from lms.reports.path import ExpectedPath, Pace, median_of

CALENDAR_SECONDS = 300  # how long the calendars of a large group are kept; who joins or leaves renews them


@dataclass(frozen=True)
class Figure:
    """One large figure; `how` names numerator, denominator, period and source; `url` opens what it is made of."""

    label: str
    value: str
    note: str
    how: str
    url: str = ""


@dataclass(frozen=True)
class Sums:
    """What a group of people adds up to."""

    people: int = 0
    minutes: int = 0
    in_person: int = 0
    remote: int = 0
    met_counts: tuple[tuple[int, int], ...] = ()  # (indicators met, how many people)

    def __add__(self, other: "Sums") -> "Sums":
        counts = Counter(dict(self.met_counts))
        counts.update(dict(other.met_counts))
        return Sums(
            self.people + other.people,
            self.minutes + other.minutes,
            self.in_person + other.in_person,
            self.remote + other.remote,
            tuple(counts.items()),
        )

    def __neg__(self) -> "Sums":
        counts = tuple((met, -people) for met, people in self.met_counts)
        return Sums(-self.people, -self.minutes, -self.in_person, -self.remote, counts)


def shared_sums(journey: Journey, wanted: Q) -> dict[int | None, Sums]:
    """By cohort, and None for the whole journey, from the totals that tally keeps. One query."""
    found: dict[int | None, Sums] = defaultdict(Sums)
    for row in JourneyTotal.objects.filter(wanted, journey=journey):
        found[row.cohort_id] = _sums(row)
    return found


def sums_without_cohort(shared: dict[int | None, Sums]) -> Sums:
    """Of those in no cohort: the whole less every cohort."""
    return sum((-one for cohort, one in shared.items() if cohort is not None), shared[None])


def _sums(row: JourneyTotal) -> Sums:
    counts = tuple((int(met), people) for met, people in row.progress_counts.items())
    return Sums(row.enrolments, row.minutes, row.minutes_in_person, row.minutes_remote, counts)


def summed(totals: QuerySet[EnrolmentTotal]) -> Sums:
    """Of the few people a coach follows. One query."""
    rows = list(totals.values_list("minutes", "minutes_in_person", "minutes_remote", "indicators_met"))
    minutes, in_person, remote, met = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Sums(len(rows), sum(minutes), sum(in_person), sum(remote), tuple(Counter(met).items()))


def paces_of(enrolments: QuerySet[Enrolment], stamp: str = "") -> list[Pace]:
    """The calendars of a group and how many people share each. One query, or none while `stamp` is remembered."""
    names = ("starts_on", "ends_on", "paused_on", "days_paused")

    def read() -> list[Pace]:
        rows = enrolments.order_by().values_list(*names).annotate(people=Count("pk"))
        return [Pace(*row) for row in rows]

    return cache.get_or_set(f"reports.paces:{stamp}", read, CALENDAR_SECONDS) or [] if stamp else read()


def figures_of(
    sums: Sums, paces: Iterable[Pace], path: ExpectedPath, today: date, days_off: DaysOff = NONE
) -> list[Figure]:
    """People, median progress against the expected path, attendance, in person and remote."""
    weeks: dict[int, int] = {}
    for pace in paces:
        week = pace.week(today, days_off)
        weeks[week] = weeks.get(week, 0) + pace.people
    return [
        _people(sums, today),
        _progress(sums, weeks, path, today),
        _attendance(sums, weeks, path, today),
        _places(sums),
    ]


def _people(sums: Sums, today: date) -> Figure:
    how = _(
        "Everybody enrolled in this group up to %(day)s: under way, paused and ended. One person enrolled twice counts "
        "twice. Source: enrolments. The list below opens each of them."
    )
    return Figure(
        _("People"), words.whole(sums.people), _("under way, paused and ended"), how % {"day": words.day(today)}
    )


def _progress(sums: Sums, weeks: dict[int, int], path: ExpectedPath, today: date) -> Figure:
    met = median_of(sums.met_counts)
    due = median_of((path.due_in(week), people) for week, people in weeks.items())
    total = path.indicators
    how = _(
        "Half of the %(people)s people have met %(met)s indicators or more, out of %(total)s: that is %(share)s, "
        "rounded down. The expected path is the same median for the indicators their own calendar asks for: those "
        "measured in sequences whose week is over, at %(due)s today (%(day)s), or at the day somebody left or paused. "
        "Personal postponements are not counted. Source: validated measures."
    ) % {
        "people": words.whole(sums.people),
        "met": _half(met),
        "total": total,
        "share": words.percent(_share(met, total)),
        "due": _half(due),
        "day": words.day(today),
    }
    note = _("expected path: %(share)s") % {"share": words.percent(_share(due, total))}
    return Figure(_("Median progress"), words.percent(_share(met, total)), note, how)


def _attendance(sums: Sums, weeks: dict[int, int], path: ExpectedPath, today: date) -> Figure:
    planned = sum(path.open_in(week) * people for week, people in weeks.items())
    if not planned:
        return Figure(_("Attendance"), "–", _("nothing was planned yet"), _("No sequence has begun for these people."))
    done, asked = words.duration(sums.minutes), words.duration(planned)
    how = _(
        "%(done)s done and backed by evidence, out of %(asked)s announced for the sequences whose week had begun for "
        "each person on %(day)s, or the day they left or paused. Announced time, never connection time; work done "
        "ahead counts, so a group may pass 100 %%. Source: completed activities."
    ) % {"done": done, "asked": asked, "day": words.day(today)}
    note = _("%(done)s of %(asked)s") % {"done": done, "asked": asked}
    return Figure(_("Attendance"), words.percent(100 * sums.minutes // planned), note, how)


def _places(sums: Sums) -> Figure:
    label = _("In person / at a distance")
    both = sums.in_person + sums.remote
    if not both:
        return Figure(label, "–", _("nothing done yet"), _("Nobody in this group has finished an activity."))
    in_person = round(100 * sums.in_person / both)
    spent = {"in_person": words.duration(sums.in_person), "remote": words.duration(sums.remote)}
    how = _(
        "Of the time done and backed by evidence, %(in_person)s in person and %(remote)s at a distance. Work off site "
        "counts as at a distance. Source: completed activities, since each person's start."
    )
    value = _("%(in_person)d / %(remote)d %%") % {"in_person": in_person, "remote": 100 - in_person}
    return Figure(label, value, _("%(in_person)s / %(remote)s") % spent, how % spent)


def _share(part: float, total: int) -> int:
    return int(100 * part // total) if total else 0


def _half(value: float) -> str:
    """A median is a whole number or ends in a half."""
    return (
        words.whole(int(value))
        if value == int(value)
        else _("between %(low)d and %(high)d") % {"low": value, "high": value + 1}
    )
