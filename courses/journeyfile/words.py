"""The journey file's French words and ours, both ways."""

from collections.abc import Mapping

from lms.catalogue.models import Assessor, EvidenceType, Grouping, Place, Timing
from lms.people.models import Role

TIMINGS = {"synchrone": Timing.SYNCHRONOUS, "asynchrone": Timing.ASYNCHRONOUS}
GROUPINGS = {"collectif": Grouping.COLLECTIVE, "individuel": Grouping.INDIVIDUAL}
PLACES = {"presentiel": Place.IN_PERSON, "distanciel": Place.REMOTE}
EVIDENCE_TYPES = {
    "quiz": EvidenceType.QUIZ,
    "livrable": EvidenceType.DELIVERABLE,
    "grille_observation": EvidenceType.OBSERVATION_GRID,
    "auto_evaluation": EvidenceType.SELF_ASSESSMENT,
    "contribution_forum": EvidenceType.FORUM_CONTRIBUTION,
    "entretien": EvidenceType.INTERVIEW,
    "emargement": EvidenceType.SIGN_OFF,
    "trace_activite": EvidenceType.ACTIVITY_TRACE,
}
ASSESSORS = {
    "plateforme": Assessor.PLATFORM,
    "formateur": Assessor.TRAINER,
    "accompagnateur": Assessor.COACH,
    "moderateur": Assessor.MODERATOR,
    "pairs": Assessor.PEER,
    "apprenant": Assessor.LEARNER,
    "jury": Assessor.JURY,
}
# Who enters a measure when a file is replayed: the role that stands for each assessor.
ROLE_OF_ASSESSOR = {Assessor.COACH: Role.COACH}


def french(words: Mapping[str, str], value: str) -> str:
    """The file's word for one of our values."""
    return next(word for word, ours in words.items() if ours == value)
