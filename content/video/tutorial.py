"""A tutorial as visitors follow it, and what must be there before it goes live (domain.md A01, AC2, AC4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from courses.media.gates import gates
from courses.media.models import Video
from courses.media.player import player, start_of
from courses.media.showing import PLATFORM, PUBLIC_SITE, visible
from lms.people.access import is_member

if TYPE_CHECKING:
    from content.video.models import TutorialPage


@dataclass(frozen=True)
class StepTold:
    title: str
    video: Video | None
    article: str


def faults(steps: Iterable[StepTold]) -> list[str]:
    """What is missing, a sentence for each, in the order of the steps; nothing when it may go live."""
    rows = list(steps)
    opened = gates([step.video for step in rows if step.video is not None])
    found = [] if rows else [_("A tutorial has at least one step.")]
    for number, step in enumerate(rows, start=1):
        for words in _missing(step, opened):
            found.append(_("Step %(number)d, “%(title)s”: %(what)s") % {**words, "number": number, "title": step.title})
    return found


def _missing(step: StepTold, opened: dict[int, Any]) -> Iterable[dict[str, str]]:
    if not strip_tags(step.article or "").replace("\xa0", " ").strip():
        yield {"what": _("its text is missing.")}
    if step.video is None:
        yield {"what": _("its video is missing.")}
        return
    gate = opened[step.video.pk]
    words = {
        "video": _("its video is not ready"),
        "captions": _("its video has no captions that somebody has read over"),
        "transcript": _("its video has no transcript"),
    }
    for name, said in words.items():
        each = getattr(gate, name)
        if not each.is_open:
            yield {"what": f"{said} ({each.words})."}


def refuse_unfinished(page: "TutorialPage") -> None:
    """Raise Unfinished, with all that is missing."""
    from content.video.models import Unfinished

    told = [StepTold(step.title, step.video, step.article) for step in page.steps.all()]
    if found := faults(told):
        raise Unfinished(found)


def tutorial_context(page: "TutorialPage", request: HttpRequest) -> dict[str, Any]:
    """See templates video/tutorial_page.html. Step 0 is the presentation."""
    steps = list(page.steps.all())
    wanted = request.GET.get("step", "")
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 4 else 0
    number = min(number, len(steps))
    step = steps[number - 1] if number else None
    shown = _player(page, step, request) if step else None
    return {
        "steps": [{"title": one.title, "url": f"?step={place}", "number": place} for place, one in enumerate(steps, 1)],
        "number": number,
        "count": len(steps),
        "step": step,
        "player": shown,
        "minutes": _minutes(steps) if not number else 0,
        "next": steps[number] if number < len(steps) else None,
        "next_url": f"?step={number + 1}" if number < len(steps) else "",
        "previous_url": f"?step={number - 1}" if number > 1 else ("?" if number else ""),
    }


def _player(page: "TutorialPage", step: Any, request: HttpRequest) -> Any:
    """None: the video is not here, or not here any more. Its article stays."""
    if step.video is None:
        return None
    place = PLATFORM if is_member(request.user, step.video.organisation_id) else PUBLIC_SITE
    found = player(step.video, place, start=start_of(request))
    return found if found.is_shown else None


def _minutes(steps: list[Any]) -> int:
    """Of the videos that anybody may watch."""
    keys = [step.video_id for step in steps if step.video_id]
    rows = visible(Video.objects.filter(pk__in=keys), PUBLIC_SITE)
    return round(sum(rows.values_list("duration_ms", flat=True)) / 60_000)
