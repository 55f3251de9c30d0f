"""The guide of partners, on paper: every published one once, under the first step it works at (domain.md A04)."""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lms.paper import render as render_pdf
from lms.partners import access
from lms.partners.listing import published
from lms.partners.models import Partner
from lms.partners.pictograms import Axis, Sign, Step, every_sign
from lms.people.models import Organisation

SYMBOL = re.compile(r'<symbol id="p-(\w+)-(\w+)"([^>]*)>(.*?)</symbol>', re.DOTALL)


@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """To be printed by a browser, or read: the same as the PDF."""
    organisation = access.seen_organisation(request, code)
    context = {"organisation": organisation, "groups": groups_of(organisation), "signs": every_sign()}
    return render(request, "partners/guide.html", context)


@require_safe
def guide_pdf(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.seen_organisation(request, code)
    response = HttpResponse(render_pdf("partners", facts_of(organisation)), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{slugify(_("Guide of partners"))}.pdf"'
    return response


def groups_of(organisation: Organisation) -> list[tuple[str, list[Partner]]]:
    """Each step with the partners that work from there on; those of no step last. Two queries."""
    titles: dict[str, str] = {**{code: str(words) for code, words in Step.choices}, "": _("Along the whole way")}
    found: dict[str, list[Partner]] = {code: [] for code in titles}
    for one in published(organisation).prefetch_related("pictograms"):
        steps = one.signs[Axis.STEP]
        found[steps[0].code if steps else ""].append(one)
    return [(titles[code], partners) for code, partners in found.items() if partners]


def facts_of(organisation: Organisation) -> dict[str, Any]:
    """What the typst template is given; see themes/*/templates/pdf/partners.typ."""
    today = date_format(timezone.localdate(timezone=organisation.zone), "j F Y")
    groups = groups_of(organisation)
    count = sum(len(partners) for _title, partners in groups)
    return {
        "title": _("Guide of partners"),
        "organisation": organisation.name,
        "lang": get_language() or "fr",
        "foot": _("Guide of partners, %(day)s") % {"day": today},
        "lead": _("%(count)d partners, each under the first step at which it can help.") % {"count": count},
        "drawings": drawings(),
        "groups": [{"title": title, "partners": [_card(one) for one in partners]} for title, partners in groups],
        "key_title": _("What the pictograms say"),
        "key": [
            {"axis": str(axis.label), "signs": [_sign(sign) for sign in every_sign() if sign.axis == axis]}
            for axis in Axis
        ],
    }


def drawings() -> dict[str, str]:
    """Each pictogram as an SVG of its own, from the theme's symbols."""
    source = render_to_string("partners/signs.html")
    return {
        f"{axis}-{code}": f'<svg xmlns="http://www.w3.org/2000/svg"{attributes}>{drawing}</svg>'.replace(
            "currentColor", "#1E2733"
        )
        for axis, code, attributes, drawing in SYMBOL.findall(source)
    }


def _card(one: Partner) -> dict[str, Any]:
    lines = [
        ", ".join(part for part in (one.address, one.place) if part),
        one.phone,
        one.site,
        _("Open: %(hours)s") % {"hours": one.hours} if one.hours else "",
        _("Access: %(words)s") % {"words": one.accessibility} if one.accessibility else "",
    ]
    return {
        "name": one.name,
        "presentation": one.presentation,
        "lines": [line for line in lines if line],
        "signs": [
            {"axis": str(Axis(axis).label), "signs": [_sign(each) for each in signs]}
            for axis, signs in one.signs.items()
            if signs
        ],
    }


def _sign(sign: Sign) -> dict[str, str]:
    return {"key": f"{sign.axis}-{sign.code}", "words": sign.words, "alternative": sign.alternative}
