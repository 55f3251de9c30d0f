"""The smallest session that publishes, and what is said of who attends both of its half-days."""

from content.session.models import SessionPage


def build_page() -> SessionPage:
    """An unsaved page, ready to be added below a sequence."""
    return SessionPage(title="Parler de son projet", minutes=420, bring="De quoi écrire")


_HALF_DAY = {"verb": "attended", "parts": 2, "minutes": 210}
MESSAGES = [{**_HALF_DAY, "slot": "morning", "part": 1}, {**_HALF_DAY, "slot": "afternoon", "part": 2}]
RUBBISH = [
    {},
    {"verb": "completed"},
    {"verb": "attended"},
    {**MESSAGES[0], "slot": ""},
    {**MESSAGES[0], "slot": "a\x00b"},
    {**MESSAGES[0], "slot": 7},
    {**MESSAGES[0], "part": 3},
    {**MESSAGES[0], "part": True},
    {**MESSAGES[0], "parts": 41},
    {**MESSAGES[0], "parts": "2"},
    {**MESSAGES[0], "minutes": 0},
    {**MESSAGES[0], "minutes": 1441},
    {**MESSAGES[0], "minutes": 1.5},
]
