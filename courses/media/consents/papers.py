"""The signed paper: a scan or a photo, told by its content, never shown from our pages."""

from django.core.files.uploadedfile import UploadedFile

from courses.media.models import Consent
from lms.assessment.recognised.papers import read_paper


def attach(consent: Consent, file: UploadedFile) -> None:
    """Put the paper beside the consent, in private; raises Refused, in words. The caller saves the row."""
    paper = read_paper(file)
    consent.proof_name, consent.proof_type = paper.name, paper.type
    file.seek(0)
    consent.proof_file.save(paper.name, file, save=False)
