"""The secret code of who reports without a name: made from the form's own key, shown to its sender, kept as a hash.

The key is drawn by the machine for one form in one browser and is not kept either. A form sent twice by a double click
gets the same code twice, so that nobody loses theirs; whoever reads the tables can derive none.
"""

import re

from django.utils.crypto import salted_hmac

# Without signs that are taken for another: 31 of them, 16 drawn, 79 bits.
SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH, GROUP = 16, 4


def code_of(key: str) -> str:
    """The code of the form with this key, in groups: K7MP-2QRX-..."""
    number = int(salted_hmac("lms.incidents.codes.draw", key, algorithm="sha256").hexdigest(), 16)
    signs = "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in range(LENGTH))
    return "-".join(signs[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def digest(code: str) -> str:
    """What is kept of it; empty for what cannot be a code. Spaces, dashes and case do not matter."""
    bare = re.sub(r"[\s-]+", "", code[:100]).upper()
    if len(bare) != LENGTH or set(bare) - set(SIGNS):
        return ""
    return salted_hmac("lms.incidents.codes", bare, algorithm="sha256").hexdigest()


def key_digest(key: str) -> str:
    """By which the same form is known again."""
    return salted_hmac("lms.incidents.codes.key", key, algorithm="sha256").hexdigest()[:60]
