"""Tables of reports in confidence; imported as lms.incidents.models."""

from lms.incidents.models.procedure import Procedure
from lms.incidents.models.reports import IncidentAction, IncidentMessage, IncidentReading, IncidentReport

__all__ = ["IncidentAction", "IncidentMessage", "IncidentReading", "IncidentReport", "Procedure"]
