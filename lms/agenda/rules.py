"""An organisation's settings of time, or their defaults where nobody changed them."""

from lms.agenda.models import AgendaRules
from lms.people.models import Organisation


def rules_of(organisation: Organisation | int) -> AgendaRules:
    """One query; never None, and not saved when there is no row yet."""
    number = organisation if isinstance(organisation, int) else organisation.pk
    return AgendaRules.objects.filter(pk=number).first() or AgendaRules(organisation_id=number)
