"""Draws the demo's films: cards with what is said, one picture a second, silence, and captions in WebVTT.

Run by hand where ffmpeg is installed, once texts change; the demo itself needs no ffmpeg:
    python courses/media/make_films.py content/testimonial/films content/video/films
Each folder holds textes.txt: "# CODE SECONDS", then a line for each caption; a line stays as long as it takes to read.
"""

import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (426, 240)
PAPER, INK, ROPE, SOFT = "#FBF8F3", "#1E2733", "#B24A12", "#4A5563"
FONTS = Path(__file__).parents[2] / "themes/default/templates/pdf/fonts"
Cue = tuple[int, int, str]


def read_texts(path: Path) -> dict[str, tuple[int, list[str]]]:
    """Seconds and lines by code."""
    found: dict[str, tuple[int, list[str]]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            code, seconds = line[2:].split()
            found[code] = (int(seconds), [])
        elif line.strip():
            found[code][1].append(line.strip().replace("'", "’"))
    return found


def cues_of(seconds: int, lines: list[str]) -> list[Cue]:
    """From one second on to the end, in whole seconds; long lines last longer. The titles come first."""
    room, weights = seconds - 4, [20 + len(line) for line in lines]
    ends = [3 + round(room * sum(weights[: place + 1]) / sum(weights)) for place in range(len(lines))]
    return list(zip([3, *ends[:-1]], ends, lines, strict=True))


def vtt_of(cues: list[Cue]) -> str:
    blocks = (f"{_clock(start)} --> {_clock(end)}\n{text}\n" for start, end, text in cues)
    return "WEBVTT\n\n" + "\n".join(blocks)


def card(text: str, share: float) -> Image.Image:
    """One picture: the words, and the rope as far as the film has come."""
    image = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(image)
    font = _font(22)
    rows = textwrap.wrap(text, 32)
    for place, row in enumerate(rows):
        pen.text((28, 108 - 15 * len(rows) + 30 * place), row, fill=INK, font=font)
    pen.line((28, 214, 398, 214), fill="#DDD5C8", width=3)
    pen.line((28, 214, 28 + int(370 * share), 214), fill=ROPE, width=3)
    x = 28 + int(370 * share)
    pen.ellipse((x - 6, 208, x + 6, 220), fill=ROPE)
    return image


def make(folder: Path, code: str, seconds: int, lines: list[str]) -> None:
    cues = cues_of(seconds, lines)
    name = code.lower()
    (folder / f"{name}.vtt").write_text(vtt_of(cues), encoding="utf-8")
    card(lines[0], 0).save(folder / f"{name}.png", optimize=True)
    with tempfile.TemporaryDirectory() as scratch:
        shown = [(0, 3, ""), *cues, (cues[-1][1], seconds, "")]
        rows = []
        for number, (start, end, text) in enumerate(shown):
            path = Path(scratch) / f"{number}.png"
            card(text, start / seconds).save(path)
            rows += [f"file '{path}'", f"duration {end - start}"]
        (Path(scratch) / "list.txt").write_text("\n".join([*rows, f"file '{path}'"]), encoding="utf-8")
        _film(Path(scratch) / "list.txt", folder / f"{name}.mp4", seconds)


def _film(pictures: Path, target: Path, seconds: int) -> None:
    sound = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono"]
    video = ["-c:v", "libx264", "-profile:v", "baseline", "-pix_fmt", "yuv420p", "-crf", "34", "-g", "60", "-r", "1"]
    end = ["-c:a", "aac", "-b:a", "8k", "-t", str(seconds), "-movflags", "+faststart", "-map_metadata", "-1"]
    begin = ["ffmpeg", "-nostdin", "-y", "-loglevel", "error", "-f", "concat", "-safe", "0", "-i", str(pictures)]
    subprocess.run([*begin, *sound, *video, *end, str(target)], check=True)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    found = sorted(FONTS.glob("*.ttf")) + sorted(FONTS.glob("*.otf"))
    return ImageFont.truetype(str(found[0]), size) if found else ImageFont.load_default(size)


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


if __name__ == "__main__":
    for given in sys.argv[1:]:
        for code, (seconds, lines) in read_texts(Path(given) / "textes.txt").items():
            make(Path(given), code, seconds, lines)
