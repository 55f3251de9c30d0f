"""Every sample file is read as the format says; what is wrong is told with its line."""

import re
from pathlib import Path

import pytest
import webvtt

from courses.media.captions.reading import read_captions
from courses.media.captions.vtt import write_srt, write_text, write_vtt
from lms.plugins.kind import Refused

FRENCH = "WEBVTT\n\n00:01.000 --> 00:02.500\nÀ l’école : œuvre, 5 €\n"


@pytest.fixture(scope="module")
def folder(shared) -> Path:
    return shared / "fixtures" / "captions"


# What the specification of WebVTT makes of each case: how many cues with words, and how many are said to be wrong.
SPECIFIED = {
    # "<0" and the five like it are tags that nobody closes: cues without words.
    "timestamps": (4, 0),
    "entities": (None, 0),
    "header-garbage": (1, 0),
    "header-timings": (1, 0),
    "regions-old": (2, 0),
    "regions-viewportanchor": (20, 0),
    "settings-multiple": (2, 0),
    "settings-size": (16, 0),
    "stylesheets": (2, 0),
    "timings-too-long": (2, 13),
}


@pytest.mark.parametrize(("name", "expected"), SPECIFIED.items())
def test_the_web_platforms_cases_are_read_as_browsers_read_them(folder, name, expected):
    found = read_captions((folder / "wpt" / f"{name}.vtt").read_bytes())
    cues, wrong = expected
    if cues is not None:
        assert len(found.lines) == cues
    assert len(found.problems) == wrong
    assert not any(line.text.startswith("invalid") for line in found.lines if name.startswith("timings"))


@pytest.mark.parametrize("name", ["signature-no-newline", "signature-tab-no-newline", "timings-garbage"])
def test_a_file_without_a_single_cue_is_refused_in_words(folder, name):
    with pytest.raises(Refused) as refused:
        read_captions((folder / "wpt" / f"{name}.vtt").read_bytes())
    assert "-->" in str(refused.value) or ".srt" in str(refused.value)


def test_wrong_times_are_told_with_the_line_of_the_file(folder):
    content = (folder / "wpt" / "timings-too-long.vtt").read_bytes()
    rows = content.decode().split("\n")
    problems = read_captions(content).problems
    assert all(rows[one.number].startswith("invalid") for one in problems)
    assert all("-->" in rows[one.number - 1] for one in problems)
    assert "00:01:02.500" in problems[0].words


def test_no_sign_that_a_database_refuses_is_left(folder):
    found = read_captions((folder / "wpt" / "nulls.vtt").read_bytes())
    assert [line.text for line in found.lines][:3] == ["text0", "text1", "\ufffdtext\ufffd2"]
    assert {line.text for line in found.lines[3:]} == {"text3", "text4", "text5", "text6"}
    assert not any("\0" in line.text for line in found.lines)


def test_character_references_become_letters(folder):
    lines = read_captions((folder / "wpt" / "entities.vtt").read_bytes()).lines
    assert [line.text for line in lines][:5] == ["&", "&", "&", "&", "<"]
    assert "a\u200eb" in [line.text for line in lines]


@pytest.mark.parametrize(("name", "count"), [("basic.vtt", None), ("basic.srt", None), ("encapsulated.vtt", 7)])
def test_files_of_other_programs_keep_every_time_to_the_millisecond(folder, name, count):
    content = (folder / name).read_bytes()
    found = read_captions(content)
    own = webvtt.from_srt if name.endswith("srt") else webvtt.read
    reference = [(round(one.start_in_seconds * 1000), one.start, one.end) for one in own(str(folder / name))]
    assert found.problems == []
    assert len(found.lines) == (count or len(reference))
    stamps = re.findall(r"(\d\d:\d\d[.,]\d{3}) --> ", content.decode())
    assert [
        f"{line.start_ms // 60000 % 60:02}:{line.start_ms // 1000 % 60:02}.{line.start_ms % 1000:03}"
        for line in found.lines
    ] == [one.replace(",", ".") for one in stamps]


@pytest.mark.parametrize("name", ["subtitle-sample.vtt", "subtitles_en.vtt"])
def test_short_samples_are_read_whole(folder, name):
    found = read_captions((folder / name).read_bytes())
    assert found.problems == [] and found.lines[0].start_ms == 500


def test_tags_go_and_the_text_stays(folder):
    lines = read_captions((folder / "encapsulated.vtt").read_bytes()).lines
    assert lines[-1].text == "<LAUGHING & WHOOPS!>"
    assert lines[3].text == "as an old, wrinkly man\nwith white hair."


def test_an_hour_of_french_transcript_becomes_captions(folder):
    content = (folder / "atelier-transcription-horodatee.txt").read_bytes()
    found = read_captions(content)
    stamps = re.findall(r"^(\d\d):(\d\d):(\d\d) .*\w", content.decode(), re.MULTILINE)
    assert found.problems == []
    assert len(found.lines) == len(stamps) > 1200
    assert found.lines[0].text.startswith("Bienvenue à ce nouvel atelier")
    assert found.lines[-1].text == "Merci."
    assert [line.start_ms // 1000 for line in found.lines] == [
        int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in stamps
    ]
    assert all(one.end_ms <= after.start_ms for one, after in zip(found.lines, found.lines[1:], strict=False))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_letters_are_understood_whatever_program_wrote_them(encoding, newline):
    found = read_captions(FRENCH.replace("\n", newline).encode(encoding))
    assert [line.text for line in found.lines] == ["À l’école : œuvre, 5 €"]


def test_bytes_that_are_no_letters_are_refused_with_what_to_do():
    with pytest.raises(Refused, match="UTF-8"):
        read_captions(FRENCH.encode() + b"\x81\xff\x8d")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 what", b"Bonjour", b"WEBVTTX\n\n", b"\0\0\0\x18ftypmp42" * 20])
def test_what_is_no_caption_file_is_refused(content):
    with pytest.raises(Refused):
        read_captions(content)


def test_a_film_sent_by_mistake_is_named_as_such():
    with pytest.raises(Refused, match="film"):
        read_captions(b"a" * (5 * 1024 * 1024 + 1))


def test_a_line_that_ends_before_it_begins_is_told_and_the_rest_is_kept():
    found = read_captions(b"WEBVTT\n\n00:05.000 --> 00:02.000\nfirst\n\n00:06.000 --> 00:07.000\nsecond\n")
    assert [line.text for line in found.lines] == ["second"]
    assert [one.number for one in found.problems] == [3]


def test_an_arrow_written_by_hand_is_told():
    found = read_captions(b"WEBVTT\n\n00:01.000 -> 00:02.000\nlost\n\n00:06.000 --> 00:07.000\nkept\n")
    assert [(one.number, "-->" in one.words) for one in found.problems] == [(3, True)]


def test_overlapping_lines_are_kept_in_the_order_they_begin():
    found = read_captions(b"WEBVTT\n\n00:03.000 --> 00:09.000\nB\n\n00:01.000 --> 00:08.000\nA\n")
    assert [line.text for line in found.lines] == ["A", "B"]


def test_who_speaks_is_kept_before_the_words():
    found = read_captions(b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v.loud Linda>Bonjour <b>vous</b></v>\n")
    assert found.lines[0].text == "Linda: Bonjour vous"


def test_subrips_habits_are_understood():
    told = "1\n0:00:01,5 --> 0:00:02,750 X1:1\n{\\an8}<i>Un</i>\n\nsuite\n\n2\n00:00:03 --> 00:00:04\n2024\n"
    found = read_captions(told.encode())
    assert [(line.start_ms, line.end_ms, line.text) for line in found.lines] == [
        (1500, 2750, "Un\nsuite"),
        (3000, 4000, "2024"),
    ]


@pytest.mark.parametrize("write", [write_vtt, write_srt])
def test_what_goes_out_comes_back_the_same(write):
    lines = [
        (0, 1500, "A < B & C"),
        (1500, 90_061_007, "Deux\nlignes"),
        (90_061_007, 90_061_008, "x → y"),
    ]
    back = read_captions(write(lines).encode())
    assert back.problems == []
    assert [(one.start_ms, one.end_ms, one.text) for one in back.lines] == lines


def test_an_arrow_in_a_text_does_not_break_the_file():
    back = read_captions(write_vtt([(0, 1000, "a --> b"), (2000, 3000, "c")]).encode())
    assert [one.text for one in back.lines] == ["a --> b", "c"]


def test_the_transcript_keeps_its_times(folder):
    found = read_captions((folder / "atelier-transcription-horodatee.txt").read_bytes())
    told = write_text((one.start_ms, one.end_ms, one.text) for one in found.lines)
    assert [one.start_ms for one in read_captions(told.encode()).lines] == [one.start_ms for one in found.lines]
