"""The code that a half-day shows, and changes every half minute: made of its secret and the time, nothing is stored."""

import hmac
from datetime import datetime
from uuid import UUID

import qrcode
from qrcode.image.svg import SvgPathImage

STEP = 30  # seconds that one code is shown
DIGITS = 6


def code_at(secret: UUID, moment: datetime) -> str:
    """Six digits, the same from one end of the step to the other. UTC or any aware moment."""
    return _code(secret, _step(moment))


def is_current(secret: UUID, code: str, moment: datetime) -> bool:
    """The code shown now, or the one before it: what was read from the wall may be typed for another step."""
    if not _is_code(code):
        return False
    shown = [_code(secret, step) for step in (_step(moment), _step(moment) - 1)]
    # Both are always compared, so that the time it takes tells nothing.
    return sum(hmac.compare_digest(known, code) for known in shown) > 0


def qr_of(address: str) -> str:
    """SVG of an absolute address, without a style, black on what stands behind it."""
    drawing = qrcode.QRCode(border=1, error_correction=qrcode.constants.ERROR_CORRECT_L)
    drawing.add_data(address)
    return str(drawing.make_image(image_factory=SvgPathImage).to_string(encoding="unicode"))


def _is_code(code: str) -> bool:
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP


def _code(secret: UUID, step: int) -> str:
    digest = hmac.digest(secret.bytes, f"half-day:{step}".encode(), "sha256")
    return f"{int.from_bytes(digest[:8]) % 10**DIGITS:0{DIGITS}d}"
