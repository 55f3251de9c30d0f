"""The smallest deliverable that publishes, and what is said of who hands it in and has it accepted, without a mark."""

from content.deliverable.models import DeliverablePage


def build_page() -> DeliverablePage:
    """An unsaved page, ready to be added below a sequence."""
    return DeliverablePage(title="Ma carte de savoir-faire", minutes=60, body="<p>Écrivez six savoir-faire.</p>")


MESSAGES = [{"verb": "opened"}, {"verb": "submitted", "version": 1}, {"verb": "completed", "version": 1}]
RUBBISH = [
    {},
    {"verb": "attended"},
    {"verb": 7},
    {"verb": "submitted"},
    {"verb": "submitted", "version": 0},
    {"verb": "submitted", "version": True},
    {"verb": "submitted", "version": "1"},
    {"verb": "submitted", "version": 1, "late": "yes"},
    {"verb": "passed", "version": 1, "score": 1.5},
    {"verb": "passed", "version": 1, "score": "1"},
    {"verb": "passed", "version": 1, "score": True},
    {"verb": "passed", "version": 1, "returned": True},
    {"verb": "failed", "version": 1, "returned": True, "score": 0.2},
]
