"""Who looks at a journey, and as what: a learner with an enrolment, or one of the team who looks as a learner would."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from wagtail.models import Page

from courses.models import ActivityPage, BlockPage, SequencePage
from lms.catalogue.models import Journey
from lms.catalogue.outline import BlockItem, OutlineItem, outline_of
from lms.enrolment.access import closed_enrolment
from lms.enrolment.models import Enrolment
from lms.people.access import TEAM, has_role, is_member
from lms.people.models import Person


@dataclass(frozen=True)
class Seat:
    """enrolment is None for the team, who look and leave no trace."""

    journey: Journey
    outline: OutlineItem
    enrolment: Enrolment | None = None

    @property
    def may_send(self) -> bool:
        return self.enrolment is not None and closed_enrolment(self.enrolment) is None


class NotEnrolled(PermissionError):
    """A member of the organisation who does not follow this journey."""

    def __init__(self, journey: Journey) -> None:
        super().__init__(journey)
        self.journey = journey


def signed_in(request: HttpRequest) -> Person:
    """The person behind a request that has passed login_required or the door."""
    assert isinstance(request.user, Person)
    return request.user


def seat_in(request: HttpRequest) -> Seat | None:
    """Where the door found this request's person; None on public pages and in an author's preview."""
    return getattr(request, "seat", None)


def find_seat(person: Person, page: Page) -> Seat | None:
    """Where this person stands before a page of a journey; None when it does not exist for them."""
    enrolments = enrolments_of(person)
    for enrolment in enrolments:
        outline = outline_of(enrolment.journey)
        if _holds(outline, page):
            return Seat(enrolment.journey, outline, enrolment)
    return _seat_beside(person, enrolments, _journey_of(page))


def seat_for_activity(person: Person, key: UUID) -> Seat | None:
    """The same for an activity by its key, when something is sent."""
    enrolments = enrolments_of(person)
    for enrolment in enrolments:
        outline = outline_of(enrolment.journey)
        if str(key) in outline.activity_by_key:
            return Seat(enrolment.journey, outline, enrolment)
    return _seat_beside(person, enrolments, _first_journey(Q(activities__key=key)))


def enrolments_of(person: Person) -> list[Enrolment]:
    """This person's enrolments with all that a screen reads of them: one query, those under way first."""
    rows = Enrolment.objects.filter(person_id=person.pk).select_related("organisation", "journey", "coach", "total")
    found = list(rows.defer("intake", "journey__extras", "total__tallied"))
    for row in found:
        row.journey.organisation = row.organisation
    order = [Enrolment.State.ACTIVE, Enrolment.State.PAUSED, Enrolment.State.ENDED]
    return sorted(
        found, key=lambda row: (-order.index(Enrolment.State(row.state)), row.starts_on, row.pk), reverse=True
    )


def _seat_beside(person: Person, enrolments: list[Enrolment], journey: Journey | None) -> Seat | None:
    """For what no published outline of this person holds: withdrawn pages, the team, and strangers."""
    if journey is None:
        return None
    own = next((enrolment for enrolment in enrolments if enrolment.journey_id == journey.pk), None)
    if own is not None or has_role(person, journey.organisation_id, *TEAM):
        return Seat(journey, outline_of(journey), own)
    if is_member(person, journey.organisation_id):
        raise NotEnrolled(journey)
    return None


def _holds(outline: OutlineItem, page: Page) -> bool:
    key = str(page.translation_key)
    if isinstance(page, ActivityPage):
        return key in outline.activity_by_key
    if isinstance(page, SequencePage):
        return key in outline.sequence_by_key
    return block_at(outline, page) is not None


def block_at(outline: OutlineItem, page: Page) -> BlockItem | None:
    """The block whose page this is: it stands right above those of its sequences, in each language."""
    parts = page.get_url_parts()
    address = parts[2] if parts else None
    return next((block for block in outline.blocks if address and address in block_addresses(block)), None)


def block_addresses(block: BlockItem) -> list[str]:
    return [above(address) for sequence in block.sequences[:1] for address in sequence.addresses.values()]


def above(address: str) -> str:
    """The address of the page right above."""
    return address.rstrip("/").rpartition("/")[0] + "/"


def _journey_of(page: Page) -> Journey | None:
    if isinstance(page, ActivityPage):
        return _first_journey(Q(activities__key=page.translation_key))
    if isinstance(page, SequencePage):
        return _first_journey(Q(sequences__key=page.translation_key))
    assert isinstance(page, BlockPage)
    return _first_journey(Q(key=page.get_parent().translation_key))


def _first_journey(condition: Q) -> Journey | None:
    return Journey.objects.filter(condition).select_related("organisation").first()
