"""Words as a search compares them: without accents, capitals and signs."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")
LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o"})


def fold(text: str) -> str:
    """Lower case letters and figures without accents, one space between words: "L'Échéance" is "l echeance"."""
    plain = unicodedata.normalize("NFKD", text.lower()).translate(LIGATURES)
    bare = "".join(sign for sign in plain if not unicodedata.combining(sign))
    return " ".join(_WORD.findall(bare))
