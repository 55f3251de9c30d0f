"""Printed documents: a theme's typst template and plain facts become an accessible PDF (PDF/UA-1)."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst
from django.conf import settings

FOLDER = Path("templates") / "pdf"


def render(name: str, facts: Mapping[str, Any]) -> bytes:
    """The PDF of `<theme>/templates/pdf/<name>.typ`.

    facts: title, organisation, lang and foot, which every page shows, and what the template asks for: text, numbers,
    lists. They go in as data, never as code, so nobody's words can be taken for markup.
    """
    folder = _folder_of(name)
    return bytes(
        typst.compile(
            str(folder / f"{name}.typ"),
            root=str(folder),
            font_paths=[str(folder / "fonts")],
            sys_inputs={"facts": json.dumps(facts, ensure_ascii=False, default=str)},
            pdf_standards=["ua-1"],
        )
    )


def _folder_of(name: str) -> Path:
    """A client's theme that brings this document brings its whole folder: templates read each other by name."""
    folders = [theme / FOLDER for theme in settings.THEME_DIRS]
    return next(folder for folder in folders if (folder / f"{name}.typ").is_file())
