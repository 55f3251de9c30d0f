"""Toolboxes from a journey file: pages that name resources by code, and the file's own list `boite_a_outils`.

A file holds what a resource says and a page's words or a link, never the bytes of a file: such a one waits as a draft.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from content.toolbox import names
from content.toolbox.models import Resource, ToolboxPage
from lms.catalogue.models import Competency, CompetencyBlock, Journey
from lms.people.models import Organisation
from lms.people.richtext import clean_html

TYPES = ("boite_a_outils", "ressources")
FORMATS = {
    "document": names.Format.DOCUMENT,
    "tableur": names.Format.SPREADSHEET,
    "modele": names.Format.TEMPLATE,
    "lien": names.Format.LINK,
    "page": names.Format.PAGE,
}
# Keys of an entry of the list, and the resource's names for them, with how long they may be.
WORDS = {
    "titre": ("title", 200),
    "description": ("description", 1000),
    "etape": ("step", 60),
    "licence": ("licence", 40),
    "auteurs": ("authors", 300),
    "langue": ("language", 10),
    "lien": ("link", 500),
}
Told = dict[str, Any]


def build_page(item: Mapping[str, Any]) -> ToolboxPage:
    """An unsaved page (title and minutes are set by the importer): `ressources` are codes, or {code, consigne,
    facultative}; `nombre` for the rule that asks for some. Raises ValueError."""
    told = item.get("ressources") or []
    if not isinstance(told, list):
        raise ValueError(_("“ressources” is a list of codes."))
    page = ToolboxPage(brought=[_brought(one) for one in told])
    number = item.get("nombre", 1)
    if isinstance(number, bool) or not isinstance(number, int) or not 1 <= number <= 100:
        raise ValueError(_("“nombre” is a whole number from 1 to 100."))
    page.needed = number
    return page


def export_page(page: ToolboxPage) -> Told:
    """The same keys. A resource without a code is named by its public id, which means something on this site alone."""
    rows = page.lines.select_related("resource") if page.pk else []
    told = [_line(one.resource.code or str(one.resource.public_id), one.task, one.is_needed) for one in rows]
    told = told or [_line(one["code"], one["task"], one["is_needed"]) for one in page.brought]
    found: Told = {"ressources": told} if told else {}
    return {**found, "nombre": page.needed} if page.needed != 1 else found


def is_partial(page: ToolboxPage) -> bool:
    """Files stay on their site."""
    return (
        any(one.resource.format in names.FILES for one in page.lines.select_related("resource")) if page.pk else False
    )


def finish(data: Told, organisation: Organisation, journey: Journey | None) -> None:
    """Write the resources of the list into the organisation's library: found by their code, else new. What a file does
    not say stays as authors made it. Raises ValueError, in words."""
    for told in data.get("boite_a_outils") or []:
        _write(told, organisation, _framework_code(data))


def export_file(data: Told, organisation: Organisation, journey: Journey | None) -> Told:
    """For an export: the file's own list as the library has it now, and the resources that its pages name besides."""
    listed = {one["code"]: one for one in data.get("boite_a_outils") or []}
    named = [*listed, *_named_by_pages(data)]
    rows = Resource.objects.filter(organisation=organisation, code__in=named).exclude(code="")
    known = {row.code: row for row in rows.select_related("competency_block", "competency")}
    codes = [code for code in dict.fromkeys(named) if code in known or code in listed]
    found = [_entry(known[code], listed.get(code, {})) if code in known else listed[code] for code in codes]
    return {"boite_a_outils": found} if found else {}


def _named_by_pages(data: Told) -> list[str]:
    sequences = (one for block in data["blocs"] for one in block["sequences"])
    items = (item for sequence in sequences for item in sequence["activites"] if item["type"] in TYPES)
    told = (one for item in items for one in item.get("ressources") or [])
    return sorted(one if isinstance(one, str) else one["code"] for one in told)


def _brought(told: Any) -> Told:
    code = told if isinstance(told, str) else told.get("code") if isinstance(told, Mapping) else None
    if not isinstance(code, str) or not 0 < len(code.strip()) <= 40:
        raise ValueError(_("“ressources” is a list of codes."))
    more = told if isinstance(told, Mapping) else {}
    task = str(more.get("consigne") or "")[:300]
    return {"code": code.strip(), "task": task, "is_needed": not more.get("facultative", False)}


def _line(code: str, task: str, is_needed: bool) -> Any:
    if not task and is_needed:
        return code
    more: Told = {"consigne": task} if task else {}
    return {"code": code, **more, **({} if is_needed else {"facultative": True})}


def _framework_code(data: Told) -> str:
    return str((data.get("referentiel") or {}).get("code") or data["parcours"]["code"])


def _write(told: Told, organisation: Organisation, framework: str) -> None:
    """A new row, or what changed of a known one; published when it has all that publication asks for."""
    live = Resource.objects.filter(organisation=organisation, code=told["code"]).first()
    row: Resource = live.get_latest_revision_as_object() if live else Resource(organisation=organisation, live=False)
    before = {field.attname: getattr(row, field.attname) for field in Resource._meta.concrete_fields}
    row.code = told["code"]
    _fill(row, told)
    _place(row, told, organisation, framework)
    if live and before == {field.attname: getattr(row, field.attname) for field in Resource._meta.concrete_fields}:
        return
    if live is None:
        row.save()
    revision = row.save_revision(clean=False)
    if live is None or live.live:
        try:
            revision.publish()
        except ValidationError:
            return  # it waits as a draft for its file, its authors or its licence


def _fill(row: Resource, told: Told) -> None:
    for key, (name, longest) in WORDS.items():
        if told.get(key):
            setattr(row, name, str(told[key])[:longest])
    if "format" in told:
        if told["format"] not in FORMATS:
            raise ValueError(_("“%(format)s” is no format of a resource.") % {"format": told["format"]})
        row.format = FORMATS[told["format"]]
    elif not row.format:
        row.format = names.Format.DOCUMENT
    if row.licence and row.licence not in names.LICENCES:
        raise ValueError(_("“%(licence)s” is no licence that this site knows.") % {"licence": row.licence})
    if row.link:
        try:
            URLValidator(schemes=["http", "https"])(row.link)
        except ValidationError:
            raise ValueError(_("“%(link)s” is no address.") % {"link": row.link}) from None
    if isinstance(told.get("resume_falc"), list):
        row.easy_read = "\n".join(str(one) for one in told["resume_falc"])[:3000]
    if (words := str(clean_html(str(told.get("texte") or "")))) and words != _prose(row):
        row.body = [("prose", words)]
    months = told.get("relecture_mois")
    if isinstance(months, int) and not isinstance(months, bool) and 1 <= months <= 60:
        row.review_months = months
    if isinstance(told.get("a_relire_le"), date) and row.review_on is None:
        row.review_on = told["a_relire_le"]


def _place(row: Resource, told: Told, organisation: Organisation, framework: str) -> None:
    of_file = {"framework__organisation": organisation, "framework__code": framework}
    if told.get("bloc"):
        row.competency_block = CompetencyBlock.objects.filter(code=told["bloc"], **of_file).first()
    if told.get("competence"):
        rows = Competency.objects.filter(competency_block__framework__organisation=organisation)
        row.competency = rows.filter(competency_block__framework__code=framework, code=told["competence"]).first()


def _entry(row: Resource, listed: Told) -> Told:
    """What the file said, with what the library says now; what is as usual is left unsaid."""
    usual = Resource()
    now: Told = {key: getattr(row, name) for key, (name, _longest) in WORDS.items()}
    now = {key: value for key, value in now.items() if value != getattr(usual, WORDS[key][0]) or key in listed}
    now["format"] = next(french for french, name in FORMATS.items() if name == row.format)
    if row.competency_block is not None:
        now["bloc"] = row.competency_block.code
    if row.competency is not None:
        now["competence"] = row.competency.code
    if row.easy_read:
        now["resume_falc"] = row.easy_read.splitlines()
    if row.review_months != usual.review_months:
        now["relecture_mois"] = row.review_months
    if row.format == names.Format.PAGE and (words := _prose(row)):
        now["texte"] = words
    return {"code": row.code, **listed, **now, "falc": row.is_easy_read or bool(listed.get("falc"))}


def _prose(row: Resource) -> str:
    return "".join(block.value.source for block in row.body if block.block_type == "prose")
