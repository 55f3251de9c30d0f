"""The four gates of a testimonial and the act that comes next, for the editors' desk (domain.md A01, AC2)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from content.testimonial.models import Testimonial
from courses.media.gates import CLOSED, TODO, Gate, Gates, gates
from courses.media.models import Video

NAMES = ("video", "captions", "transcript", "consent")


@dataclass(frozen=True)
class Act:
    """What to do next: words of the button and where it leads."""

    words: str
    url: str


def no_video() -> Gates:
    return Gates(
        *[
            Gate(TODO, words)
            for words in (_("No video yet"), _("No captions yet"), _("None yet"), _("Nobody was asked"))
        ]
    )


def gates_of(rows: Iterable[Testimonial]) -> dict[int, Gates]:
    """By the testimonial's primary key, in a fixed number of queries. Their videos are read already."""
    testimonials = list(rows)
    found = gates([row.video for row in testimonials if row.video is not None])
    return {row.pk: found[row.video.pk] if row.video is not None else no_video() for row in testimonials}


def faults_of(video: Video | None) -> list[str]:
    """Why it cannot be published, a sentence for each closed gate; nothing when it can."""
    if video is None:
        return [_("Choose its video first: nothing is published without one.")]
    opened = gates([video])[video.pk]
    words = {
        "video": _("The video is not ready: %(words)s."),
        "captions": _("Captions that somebody has read over are missing: %(words)s."),
        "transcript": _("The transcript is missing: %(words)s."),
        "consent": _("Not everybody who is seen has agreed: %(words)s."),
    }
    return [words[name] % {"words": getattr(opened, name).words} for name in NAMES if not getattr(opened, name).is_open]


def next_act(row: Testimonial, opened: Gates, may_publish: bool) -> Act | None:
    """None when nothing is left to do, or somebody else is awaited."""
    edit = reverse(row.snippet_viewset.get_url_name("edit"), args=[row.pk])
    if row.video is None:
        return Act(_("Choose the video"), edit)
    if opened.next:
        return _at_the_library(row.video, opened)
    if row.live and not row.has_unpublished_changes:
        return None
    if row.workflow_in_progress:
        return Act(_("Read over and approve"), edit) if may_publish else None
    return Act(_("Publish"), edit) if may_publish else Act(_("Submit"), edit)


def _at_the_library(video: Video, opened: Gates) -> Act:
    name = opened.next
    if name == "consent" and opened.consent.state == CLOSED:
        # Withdrawn is a word that was given: nobody is asked again by a button.
        return Act(_("See what is left to do"), reverse("media:film", args=[video.key]))
    words = {
        "video": _("Add the file"),
        "captions": _("Read the captions over") if opened.captions.state != TODO else _("Add captions"),
        "transcript": _("Complete the transcript"),
        "consent": _("Ask for consent"),
    }
    return Act(words[name], library_address(video, name))


def library_address(video: Video, gate: str) -> str:
    """The library's own screen for that gate."""
    if gate == "consent":
        return reverse("media:consent_add", args=[video.key])
    if gate == "video":
        return reverse("media:change", args=[video.key])
    return reverse("media:film", args=[video.key])
