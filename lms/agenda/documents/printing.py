"""A document's facts become its PDF; the code that verifies it is drawn too."""

from typing import Any

import qrcode
from django.utils.translation import gettext as _

from lms.agenda.pdf import render

# Of the code's square: the error correction that survives a fold.
CORRECTION = qrcode.constants.ERROR_CORRECT_M


def as_pdf(sort: str, facts: dict[str, Any]) -> bytes:
    """The PDF of a document; facts as issue.py keeps them."""
    return render(sort, {**facts, "qr": squares_of(facts["verify_url"])})


def squares_of(text: str) -> list[list[int]]:
    """Where the dark squares of its QR code are: rows of columns; the first list holds the size alone."""
    code = qrcode.QRCode(border=0, error_correction=CORRECTION)
    code.add_data(text)
    matrix = code.get_matrix()
    return [[len(matrix)], *([number for number, dark in enumerate(row) if dark] for row in matrix)]


def labels() -> dict[str, str]:
    """The words of the parts that all documents share."""
    return {
        "number": _("Number"),
        "done_at": _("Done at %(place)s, on %(day)s"),
        "verify": _("To verify this document, without any personal data being shown:"),
        "code": _("Code"),
        "replaces": _("Replaces number %(number)s."),
    }
