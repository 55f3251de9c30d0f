"""The demo's present and near future: a session being signed, seats, a waiting list, appointments, documents."""

from datetime import time, timedelta

from django.utils import timezone

from courses.demo.agenda import DemoAgenda
from lms.agenda.appointments import book
from lms.agenda.appointments.openings import openings
from lms.agenda.documents.issue import issue
from lms.agenda.half_days import instant
from lms.agenda.models import AgendaRules, EndDocument, Goal, PrivateNote, Session
from lms.agenda.sessions import plan, seats
from lms.agenda.sessions.times import Shape, When
from lms.catalogue.models import Sequence
from lms.enrolment import agreed
from lms.enrolment.calendar import last_day
from lms.enrolment.models import Enrolment
from lms.people.models import Person
from lms.plugins.kind import Refused

DAY = timedelta(days=1)


class Present:
    """What happens in the demo from today on; after the histories of learners.py."""

    def __init__(self, agenda: DemoAgenda, ana: Enrolment, dora: Person) -> None:
        self.agenda, self.ana, self.dora = agenda, ana, dora
        rows = Enrolment.objects.filter(journey=agenda.journey, state=Enrolment.State.ACTIVE)
        self.others = list(rows.exclude(pk=ana.pk).select_related("person", "organisation", "journey").order_by("pk"))

    def tell(self) -> None:
        self._settings()
        self._regular_meetings()
        self._session_of_today()
        self._book_ahead()
        self._waiting_list()
        self._chloe_and_ana()
        self._agree_dates()
        self._documents()

    def _settings(self) -> None:
        AgendaRules.objects.update_or_create(
            organisation=self.agenda.organisation,
            defaults={
                "signatory": "Dora Diallo",
                "signatory_capacity": "coordinatrice",
                "registration_number": "00 00 00000 00 (fictif)",
                "city": "Tulle",
            },
        )

    def _regular_meetings(self) -> None:
        """Chloé meets everybody every other week, but for two whom she has lost sight of."""
        today = timezone.localdate(timezone=self.agenda.organisation.zone)
        for number, enrolment in enumerate([self.ana, *self.others[2:]]):
            self.agenda.meet(enrolment, None, timezone.now() - (2 + number % 9) * DAY, today)

    def _session_of_today(self) -> None:
        """One that began an hour ago, whatever the hour: half of the people have signed, Bo has not closed it."""
        zone = self.agenda.organisation.zone
        local = timezone.localtime(timezone=zone)
        hour = min(max(local.hour - 1, 8), 18)
        sequence = Sequence.objects.get(journey=self.agenda.journey, code="S18")
        shape = Shape(
            organisation=self.agenda.organisation,
            title="S'entraîner à présenter\u00a0: séance de rattrapage",
            journey=self.agenda.journey,
            sequence=sequence,
            venue=self.agenda.venues["SIEGE"],
            trainer=self.agenda.bo,
            capacity_min=4,
            capacity_max=12,
        )
        try:
            session = plan.create(shape, [When(local.date(), time(hour), time(hour + 3))])
        except Refused:
            return  # Bo leads another one at this very hour: that one is today's
        here = self.others[:6]
        for enrolment in here:
            seats.book(session, enrolment, by=self.dora)
        half_day = session.half_days.order_by("part").first()
        assert half_day is not None
        if half_day.starts_at + timedelta(minutes=12) < timezone.now():
            for number, enrolment in enumerate(here[:3]):
                self.agenda.sign(half_day, enrolment, minutes=2 + 3 * number)

    def _book_ahead(self) -> None:
        """Everybody under way has a seat in the next session of what is open to them; Ana in two."""
        coming = self._coming()
        for enrolment, wanted in [(self.ana, 2), *((one, 1) for one in self.others)]:
            taken = 0
            for session in coming:
                if taken == wanted or session.sequence_id is None:
                    break
                if seats.gate_of(enrolment, session.sequence_id) is None and not self._is_done(enrolment, session):
                    taken += self._try_to_book(session, enrolment)

    def _waiting_list(self) -> None:
        """A small workshop that more people want than there are seats."""
        day = self.agenda.monday + timedelta(days=9)
        shape = Shape(
            organisation=self.agenda.organisation,
            title="Atelier photo : montrer son produit",
            journey=self.agenda.journey,
            venue=self.agenda.venues["PAN1"],
            trainer=self.agenda.trainers[-1],
            capacity_min=2,
            capacity_max=4,
        )
        session = plan.create(shape, [When(day, time(18), time(20))])
        for enrolment in [*self.others[:5], self.ana]:
            self._try_to_book(session, enrolment)

    def _chloe_and_ana(self) -> None:
        person, chloe, kind = self.ana.person, self.agenda.chloe, self.agenda.types["referent"]
        assert person is not None
        tomorrow = timezone.localdate(timezone=self.agenda.organisation.zone) + DAY
        free = openings(chloe, kind, tomorrow + DAY, 14, learner=person)
        if free:
            book.book(self.ana, kind, chloe, free[0].starts_at, by=person, subject="Mon enquête sur le marché")
        Goal.objects.create(
            enrolment=self.ana,
            text="Interroger huit personnes qui pourraient acheter",
            due_on=tomorrow + 9 * DAY,
            author=person,
        )
        Goal.objects.create(
            enrolment=self.ana,
            sort=Goal.Sort.DECISION,
            text="Commencer par les marchés du samedi ; le local viendra après.",
            author=chloe,
        )
        PrivateNote.objects.create(
            enrolment=self.ana,
            author=chloe,
            text="Très à l'aise à l'oral, hésite devant les chiffres : prévoir du temps avant S09.",
        )

    def _agree_dates(self) -> None:
        """One date moved, one gate opened, one journey made longer: each with who and why."""
        chloe = self.agenda.chloe
        sequence = Sequence.objects.get(journey=self.agenda.journey, code="S08")
        today = timezone.localdate(timezone=self.agenda.organisation.zone)
        agreed.set_due_date(self.ana, sequence, today + 12 * DAY, "Garde d'enfants cette semaine", chloe)
        one, other = self.others[-1], self.others[-2]
        gate = Sequence.objects.get(journey=self.agenda.journey, code="S09")
        agreed.open_gate(one, gate, "A tenu les comptes d'une association pendant six ans", chloe)
        agreed.extend(other, last_day(other) + 28 * DAY, "Reprise d'un emploi à mi-temps", self.dora)

    def _documents(self) -> None:
        """The certificate of the first who left, in the organisation's name."""
        rows = Enrolment.objects.filter(journey=self.agenda.journey, state=Enrolment.State.ENDED)
        first = rows.order_by("starts_on", "pk").first()
        assert first is not None
        for sort in EndDocument.Sort.values:
            issue(first, sort, author=self.dora, language="fr")

    def _coming(self) -> list[Session]:
        soon = instant(self.agenda.monday, time(0), self.agenda.organisation.zone)
        rows = Session.objects.filter(
            journey=self.agenda.journey,
            sequence__isnull=False,
            starts_at__gt=max(timezone.now(), soon),
            starts_at__lt=timezone.now() + 21 * DAY,
        )
        return list(rows.order_by("starts_at", "pk"))

    def _is_done(self, enrolment: Enrolment, session: Session) -> bool:
        """They have been there before, or have a seat at another date."""
        return enrolment.bookings.filter(session__sequence=session.sequence_id).exists()

    def _try_to_book(self, session: Session, enrolment: Enrolment) -> bool:
        try:
            seats.book(session, enrolment, by=self.dora)
        except Refused:
            return False  # they are elsewhere at that hour
        return True
