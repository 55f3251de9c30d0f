"""What every screen of a learner starts from: the state of steps, dates and the next thing to do, in words."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from courses import words
from courses.seat import Seat, above
from lms.catalogue import units
from lms.catalogue.outline import ActivityItem, BlockItem, SequenceItem
from lms.enrolment import access, calendar
from lms.enrolment.agreed import Agreed, agreed_with
from lms.progress.standing import Standing, done_moments, done_sequences, total_of, view_of

TODO, DOING, WAITING, DONE, CLOSED = "todo", "doing", "waiting", "done", "closed"
Step = dict[str, Any]  # see components/rope_down.html


@dataclass(frozen=True)
class Look:
    """One learner on one journey, today. Without an enrolment everything is still to do, and open."""

    seat: Seat
    # Do the words speak to the learner, or of them to somebody who accompanies?
    is_own: bool = True

    def say(self, to_the_learner: str, of_the_learner: str) -> str:
        return to_the_learner if self.is_own else of_the_learner

    @cached_property
    def today(self) -> date:
        return timezone.localdate(timezone=self.seat.journey.organisation.zone)

    @cached_property
    def standing(self) -> Standing | None:
        return view_of(self.seat.enrolment, self.seat.outline) if self.seat.enrolment else None

    @cached_property
    def _gates(self) -> dict[int, access.Gate | None]:
        return {}  # by sequence id, each worked out once a page

    @cached_property
    def _states(self) -> dict[int, str]:
        return {}

    @cached_property
    def agreed(self) -> Agreed:
        return agreed_with(self.seat.enrolment) if self.seat.enrolment else Agreed()

    @cached_property
    def due_dates(self) -> dict[int, date]:
        if self.seat.enrolment is None:
            return {}
        return calendar.due_dates(self.seat.enrolment, self.seat.outline, self.agreed)

    def state_of(self, item: ActivityItem) -> str:
        return self.standing.state_of(item.id) if self.standing else TODO

    @cached_property
    def done_sequences(self) -> set[int]:
        """From the learner's total, which comes with the enrolment: no query."""
        if self.seat.enrolment is None:
            return set()
        return done_sequences(total_of(self.seat.enrolment), self.seat.outline)

    def is_done(self, sequence: SequenceItem) -> bool:
        return sequence.id in self.done_sequences

    @cached_property
    def asked(self) -> set[int]:
        """Ids of the activities that this learner's counters count: what was published after they had finished, be it
        a sequence or all there was, asks nothing of them unless they do it."""
        activities = self.seat.outline.activities
        if self.seat.enrolment is None:
            return {item.id for item in activities}
        done = done_moments(total_of(self.seat.enrolment))
        finished_at = self._finished_at(done)
        return {item.id for item in activities if item.id in done or not self._is_late(item, done, finished_at)}

    def _finished_at(self, done: dict[int, datetime]) -> datetime | None:
        """When everything that was published was done; None while something of then is left."""
        last = max(done.values(), default=None)
        if last is None:
            return None
        known = [item for item in self.seat.outline.activities if item.is_required and item.created_at <= last]
        return last if all(item.id in done for item in known) else None

    def _is_late(self, item: ActivityItem, done: dict[int, datetime], finished_at: datetime | None) -> bool:
        sequence = self.seat.outline.sequence_by_id[item.sequence_id]
        if self.is_done(sequence):
            return item.created_at > max(done[one.id] for one in sequence.activities if one.id in done)
        return finished_at is not None and item.created_at > finished_at and self._was_over(sequence, item.created_at)

    def _was_over(self, sequence: SequenceItem, moment: datetime) -> bool:
        """Was its week over for this learner? Authors may publish the weeks to come one by one."""
        enrolment = self.seat.enrolment
        if enrolment is None or enrolment.state == enrolment.State.ENDED:
            return True
        day = timezone.localdate(moment, timezone=self.seat.journey.organisation.zone)
        return calendar.week_of(enrolment, day, self.agreed.days_off) > sequence.week

    def asked_of(self, sequences: tuple[SequenceItem, ...]) -> tuple[SequenceItem, ...]:
        """Those that ask something of this learner; all of them when none does."""
        asking = (
            one for one in sequences if not one.activities or any(item.id in self.asked for item in one.activities)
        )
        return tuple(asking) or sequences

    def gate(self, sequence: SequenceItem) -> access.Gate | None:
        """Why this sequence cannot be read yet. Who has ended or paused still reads what was open."""
        if sequence.id not in self._gates:
            self._gates[sequence.id] = self._gate(sequence)
        return self._gates[sequence.id]

    def sequence_state(self, sequence: SequenceItem) -> str:
        if sequence.id not in self._states:
            self._states[sequence.id] = self._sequence_state(sequence)
        return self._states[sequence.id]

    def _gate(self, sequence: SequenceItem) -> access.Gate | None:
        enrolment = self.seat.enrolment
        if enrolment is None:
            return None
        known = (sequence, self.seat.outline, self.done_sequences)
        # What was opened by hand is only read where something is missing.
        opened = self.agreed.opened if access.missing_prerequisites(*known) else ()
        if enrolment.state != enrolment.State.ACTIVE:
            return access.missing_prerequisites(*known, opened)
        return access.refusal(enrolment, *known, opened)

    def _sequence_state(self, sequence: SequenceItem) -> str:
        if self.is_done(sequence):
            return DONE
        states = {self.state_of(item) for item in sequence.activities}
        if states & {DOING, DONE}:
            return DOING
        if WAITING in states:
            return WAITING
        return CLOSED if self.gate(sequence) else TODO

    def block_state(self, block: BlockItem) -> str:
        states = {self.sequence_state(sequence) for sequence in self.asked_of(block.sequences)}
        if states == {DONE}:
            return DONE
        if states & {DONE, DOING, WAITING}:
            return DOING
        return CLOSED if states == {CLOSED} else TODO

    def next_step(self) -> ActivityItem | None:
        """The first required activity that is open and left to do, week after week."""
        for sequence in self.seat.outline.sequences:
            if self.is_done(sequence) or self.gate(sequence):
                continue
            for item in sequence.activities:
                if item.is_required and item.id in self.asked and self.state_of(item) in (TODO, DOING):
                    return item
        return None

    def meta_of(self, item: ActivityItem) -> str:
        """15 min, at home, before Friday 28 November."""
        sequence = self.seat.outline.sequence_by_id[item.sequence_id]
        due = self.due_dates.get(sequence.id)
        is_late = due is not None and due < self.today
        return words.meta(
            units.duration(item.minutes) if item.minutes else "",
            words.where(sequence),
            words.until(due, self.today) if due and not is_late and self.state_of(item) != DONE else "",
        )

    def done_count(self, sequences: tuple[SequenceItem, ...]) -> int:
        return sum(self.is_done(sequence) for sequence in sequences)

    def steps_of(self, sequence: SequenceItem) -> tuple[int, int]:
        """Steps done, of how many asked."""
        asked = [item for item in sequence.activities if item.id in self.asked]
        return sum(self.state_of(item) == DONE for item in asked), len(asked)

    def activity_step(self, item: ActivityItem, is_open: bool = True) -> Step:
        state = self.state_of(item)
        shown = state if is_open or state != TODO else CLOSED
        completed_at = self.standing.completed_at(item.id) if self.standing else None
        zone = self.seat.journey.organisation.zone
        minutes = units.duration(item.minutes) if item.minutes else ""
        return {
            "title": item.title,
            "url": item.address if is_open or state == DONE else "",
            "state": shown,
            "words": words.state(shown),
            "detail": words.day_of(completed_at, zone) if completed_at else "",
            "meta": minutes if item.is_required else words.meta(minutes, _("if you like")),
        }

    def sequence_step(self, sequence: SequenceItem) -> Step:
        state = self.sequence_state(sequence)
        gate = self.gate(sequence) if state == CLOSED else None
        due = self.due_dates.get(sequence.id)
        is_dated = due is not None and due >= self.today and state in (TODO, DOING)
        until = words.until(due, self.today) if due and is_dated else ""
        done, asked = self.steps_of(sequence)
        return {
            "title": sequence.title,
            "url": "" if gate else sequence.address,
            "state": state,
            "words": words.steps_done(done, asked) if state == DOING else words.state(state),
            "detail": str(gate.opens or gate.reason) if gate else until,
            "meta": words.meta(units.duration(sequence.minutes), words.where(sequence)),
        }


def block_address(block: BlockItem) -> str:
    """A block's page stands right above those of its sequences."""
    address = block.sequences[0].address if block.sequences else ""
    return above(address) if address else ""


def block_of(seat: Seat, sequence: SequenceItem) -> BlockItem | None:
    return next((block for block in seat.outline.blocks if sequence in block.sequences), None)


def counts_for(seat: Seat, item: ActivityItem) -> list[str]:
    """The indicators its score measures; else what its sequence works on."""
    known = seat.outline.indicator_by_id
    if measured := [known[pk].title for pk in item.indicators if pk in known]:
        return measured
    wanted = seat.outline.sequence_by_id[item.sequence_id].competencies
    return [competency.title for competency in seat.outline.competencies if competency.id in wanted]


def neighbours(items: tuple[Any, ...], item: Any) -> dict[str, Any]:
    """Previous and next, by name, of an item that has a title and an address."""
    place = items.index(item)
    before = items[place - 1] if place else None
    after = items[place + 1] if place + 1 < len(items) else None
    return {"previous": _link(before), "next": _link(after)}


def _link(item: Any) -> dict[str, str] | None:
    return {"title": item.title, "url": item.address} if item is not None and item.address else None
