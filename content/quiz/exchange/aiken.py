"""Reading Aiken: a question, lettered choices, and `ANSWER: B`. https://docs.moodle.org/en/Aiken_format"""

import re

from django.utils.translation import gettext as _

from .found import Imported
from .texts import html_of

CHOICE = re.compile(r"^\s*([A-Z])[).]\s+(.*\S)")
ANSWER = re.compile(r"^\s*ANSWER:\s*([A-Z])\s*$")


def read_aiken(text: str, found: Imported) -> None:
    """Adds the questions of an Aiken text to `found`; nothing in it is HTML."""
    found.format = "aiken"
    asked: list[str] = []
    choices: dict[str, str] = {}
    for line in [*text.split("\n"), ""]:
        if met := ANSWER.match(line):
            _add(asked, choices, met[1], found)
            asked, choices = [], {}
        elif met := CHOICE.match(line):
            if met[1] in choices:
                found.skip(" ".join(asked), "aiken", _("Two choices have the letter %(letter)s.") % {"letter": met[1]})
                asked, choices = [], {}
            choices[met[1]] = met[2]
        elif line.strip() and choices:
            found.skip(" ".join(asked), "aiken", _("After its choices, a line “ANSWER: A” is missing."))
            asked, choices = [line.strip()], {}
        elif line.strip():
            asked.append(line.strip())
    if asked or choices:
        found.skip(" ".join(asked), "aiken", _("After its choices, a line “ANSWER: A” is missing."))


def _add(asked: list[str], choices: dict[str, str], answer: str, found: Imported) -> None:
    text = " ".join(asked)
    if answer not in choices:
        found.skip(text, "aiken", _("The answer %(letter)s is none of its choices.") % {"letter": answer})
        return
    document = {
        "type": "single",
        "text": html_of(text, "plain"),
        "choices": [
            {"text": html_of(words, "plain"), "share": float(letter == answer)} for letter, words in choices.items()
        ],
    }
    found.add(document, "aiken")
