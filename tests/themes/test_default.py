"""The default theme keeps its promises: legible colours, light pages, templates that compile, nothing from outside."""

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import get_template

THEME = Path(__file__).resolve().parents[2] / "themes" / "default"
STATIC = THEME / "static" / "cordee"
TEMPLATES = THEME / "templates"
SHEET = (STATIC / "cordee.css").read_text()

Tokens = dict[str, str]
HUES = ("rope", "pine", "glacier", "berry")
TEXT = [(ink, paper) for ink in ("ink", "soft", *HUES) for paper in ("paper", "sheet", "sunk")]
TEXT += [(ink, f"{hue}-wash") for hue in HUES for ink in ("ink", "soft", hue)]
TEXT += [("on-fill", hue) for hue in (*HUES, "rope-deep")] + [("rope-deep", "rope-wash"), ("ink", "far")]
EDGES = [(edge, paper) for edge in ("edge", "focus") for paper in ("paper", "sheet")]


def test_every_colour_pair_is_legible_in_light_and_dark():
    light, dark = tokens(r":root \{"), tokens(r'\[data-theme="dark"\] \{')
    poor = [
        (name, ink, paper, round(contrast(theme[ink], theme[paper]), 2))
        for name, theme in (("light", light), ("dark", light | dark))
        for least, pairs in ((4.5, TEXT), (3.0, EDGES))
        for ink, paper in pairs
        if contrast(theme[ink], theme[paper]) < least
    ]
    assert poor == []


def test_dark_is_the_same_by_choice_and_by_the_device():
    assert tokens(r'\[data-theme="dark"\] \{') == tokens(r':root:not\(\[data-theme="light"\]\) \{')


def test_what_a_first_visit_fetches_leaves_most_of_the_60_kB_to_the_page():
    fonts = sum(path.stat().st_size for path in (STATIC / "fonts").glob("*.woff2"))
    rest = sum(len(gzip.compress(path.read_bytes())) for path in STATIC.glob("*.*"))
    assert fonts + rest <= 40_000
    assert (STATIC / "cordee.js").stat().st_size <= 20_000


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: str(path.relative_to(TEMPLATES)))
def test_every_template_compiles_and_asks_nobody_outside(path: Path):
    get_template(str(path.relative_to(TEMPLATES)))
    text = path.read_text()
    assert not re.search(r"""(src|href|action)=["'](https?:)?//""", text)
    assert not re.search(r"\sstyle=", text), "the content security policy drops inline styles: use a class"
    assert not re.search(r"\son\w+=", text), "the content security policy drops inline scripts"


def tokens(start: str) -> Tokens:
    """The colours of the first block that opens with these words."""
    found = re.search(start + r"([^}]*)\}", SHEET)
    assert found is not None
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", found.group(1)))


def contrast(first: str, second: str) -> float:
    """WCAG 2.2: relative luminance of the lighter over that of the darker."""
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
