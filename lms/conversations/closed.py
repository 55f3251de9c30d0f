"""Why nothing more can be written in a conversation, and whom to ask then. Nobody is written to who cannot answer."""

from django.utils.translation import gettext as _

from lms.enrolment.access import Gate
from lms.enrolment.models import Enrolment


def closed(enrolment: Enrolment) -> Gate | None:
    """Only the end of the journey closes it: who has a pause, or has not begun, has questions too. No query."""
    if enrolment.state != Enrolment.State.ENDED:
        return None
    return Gate(_("The journey is over, so nothing new can be written here."), _whom_to_ask(enrolment))


def _whom_to_ask(enrolment: Enrolment) -> str:
    organisation = enrolment.organisation
    ways = ", ".join(filter(None, [organisation.help_phone, organisation.help_email]))
    name = organisation.help_name or organisation.name
    if not ways:
        return _("What was written stays here. To ask something, turn to %(name)s.") % {"name": name}
    return _("What was written stays here. To ask something: %(name)s, %(ways)s.") % {"name": name, "ways": ways}
