"""Captions are brought in, edited line by line, put right by the glossary and read over; nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from courses.media.captions.edit import halves, read_clock
from courses.media.captions.glossary import correct, rules_of
from courses.media.models import CaptionTrack, Cue, GlossaryEntry
from lms.plugins.kind import Refused
from tests.courses.media.films import make_track

VTT = "WEBVTT\n\n00:00.000 --> 00:02.000\nUn\n\n00:02.000 --> 00:04.500\nDeux trois. Quatre cinq\n"


@pytest.fixture
def track(library) -> CaptionTrack:
    return make_track(library.video)


def address(track: CaptionTrack, name: str = "captions", *more: object) -> str:
    return reverse(f"media:{name}", args=[track.video.key, track.language, *more])


def form_of(track: CaptionTrack, **changes: str) -> dict[str, object]:
    """What the browser sends: every line of the page as it was shown, then what somebody changed."""
    from courses.media.captions.vtt import clock

    told: dict[str, object] = {"version": CaptionTrack.objects.get(pk=track.pk).version, "page": 1, "act": "save"}
    for cue in track.cues.all():
        told |= {f"start-{cue.pk}": clock(cue.start_ms), f"end-{cue.pk}": clock(cue.end_ms), f"text-{cue.pk}": cue.text}
    return told | changes


def texts(track: CaptionTrack) -> list[str]:
    return list(track.cues.values_list("text", flat=True))


def test_a_file_becomes_a_draft(library):
    emile, address = library.client("emile"), reverse("media:bring", args=[library.video.key])
    sent = {"file": SimpleUploadedFile("a.vtt", VTT.encode()), "language": "fr", "source": "automatic"}
    assert emile.post(address, sent).status_code == 302
    row = CaptionTrack.objects.get()
    assert (row.state, row.source, row.cues.count()) == ("draft", "automatic", 2)
    assert list(row.cues.values_list("start_ms", "end_ms")) == [(0, 2000), (2000, 4500)]


def test_captions_that_are_here_are_replaced_only_when_asked(library, track):
    emile, address = library.client("emile"), reverse("media:bring", args=[library.video.key])
    sent = {"text": "00:00:01 Autre chose", "language": "fr", "source": "hand"}
    page = emile.post(address, sent)
    assert page.status_code == 200 and page.context["form"].errors and len(texts(track)) == 3
    emile.post(address, sent | {"replace": "on"})
    assert texts(track) == ["Autre chose"]


def test_lines_that_were_left_out_are_told_by_their_number(library):
    bad = VTT + "\n00:09.000 --> 00:0x.000\nperdu\n"
    sent = {"file": SimpleUploadedFile("a.vtt", bad.encode()), "language": "fr", "source": "file"}
    page = library.client("emile").post(reverse("media:bring", args=[library.video.key]), sent)
    assert [one.number for one in page.context["problems"]] == [9]
    assert Cue.objects.count() == 2


def test_a_text_is_corrected_and_the_times_stay(library, track):
    """domain.md A31, AC3."""
    cue = track.cues.all()[1]
    library.client("emile").post(address(track), form_of(track, **{f"text-{cue.pk}": "Nous parlons d'échéance."}))
    assert texts(track)[1] == "Nous parlons d'échéance."
    assert list(track.cues.values_list("start_ms", "end_ms")) == [(0, 2000), (2000, 4000), (4000, 6000)]


def test_a_line_is_split_where_a_sentence_ends_and_joined_again(library, track):
    emile, cue = library.client("emile"), track.cues.all()[2]
    emile.post(address(track), form_of(track, act=f"split:{cue.pk}"))
    assert texts(track)[2:] == ["Merci,", "et à bientôt !"]
    first, second = track.cues.all()[2:]
    assert first.end_ms == second.start_ms and second.end_ms == 6000
    emile.post(address(track), form_of(track, act=f"join:{first.pk}"))
    assert texts(track)[2:] == ["Merci,\net à bientôt !"]


def test_lines_are_added_moved_and_taken_out(library, track):
    emile = library.client("emile")
    new = {"act": "add", "new-start": "0:01.000", "new-end": "0:01,5", "new-text": "Entre deux"}
    emile.post(address(track), form_of(track, **new))
    assert texts(track)[1] == "Entre deux"
    emile.post(address(track), form_of(track, act="shift", by="0:10", way="later"))
    assert track.cues.first().start_ms == 10_000
    emile.post(address(track), form_of(track, **{f"text-{track.cues.all()[1].pk}": " "}))
    assert "Entre deux" not in texts(track)
    page = emile.post(address(track), form_of(track, act="shift", by="0:11", way="earlier"))
    assert page.context["sent"].trouble and track.cues.first().start_ms == 10_000


@pytest.mark.parametrize("wrong", ["", "abc", "1:2:3:4", "0:01.0001", "-0:01"])
def test_a_time_that_is_none_is_said_and_what_was_typed_stays(library, track, wrong):
    cue = track.cues.first()
    page = library.client("emile").post(
        address(track), form_of(track, **{f"start-{cue.pk}": wrong, f"text-{cue.pk}": "Écrit avec soin"})
    )
    assert page.status_code == 200 and "Écrit avec soin" in page.content.decode()
    assert texts(track)[0] == "Bonjour à tous."


def test_who_edits_an_older_state_is_told_and_loses_nothing(library, track):
    mine, theirs = form_of(track), form_of(track)
    first, last = track.cues.first(), track.cues.last()
    library.client("bo").post(address(track), theirs | {f"text-{first.pk}": "Bo était là", f"text-{last.pk}": ""})
    page = library.client("emile").post(address(track), mine | {f"text-{first.pk}": "Émile aussi"})
    shown = page.content.decode()
    assert texts(track)[0] == "Bo était là"
    assert "Émile aussi" in shown and "Bo était là" in shown and "Merci, et à bientôt !" in shown
    assert page.context["rows"][-1].is_gone
    # Sent again, knowing: now it is written.
    library.client("emile").post(address(track), form_of(track, **{f"text-{first.pk}": "Émile aussi"}))
    assert texts(track)[0] == "Émile aussi"


def test_reading_over_is_said_by_somebody_and_a_change_makes_a_draft_again(library, track):
    emile = library.client("emile")
    emile.post(address(track, "review"), {"version": 99})
    assert not CaptionTrack.objects.get().is_reviewed
    emile.post(address(track, "review"), {"version": 1})
    row = CaptionTrack.objects.get()
    assert row.is_reviewed and row.reviewed_by == library.world.emile
    emile.post(address(track), form_of(track))
    assert not CaptionTrack.objects.get().is_reviewed


def test_the_glossary_shows_first_and_corrects_then(library):
    track = make_track(library.video, ("Inter made et INTERMADE", "InterMed ou Inter-made.", "Rien"))
    emile = library.client("emile")
    emile.post(address(track, "glossary"), {"right": "Inter-made", "heard": "Inter made\nintermade\nInterMed"})
    page = emile.get(address(track, "glossary"))
    assert [one.after for one in page.context["found"]] == ["Inter-made et Inter-made", "Inter-made ou Inter-made."]
    assert texts(track)[0] == "Inter made et INTERMADE"
    emile.post(address(track, "glossary"), {"act": "apply", "version": 1})
    assert texts(track)[0] == "Inter-made et Inter-made"
    assert track.cues.first().words == "inter made et inter made"
    emile.post(address(track, "forget", GlossaryEntry.objects.get().pk))
    assert not GlossaryEntry.objects.exists()


def test_a_form_within_another_word_is_left_alone():
    rules = rules_of([GlossaryEntry(right="Avise", heard="a vise\navis")])
    assert correct("Mes avisés, avis et A  vise.", *rules) == "Mes avisés, Avise et Avise."


def test_a_sentence_is_the_place_to_split():
    assert halves(["Un", "deux", "trois.", "Quatre", "cinq"]) == ("Un deux trois.", "Quatre cinq")
    assert halves(["a", "b"]) == ("a", "b")


def test_times_are_read_as_people_write_them():
    assert [read_clock(one) for one in ("1:02:03.004", "2:03", "62:03,5")] == [3_723_004, 123_000, 3_723_500]
    with pytest.raises(Refused):
        read_clock("12")


def test_captions_go_out_in_three_ways(library, track):
    emile = library.client("emile")
    found = {ending: emile.get(address(track, "export", ending)) for ending in ("vtt", "srt", "txt")}
    assert all("attachment" in one["Content-Disposition"] for one in found.values())
    assert found["srt"].content.decode().startswith("1\n00:00:00,000 --> 00:00:02,000\nBonjour")
    assert emile.get(address(track, "export", "exe"), follow=True).status_code == 404


def test_a_page_holds_fifty_lines_and_few_queries(library, django_assert_max_num_queries):
    track = make_track(library.video, tuple(f"ligne {n}" for n in range(120)))
    emile = library.client("emile")
    with django_assert_max_num_queries(12):
        page = emile.get(address(track) + "?page=3")
    assert len(page.context["rows"]) == 20


def test_another_organisation_edits_nothing(library, track):
    for name in ("captions", "glossary"):
        assert library.client("otto").get(address(track, name), follow=True).status_code == 404
        assert library.client("ana").get(address(track, name)).status_code == 403
    library.client("otto").post(address(track), form_of(track, **{f"text-{track.cues.first().pk}": "volé"}))
    assert texts(track)[0] == "Bonjour à tous."
