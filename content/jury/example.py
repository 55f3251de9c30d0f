"""The smallest jury that publishes, and what is said of who was heard."""

from content.jury.models import JuryPage


def build_page() -> JuryPage:
    """An unsaved page, ready to be added below a sequence."""
    return JuryPage(title="Passage devant le jury", minutes=30)


_DECIDED = {"verb": "passed", "decision": "exemple"}
MESSAGES = [{"verb": "opened"}, _DECIDED]
RUBBISH = [
    {},
    {"verb": "attended"},
    {"verb": 7},
    {"verb": "passed"},
    {**_DECIDED, "decision": ""},
    {**_DECIDED, "decision": 7},
    {**_DECIDED, "decision": "a b"},
    {**_DECIDED, "decision": "a\x00"},
    {**_DECIDED, "decision": "x" * 61},
    {**_DECIDED, "score": "1"},
    {**_DECIDED, "score": True},
    {**_DECIDED, "score": 1.5},
]
