"""Translations: compiles .po into .mo without gettext's tools, and finds what has no French yet.

Both read every `locale/` of the checkout. `python -m lms.setup.messages` prints what is missing.
"""

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

from .environment import ROOT

PACKAGES = ("lms", "courses", "content", "themes")
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
SKIPPED = {"node_modules", "migrations", "static", "setup"}


@dataclass(frozen=True)
class Gap:
    """One text that people would read in the wrong language, and where it stands."""

    place: str
    text: str
    reason: str


def compile_catalogues(root: Path = ROOT) -> None:
    """Write the .mo of every .po that changed; a folder that cannot be written keeps the .mo it has."""
    for po in catalogues(root):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        compiled = io.BytesIO()
        write_mo(compiled, read(po))
        draft = po.with_suffix(".mo.new")
        try:
            draft.write_bytes(compiled.getvalue())
            draft.replace(mo)
        except PermissionError:
            continue


def find_gaps(root: Path = ROOT, language: str = "fr") -> list[Gap]:
    """Every text of the code and the templates without a finished translation, and every broken one."""
    known: dict[tuple[str, str | None], bool] = {}
    gaps = []
    for po in catalogues(root, language):
        catalogue = read(po)
        for message in catalogue:
            identity = str(message.id if isinstance(message.id, str) else message.id[0])
            texts = message.string if isinstance(message.string, tuple | list) else [message.string]
            known[identity, message.context] = all(texts) and not message.fuzzy
            where = f"{po.relative_to(root)}:{message.lineno or 0}"
            gaps += [Gap(where, identity, str(error)) for error in message.check(catalogue) if identity and all(texts)]
    for place, text, context in texts_of(root):
        if not known.get((text, context)):
            gaps.append(Gap(place, text, "unfinished" if (text, context) in known else "missing"))
    return gaps


def texts_of(root: Path) -> Iterator[tuple[str, str, str | None]]:
    """(place, English text, context) for all that is marked for translation."""
    for package in PACKAGES:
        for path in sorted((root / package).rglob("*")):
            inside = path.relative_to(root)
            if path.suffix not in (".py", ".html", ".txt") or SKIPPED.intersection(inside.parts):
                continue
            if path.suffix != ".py" and "templates" not in inside.parts:
                continue
            for line, text, context in texts_in(path):
                yield f"{inside}:{line}", text, context


def texts_in(path: Path) -> Iterator[tuple[int, str, str | None]]:
    source = path.read_text()
    if path.suffix != ".py":
        # Within brackets Python's tokenizer does not mind how a template is indented; they cost one line.
        source = f"(\n{templatize(source)}\n)"
    shift = 0 if path.suffix == ".py" else -1
    found = extract("python", io.BytesIO(source.encode()), keywords=KEYWORDS, options={"encoding": "utf-8"})
    for line, message, _comments, context in found:
        yield line + shift, message[0] if isinstance(message, tuple) else message, context


def catalogues(root: Path, language: str = "*") -> list[Path]:
    patterns = (f"locale/{language}/LC_MESSAGES/*.po", f"*/*/locale/{language}/LC_MESSAGES/*.po")
    return sorted(path for pattern in patterns for path in root.glob(pattern))


def read(po: Path) -> Catalog:
    with po.open("rb") as file:
        return read_po(file, locale=po.parent.parent.name)


def main() -> int:
    gaps = find_gaps()
    for gap in gaps:
        print(f"{gap.place}: {gap.reason}: {gap.text[:100]!r}")
    print(f"{len(gaps)} texts without French" if gaps else "Every text has its French")
    return 1 if gaps else 0


if __name__ == "__main__":
    sys.exit(main())
