"""A sign by its name, for pages that authors write."""

from typing import Any

from django import template

from content.toolbox.pictograms import PICTOGRAMS

register = template.Library()


@register.inclusion_tag("toolbox/sign.html")
def sign_of(name: str) -> dict[str, Any]:
    """With a text alternative: an author's words may not say what it shows."""
    return {"sign": PICTOGRAMS.get(name), "said": True}
