"""Writes a framework read from a file; the command and the admin's upload call it."""

from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from courses.framework_rows import write_framework
from lms.catalogue.framework_import import ReadFramework, RefusedFramework, read_framework
from lms.catalogue.models import Framework, Indicator
from lms.people.models import Organisation


def save_framework(read: ReadFramework, organisation: Organisation) -> Framework:
    """The framework of that code in this organisation, brought to what the file says; indicators written here stay.

    RefusedFramework when a competency that learners were measured on is no longer in the file.
    """
    kept = _indicators(organisation, read.code)
    blocks = [
        {
            "code": block.code,
            "titre": block.title,
            "objectif": block.aim,
            "competences": [
                {
                    "code": node.code,
                    "libelle": node.title,
                    "source_id": node.source_id,
                    "indicateurs": None if node.code in kept else [],
                }
                for node in block.competencies
            ],
        }
        for block in read.blocks
    ]
    try:
        return write_framework(organisation, read.code, read.title, blocks, source=read.source)
    except ProtectedError as error:
        words = _("Learners were measured on competencies that the file no longer names. Nothing was changed.")
        raise RefusedFramework([words]) from error


def _indicators(organisation: Organisation, code: str) -> set[str]:
    rows = Indicator.objects.filter(
        competency__competency_block__framework__organisation=organisation,
        competency__competency_block__framework__code=code,
    )
    return set(rows.values_list("competency__code", flat=True))


__all__ = ["RefusedFramework", "read_framework", "save_framework"]
