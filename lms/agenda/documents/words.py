"""Durations and days in the words of a document."""

from datetime import date

from django.utils.formats import date_format

from lms.catalogue import units


def duration(minutes: int) -> str:
    """15 min, 1 h, 41 h 30: exactly, for this is a proof."""
    return units.duration(minutes).replace(" ", units.TIED)


def day(moment: date) -> str:
    return date_format(moment, "j F Y")


def item(label: str, value: str) -> dict[str, str]:
    return {"label": label, "value": value}
