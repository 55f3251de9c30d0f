"""The smallest appointment that publishes, and the messages that complete it."""

from content.appointment.models import AppointmentPage


def build_page() -> AppointmentPage:
    """An unsaved page, ready to be added below a sequence."""
    return AppointmentPage(title="Faire le point avec votre référent", minutes=45)


MESSAGES = [{"verb": "opened"}, {"verb": "attended", "appointment": "exemple", "minutes": 45}]
RUBBISH = [
    {},
    {"verb": "completed"},
    {"verb": 7},
    {"verb": "attended"},
    {"verb": "attended", "appointment": "a", "minutes": 0},
    {"verb": "attended", "appointment": "a", "minutes": True},
    {"verb": "attended", "appointment": "a", "minutes": "45"},
    {"verb": "attended", "appointment": 3, "minutes": 45},
    {"verb": "attended", "appointment": "x" * 61, "minutes": 45},
    {"verb": "attended", "appointment": "a\x00", "minutes": 45},
]
