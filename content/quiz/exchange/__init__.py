"""Questions from elsewhere, and out again: GIFT, Moodle XML, Aiken, QTI. No database.

found = import_file("bank.xml", data)      # never raises: found.problem says why nothing could be read
found.questions, found.skipped, found.notes, found.pictures
found.report()                             # as `python3 -m lms questions check FILE` prints it
export_gift(questions) ; export_moodle(questions, pictures)
"""

from .found import Imported, ImportedQuestion, Skipped
from .open import LARGEST_FILE, import_file
from .out import Exported, export_gift, export_moodle

__all__ = [
    "LARGEST_FILE",
    "Exported",
    "Imported",
    "ImportedQuestion",
    "Skipped",
    "export_gift",
    "export_moodle",
    "import_file",
]
