"""Words for the types of a journey file that a text stands in for until a kind of their own is installed."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "accueil": _("a welcome"),
    "atelier": _("a workshop"),
    "auto_evaluation": _("a self-assessment"),
    "classe_virtuelle": _("a virtual class"),
    "co_ecriture": _("writing together"),
    "devoir": _("work to hand in"),
    "enquete_terrain": _("a field survey"),
    "forum": _("a forum"),
    "jeu_serieux": _("a serious game"),
    "jury": _("a jury"),
    "questionnaire": _("a survey"),
    "quiz": _("a quiz"),
    "rendez_vous": _("an appointment"),
    "temoignage_video": _("video testimonials"),
    "video": _("a video"),
}


def words_for(type_name: str) -> str:
    """A type in words; an unknown one as it is written."""
    return str(WORDS.get(type_name, type_name.replace("_", " ")))
