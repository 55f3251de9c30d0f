"""The smallest forum page that publishes, and what is said of who asks, replies, is answered and found useful."""

from content.forum.models import ForumPage


def build_page() -> ForumPage:
    """An unsaved page, ready to be added below a sequence; its forum may be opened later."""
    return ForumPage(title="Se présenter", minutes=20, forum_code="ENTRE-NOUS")


MESSAGES = [
    {"verb": "opened"},
    {"verb": "posted", "starts": True},
    {"verb": "posted", "to": "a1", "guest": True},
    {"verb": "answered"},
    {"verb": "passed"},
]
RUBBISH = [
    {},
    {"verb": "completed"},
    {"verb": 7},
    {"verb": "posted", "starts": "yes"},
    {"verb": "posted", "to": 7},
    {"verb": "posted", "to": "x" * 50},
    {"verb": "posted", "guest": 1},
]
