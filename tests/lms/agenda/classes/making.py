"""A virtual class of Ana's that runs now, for the tests of this folder."""

from datetime import timedelta

from django.utils import timezone

from lms.agenda.models import AgendaRules, Online, Session
from tests.factories import World
from tests.lms.agenda.classes.server import SECRET, BigBlueButton
from tests.lms.agenda.factories import make_booking, make_session


def make_class(world: World, online: str = Online.BIGBLUEBUTTON, began: float = 10, minutes: int = 60, **fields):
    """It began so many minutes ago; Ana has a seat, Bo leads."""
    start = timezone.now() - timedelta(minutes=began)
    session: Session = make_session(world, start, minutes, online=online, **fields)
    make_booking(session, world.enrolment)
    return session


def use(world: World, server: BigBlueButton, secret: str = SECRET) -> AgendaRules:
    rules, _is_new = AgendaRules.objects.update_or_create(
        organisation=world.organisation,
        defaults={"bigbluebutton_url": server.url, "bigbluebutton_secret": secret},
    )
    return rules
