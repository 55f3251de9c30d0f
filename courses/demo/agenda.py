"""The demo's time: places, sessions that recur, signatures and appointments, up to today and beyond it.

Past half-days are written as they would have been signed then; the record hears of them by the same way as ever.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from lms.agenda.appointments import held
from lms.agenda.half_days import instant
from lms.agenda.models import (
    AppointmentType,
    Availability,
    Booking,
    HalfDay,
    Room,
    Session,
    SignOff,
    Venue,
)
from lms.agenda.sessions import plan
from lms.agenda.sessions.times import Shape, When
from lms.agenda.signoffs import statement, telling
from lms.catalogue.models import Activity, Grouping, Journey, Place, Timing
from lms.catalogue.models import Sequence as SequenceRow
from lms.catalogue.outline import SequenceItem, outline_of
from lms.enrolment.models import Closure, Enrolment
from lms.people.members import grant
from lms.people.models import Person, Role
from lms.plugins.kind import Refused

WEEK = timedelta(weeks=1)
TRAINERS = (("nadege", "Nadège Thivier"), ("corentin", "Corentin Lasbordes"), ("aurore", "Aurore Vialatte"))
# As many as trainers: with five weekdays, twenty sequences find each a room and a trainer of their own.
ROOMS = (("Salle du tilleul", 14), ("Salle de la rivière", 12), ("L'atelier", 16), ("La véranda", 12))
PAST, AHEAD = 8, 4  # fortnights of sessions on each side of today
MORNING, AFTERNOON = (time(9), time(12, 30)), (time(13, 30), time(17))
PLACES: dict[str, dict[str, Any]] = {
    "SIEGE": {
        "address": "12 rue des Tanneurs, 19000 Tulle",
        "latitude": 45.267,
        "longitude": 1.771,
        "directions": "À cinq minutes à pied de la gare routière. Entrée par la cour.",
    },
    "PAN1": {
        "address": "Place de l'Église, 19250 Meymac",
        "latitude": 45.536,
        "longitude": 2.146,
        "equipment": "six ordinateurs, un scanner, une imprimante",
        "helper": "Simone Valade",
    },
    "PAN2": {
        "address": "4 quai de la Dordogne, 19400 Argentat",
        "latitude": 45.093,
        "longitude": 1.938,
        "equipment": "quatre ordinateurs, une webcam",
        "helper": "Driss Amrani",
    },
}


class DemoAgenda:
    """Sessions of one journey, and who was there."""

    def __init__(self, journey: Journey, places: Iterable[dict[str, Any]], bo: Person, chloe: Person) -> None:
        self.journey, self.organisation, self.outline = journey, journey.organisation, outline_of(journey)
        self.bo, self.chloe = bo, chloe
        # One trainer leads one session at a time: the sequences are shared out.
        self.trainers = [bo, *(self._trainer(*told) for told in TRAINERS)]
        today = timezone.localdate(timezone=self.organisation.zone)
        self.monday = today - timedelta(days=today.weekday())
        self.venues = {row["code"]: self._venue(row) for row in places if row["type"] != "classe_virtuelle"}
        self.by_name = {venue.name: venue for venue in self.venues.values()}
        self.rooms = [
            Room.objects.create(venue=self.venues["SIEGE"], name=name, capacity=seats) for name, seats in ROOMS
        ]
        self.types = {row.code: row for row in self._types()}
        self.sessions: dict[int, list[Session]] = {}
        self.taken: set[datetime] = set()  # of Chloé's hours

    def plan(self) -> int:
        """Every collective sequence at a set time, once a fortnight; the access points' opening hours."""
        for item in self.outline.sequences:
            if item.timing == Timing.SYNCHRONOUS and item.grouping == Grouping.COLLECTIVE:
                self.sessions[item.id] = [self._session(item, 2 * number) for number in range(-PAST, AHEAD + 1)]
        self._open_access_points()
        self._open_chloe()
        christmas = date(self.monday.year, 12, 24)
        Closure.objects.create(
            organisation=self.organisation,
            first_on=christmas,
            last_on=christmas + timedelta(days=9),
            title="Fêtes de fin d'année",
        )
        return sum(map(len, self.sessions.values()))

    def attend(self, enrolment: Enrolment, item: SequenceItem, last_day: date) -> None:
        """Have this learner sign a session of the sequence that fell within their stay; one is found, or was held."""
        session = self._held(enrolment, item, last_day)
        booking, _is_new = Booking.objects.get_or_create(
            session=session,
            enrolment=enrolment,
            defaults={"state": Booking.State.BOOKED, "made_by": self.bo, "since": session.starts_at - 2 * WEEK},
        )
        for half_day in session.half_days.order_by("part"):
            self.close(half_day)
            row = self.sign(half_day, booking.enrolment, minutes=3 + booking.pk % 9)
            telling.tell(half_day, [row], session.trainer)

    def meet(self, enrolment: Enrolment, activity: Activity | None, moment: datetime, last_day: date) -> None:
        """A meeting that was held in office hours near that moment; it may count for an activity."""
        minutes = (activity.minutes if activity else 0) or 45
        host = enrolment.coach or self.chloe
        for starts_at in self._office_hours(moment.date()):
            local = starts_at.astimezone(self.organisation.zone).date()
            is_past = starts_at + timedelta(minutes=minutes) < timezone.now()
            if starts_at in self.taken or not is_past or not enrolment.starts_on <= local <= last_day:
                continue
            try:
                held.log(enrolment, self.types["referent"], host, starts_at, minutes, host, activity=activity)
            except Refused:
                continue  # they were elsewhere at that hour
            self.taken.add(starts_at)
            return

    def _office_hours(self, day: date) -> Iterator[datetime]:
        """Hours at which people meet, those of that day first, then of the days around it."""
        for distance in range(15):
            for other in {day - timedelta(days=distance), day + timedelta(days=distance)}:
                if other.weekday() < 5:
                    for hour in (9, 10, 11, 14, 15, 16, 17):
                        yield instant(other, time(hour), self.organisation.zone)

    def sign(self, half_day: HalfDay, enrolment: Enrolment, minutes: int) -> SignOff:
        """As the learner signed that day, with the code of the room."""
        return self._seal(
            SignOff(
                half_day=half_day,
                role=SignOff.Role.LEARNER,
                enrolment=enrolment,
                person=enrolment.person,
                method=SignOff.Method.CODE,
                signed_at=half_day.starts_at + timedelta(minutes=minutes),
            )
        )

    def close(self, half_day: HalfDay) -> None:
        if half_day.closed_at is not None:
            return
        trainer = half_day.session.trainer or self.bo
        moment = half_day.ends_at + timedelta(minutes=2)
        self._seal(
            SignOff(
                half_day=half_day,
                role=SignOff.Role.TRAINER,
                person=trainer,
                method=SignOff.Method.DEVICE,
                signed_at=moment,
            )
        )
        half_day.closed_at = moment
        half_day.save(update_fields=["closed_at"])

    def _seal(self, row: SignOff) -> SignOff:
        assert row.person is not None
        row.signer = row.person.public_id
        row.statement_hash = statement.digest(row)
        row.save()
        return row

    def _held(self, enrolment: Enrolment, item: SequenceItem, last_day: date) -> Session:
        zone = self.organisation.zone
        begin = instant(enrolment.starts_on, time(0), zone)
        end = min(instant(last_day, time(23), zone), timezone.now() - timedelta(hours=2))
        wanted = begin + (item.week - 1) * WEEK + timedelta(days=1)
        fitting = [one for one in self.sessions[item.id] if begin <= one.starts_at and one.ends_at <= end]
        if fitting:
            return min(fitting, key=lambda one: abs(one.starts_at - wanted))
        session = self._on(item, self._open_day(begin, end, wanted).astimezone(zone).date(), room=None)
        self.sessions[item.id].append(session)
        return session

    def _open_day(self, begin: datetime, end: datetime, wanted: datetime) -> datetime:
        """A day of the stay on which nothing else of the trainer's stands in the way."""
        return max(begin, min(wanted, end - timedelta(days=1)))

    def _session(self, item: SequenceItem, weeks: int) -> Session:
        """In the fortnight where those who entered with it reach its week; each sequence has its weekday."""
        place = self.outline.sequences.index(item)
        day = self.monday + weeks * WEEK + ((item.week - 1) % 2) * WEEK + timedelta(days=place % 5)
        room = self.rooms[place % len(self.rooms)] if item.venue == self.venues["SIEGE"].name else None
        return self._on(item, day, room)

    def _on(self, item: SequenceItem, day: date, room: Room | None) -> Session:
        spans = [When(day, *MORNING), When(day, *AFTERNOON)] if item.minutes > 240 else [When(day, *MORNING)]
        is_here = item.place == Place.IN_PERSON
        venue = self.by_name.get(item.venue, self.venues["SIEGE"]) if is_here else None
        shape = Shape(
            organisation=self.organisation,
            title=item.title,
            journey=self.journey,
            sequence=SequenceRow.objects.get(pk=item.id),
            venue=venue,
            room=room,
            online="" if is_here else "link",
            link="" if is_here else "https://visio.example.org/chantier-des-possibles",
            trainer=self.trainers[self.outline.sequences.index(item) % len(self.trainers)],
            capacity_min=4,
            capacity_max=12,
        )
        return plan.create(shape, spans)

    def _open_access_points(self) -> None:
        for place, venue in enumerate(one for one in self.venues.values() if one.is_access_point):
            for week in range(4):
                day = self.monday + week * WEEK + timedelta(days=2 + place)
                shape = Shape(
                    organisation=self.organisation,
                    title=f"Ordinateurs en libre accès : {venue.name}",
                    venue=venue,
                    capacity_max=venue.seats,
                )
                plan.create(shape, [When(day, time(14), time(17))])

    def _open_chloe(self) -> None:
        siege = self.venues["SIEGE"]
        for weekday, hours, fields in (
            (1, (time(9), time(12)), {"venue": siege}),
            (3, (time(14), time(18)), {"online": "link", "link": "https://visio.example.org/chloe"}),
        ):
            Availability.objects.create(
                coach=self.chloe,
                organisation=self.organisation,
                weekday=weekday,
                starts_at=hours[0],
                ends_at=hours[1],
                first_on=self.monday - 20 * WEEK,
                **fields,
            )

    def _trainer(self, account: str, name: str) -> Person:
        person = Person.objects.create_user(f"{account}@demo.example", None, name=name)
        grant(person, self.organisation, Role.TRAINER)
        return person

    def _venue(self, told: dict[str, Any]) -> Venue:
        code = told["code"]
        venue, _is_new = Venue.objects.update_or_create(
            organisation=self.organisation,
            code=code,
            defaults={
                "name": told["nom"],
                "is_step_free": bool(told.get("accessible_pmr")),
                "is_access_point": told["type"] == "point_acces_numerique",
                "seats": told.get("postes", 0),
                **PLACES.get(code, {}),
            },
        )
        return venue

    def _types(self) -> list[AppointmentType]:
        common = {"organisation": self.organisation, "journey": self.journey}
        told: tuple[dict[str, Any], ...] = (
            {
                "code": "referent",
                "title": "Rendez-vous avec votre référente",
                "minutes": 60,
                "allowance_minutes": 20 * 60,
                "every_days": 15,
            },
            {"code": "juridique", "title": "Conseil juridique", "minutes": 45, "allowance_minutes": 120},
            {"code": "mentor", "title": "Mentorat", "minutes": 60, "allowance_minutes": 9 * 60},
        )
        return [AppointmentType.objects.create(**common, **one) for one in told]
