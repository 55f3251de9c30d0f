"""The computation rules of domain.md B2, sequence by sequence. Pure: no database, no clock.

Together in time: what was signed and closed; at a distance also what a server saw long enough; held appointments; and
attendance told by evidence alone, on days that nothing signed speaks of. At one's own pace: the announced minutes when
all is completed and something was made, else pro rata. Never more than the sequence announces.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from lms.agenda.half_days import is_afternoon
from lms.agenda.hours.facts import Done, Known, Line, Meeting, Proof, SequenceHours, Short, Slot, Status, Unit

PRESENT = frozenset({"present", "late"})  # SignOff.State


@dataclass(frozen=True)
class Rules:
    """An organisation's, as far as they touch hours; and the day it is."""

    zone: ZoneInfo
    midday: time
    presence_share: int  # per cent of a half-day
    inactive_after: timedelta
    now: datetime
    has_left: bool = False


def count(unit: Unit, known: Known, rules: Rules) -> SequenceHours:
    """One learner's hours in one sequence. The same for what is known in any order."""
    lines = _together(unit, known, rules) if unit.is_synchronous else _alone(unit, known.done, rules)
    capped = tuple(_capped(sorted(lines, key=lambda line: (line.moment, line.proof, line.key)), unit.minutes))
    hours = SequenceHours(unit, capped, connected_minutes(known.connections), Status.NOT_BEGUN)
    return replace(hours, status=_status(hours, known, rules))


def connected_minutes(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """Minutes that these spans cover together: two windows open at once are one connection."""
    total, until = timedelta(), None
    for start, end in sorted(spans):
        begin = start if until is None else max(start, until)
        total += max(timedelta(), end - begin)
        until = end if until is None else max(until, end)
    return int(total.total_seconds() // 60)


def line_of(moment: datetime, minutes: int, proof: Proof, key: str, rules: Rules, short: Short = Short.NO) -> Line:
    """One proof, dated on the organisation's own clock; what falls short counts for nothing."""
    day = moment.astimezone(rules.zone).date()
    afternoon = is_afternoon(moment, rules.zone, rules.midday)
    return Line(moment, day, afternoon, minutes, 0 if short else minutes, proof, key, short)


# -- together at the same time


def _together(unit: Unit, known: Known, rules: Rules) -> list[Line]:
    lines = [_slot(unit, slot, rules) for slot in known.slots]
    lines += [line_of(one.starts_at, one.minutes, Proof.APPOINTMENT, one.key, rules) for one in known.meetings]
    # What is proven here has the last word on its day, also when it says "absent".
    spoken_of = {line.day for line in lines if line.counted or line.short is Short.ABSENT}
    return lines + [_told(one, spoken_of, rules) for one in known.told]


def _slot(unit: Unit, slot: Slot, rules: Rules) -> Line:
    is_signed = slot.state in PRESENT and slot.is_closed
    seen = connected_minutes((max(a, slot.starts_at), min(b, slot.ends_at)) for a, b in slot.connected)
    is_seen = unit.is_remote and 0 < slot.minutes * rules.presence_share <= seen * 100
    proof = Proof.SIGN_OFF if slot.state else Proof.CONNECTION
    short = Short.NO
    if not is_signed and is_seen:
        proof = Proof.CONNECTION
    elif not is_signed:
        short = Short.BRIEF if not slot.state else Short.ABSENT if slot.state not in PRESENT else Short.NOT_CLOSED
    return line_of(slot.starts_at, slot.minutes, proof, slot.key, rules, short)


def _told(one: Meeting, spoken_of: set[date], rules: Rules) -> Line:
    line = line_of(one.starts_at, one.minutes, Proof.EVIDENCE, one.key, rules)
    return replace(line, counted=0, short=Short.REPLACED) if line.day in spoken_of else line


# -- whenever one wants


def _alone(unit: Unit, done: tuple[Done, ...], rules: Rules) -> list[Line]:
    completed = sorted((one for one in done if one.completed_at is not None), key=lambda one: (one.moment, one.key))
    is_effective = _has_production(done) and _all_done(unit, done)
    possible = {activity for activity, _since, may_produce in unit.asked if may_produce}
    lines = []
    for one in completed:
        # Ticked or looked at: until something was made, what could hold a production shows nothing of it.
        is_empty = one.activity in possible and not one.is_production and not is_effective
        short = Short.NO_PRODUCTION if is_empty else Short.NO
        lines.append(line_of(one.moment, one.minutes, Proof.ACTIVITY, one.key, rules, short))
    missing = unit.minutes - sum(line.counted for line in lines)
    if lines and missing > 0 and _is_whole(unit, done):
        # Announced minutes were changed since: the whole sequence counts for what it announces.
        last = lines[-1]
        lines[-1] = replace(last, minutes=last.minutes + missing, counted=last.counted + missing)
    return lines


def _is_whole(unit: Unit, done: tuple[Done, ...]) -> bool:
    may_produce = any(possible for _activity, _since, possible in unit.asked)
    return _all_done(unit, done) and (_has_production(done) or not may_produce)


def _has_production(done: tuple[Done, ...]) -> bool:
    return any(one.is_production and one.completed_at is not None for one in done)


def _all_done(unit: Unit, done: tuple[Done, ...]) -> bool:
    """All that was asked by the time of the last completion: an activity published later reopens nothing."""
    moments = {one.activity: one.recorded_at for one in done if one.recorded_at is not None}
    known = [moments[activity] for activity, _since, _possible in unit.asked if activity in moments]
    if not known:
        return False
    return all(activity in moments for activity, since, _possible in unit.asked if since <= max(known))


# -- both


def _capped(lines: list[Line], announced: int) -> Iterable[Line]:
    left = announced
    for line in lines:
        counted = min(line.counted, left)
        left -= counted
        yield line if counted == line.counted else replace(line, counted=counted, short=Short.CAPPED)


def _status(hours: SequenceHours, known: Known, rules: Rules) -> Status:
    unit = hours.unit
    if not unit.is_synchronous and _is_whole(unit, known.done):
        return Status.EFFECTIVE if _has_production(known.done) else Status.DECLARED
    if unit.is_synchronous and hours.performed and hours.performed >= hours.planned:
        return Status.EFFECTIVE
    moments = [one.last_at for one in known.done] + [line.moment for line in hours.lines if line.short != Short.ABSENT]
    if not moments:
        return Status.NOT_BEGUN
    if rules.has_left or (not unit.is_synchronous and _all_done(unit, known.done)):
        return Status.INCOMPLETE
    if not unit.is_synchronous and rules.now - max(moments) > rules.inactive_after:
        return Status.TO_FOLLOW_UP
    return Status.UNDER_WAY
