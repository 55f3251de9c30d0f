"""A few drawings for the demo, made by code: no file of anybody else, no licence to ask for."""

import math
from collections.abc import Callable, Sequence
from io import BytesIO

from django.core.files.images import ImageFile
from PIL import Image as Canvas
from PIL import ImageDraw
from wagtail.images import get_image_model
from wagtail.models import Collection

PAPER, INK, LINE, ROPE, PINE, GLACIER = "#FBF8F3", "#1E2733", "#DDD5C8", "#B24A12", "#1C6B57", "#1F5A8C"
# As wide for their height as pages show pictures, so that nothing is cut; drawn three times larger for smooth edges.
WIDTH, HEIGHT, FINER = 960, 540, 3
ABOVE = 60  # empty paper above a drawing
Pen = ImageDraw.ImageDraw


def make_picture(name: str, collection: Collection) -> object:
    """A saved Wagtail image of that drawing, with its description as alternative text."""
    draw, title, words = DRAWINGS[name]
    canvas = Canvas.new("RGB", (WIDTH * FINER, HEIGHT * FINER), PAPER)
    draw(ImageDraw.Draw(canvas))
    stream = BytesIO()
    canvas.resize((WIDTH, HEIGHT), Canvas.Resampling.LANCZOS).save(stream, "PNG", optimize=True)
    stream.seek(0)
    file = ImageFile(stream, name=f"{name}.png")
    image = get_image_model()(title=title, description=words, collection=collection, width=WIDTH, height=HEIGHT)
    image.file.save(f"{name}.png", file, save=False)
    image.save()
    return image


def _line(pen: Pen, points: Sequence[tuple[float, float]], colour: str, width: float = 6) -> None:
    pen.line(
        [(x * FINER, (y + ABOVE) * FINER) for x, y in points], fill=colour, width=int(width * FINER), joint="curve"
    )


def _dot(pen: Pen, x: float, y: float, radius: float, fill: str, rim: str = "", width: float = 5) -> None:
    y += ABOVE
    box = [(x - radius) * FINER, (y - radius) * FINER, (x + radius) * FINER, (y + radius) * FINER]
    pen.ellipse(box, fill=fill, outline=rim or fill, width=int(width * FINER))


def _rope(pen: Pen) -> None:
    """A rope that climbs, with knots: done, under way, to come."""
    points = [(60 + i * 8.5, 330 - i * 2.3 + 34 * math.sin(i / 9)) for i in range(100)]
    _line(pen, points, ROPE, 9)
    for number, place in enumerate((6, 22, 38, 54, 70, 86)):
        x, y = points[place]
        _dot(pen, x, y, 26, PINE if number < 3 else PAPER, PINE if number < 3 else INK)
    _line(pen, [(860, 140), (900, 60), (940, 140)], LINE, 10)


def _life_line(pen: Pen) -> None:
    """Years from left to right, high and low moments."""
    _line(pen, [(50, 210), (910, 210)], LINE, 4)
    moments = [(90, 250), (220, 120), (350, 290), (480, 180), (610, 90), (740, 240), (880, 100)]
    _line(pen, moments, GLACIER, 7)
    for x, y in moments:
        _line(pen, [(x, y), (x, 210)], LINE, 3)
        _dot(pen, x, y, 17, PAPER, GLACIER)


def _break_even(pen: Pen) -> None:
    """Costs begin high and rise slowly; sales begin at nothing and rise fast; they cross."""
    _line(pen, [(90, 40), (90, 370), (900, 370)], INK, 5)
    _line(pen, [(90, 270), (880, 170)], ROPE, 8)
    _line(pen, [(90, 370), (880, 60)], PINE, 8)
    x = 90 + 790 * (100 / (310 - 100))
    y = 370 - 310 * (x - 90) / 790
    _line(pen, [(x, y), (x, 370)], LINE, 4)
    _dot(pen, x, y, 20, PAPER, INK)


def _neighbours(pen: Pen) -> None:
    """One project in the middle, and those around it, near and far."""
    around = [(180, 90), (350, 330), (520, 70), (700, 320), (800, 130), (150, 300), (880, 290)]
    for x, y in around:
        _line(pen, [(480, 205), (x, y)], LINE, 4)
    for number, (x, y) in enumerate(around):
        _dot(pen, x, y, 24 if number % 2 else 32, PAPER, GLACIER if number % 3 else PINE)
    _dot(pen, 480, 205, 44, ROPE)


DRAWINGS: dict[str, tuple[Callable[[Pen], None], str, str]] = {
    "corde": (
        _rope,
        "Une corde qui monte",
        "Une corde monte vers un sommet. Trois nœuds sont faits, trois restent.",
    ),
    "ligne-de-vie": (_life_line, "Ligne de vie", "Une ligne du temps avec des moments hauts et des moments bas."),
    "seuil": (
        _break_even,
        "Seuil de rentabilité",
        "Deux droites se croisent : les ventes, qui partent de zéro, rattrapent les charges. Le point de croisement "
        "est le seuil de rentabilité.",
    ),
    "voisins": (
        _neighbours,
        "Carte des acteurs",
        "Un point central relié à sept points autour de lui, proches ou lointains.",
    ),
}
# Where each one stands: sequence and title of the activity.
PLACES = {
    ("S01", "Accueil et tour du parcours"): "corde",
    ("S03", "Ma carte de savoir-faire"): "ligne-de-vie",
    ("S07", "Carte des acteurs du territoire"): "voisins",
    ("S10", "Mon seuil de rentabilité"): "seuil",
}
