"""Figures of a jury in words: marks out of what the sitting says, minutes and seconds, what an appraisal weighs."""

from collections.abc import Mapping
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def mark(share: float | None, out_of: int) -> str:
    """13.5 / 20; a dash while there is none."""
    if share is None:
        return "—"
    return f"{number(share * out_of)} / {out_of}"


def talk(seconds: float | None) -> str:
    """5 min 18 s."""
    if seconds is None:
        return "—"
    whole = round(seconds)
    return _("%(minutes)d min %(seconds)02d s") % {"minutes": whole // 60, "seconds": whole % 60}


def appraisal_lines(told: Mapping[str, Any], out_of: int) -> dict[str, Any]:
    """A kept appraisal (marks.py:Appraisal.kept) as people read it: both parts, their weights and their sources."""
    jurors = int(told.get("jurors", 0))
    weighs = float(told.get("continuous_weight", 0)) > 0
    return {
        "jury": mark(told.get("jury"), out_of),
        "jury_note": ngettext("mean of %(count)d juror", "mean of %(count)d jurors", jurors) % {"count": jurors},
        "jury_weight": number(told.get("jury_weight", "1")),
        "continuous": mark(told.get("continuous"), out_of) if weighs else "",
        "continuous_weight": number(told.get("continuous_weight", "0")),
        "sources": [
            {"title": one["title"], "sequence": one["sequence"], "mark": mark(one["score"], out_of)}
            for one in told.get("sources", [])
        ],
        "total": mark(told.get("total"), out_of),
        "is_whole": told.get("total") is not None,
        "weighs": weighs,
        "seconds": talk(told["seconds"]) if told.get("seconds") is not None else "",
    }


def number(value: Any) -> str:
    """Two decimals at most, with the comma or point of the language."""
    text = f"{float(value):.2f}".rstrip("0").rstrip(".")
    return text.replace(".", str(get_format("DECIMAL_SEPARATOR")))
