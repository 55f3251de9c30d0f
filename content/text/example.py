"""The smallest text that publishes, and the messages that complete it."""

from content.text.models import TextPage


def build_page() -> TextPage:
    """An unsaved page, ready to be added below a sequence."""
    return TextPage(title="Bien démarrer", minutes=10, body=[("prose", "<p>Prenez le temps de lire.</p>")])


MESSAGES = [{"verb": "opened"}, {"verb": "completed"}]
RUBBISH = [{}, {"verb": "attended"}, {"verb": 7}, {"verb": "<script>"}]
