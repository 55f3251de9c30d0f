"""Tables of the directory, of what is asked of partners, and of solutions; imported as lms.partners.models."""

from lms.partners.models.directory import DirectoryRules, Logo, Partner, PartnerPlan, Pictogram
from lms.partners.models.packs import SolutionPack
from lms.partners.models.requests import Letter, PartnerRequest, RequestMessage

__all__ = [
    "DirectoryRules",
    "Letter",
    "Logo",
    "Partner",
    "PartnerPlan",
    "PartnerRequest",
    "Pictogram",
    "RequestMessage",
    "SolutionPack",
]
