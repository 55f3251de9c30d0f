"""Juries of a journey file, with the grid they are heard by when the file describes it."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from content.jury.models import JuryPage

TYPES = ("jury",)
NUMBERS = {"minutes_par_candidat": ("minutes_each", 1, 480), "note_sur": ("out_of", 1, 1000)}
WEIGHTS = {"poids_jury": "jury_weight", "poids_controle_continu": "continuous_weight"}
# The file's words for the parts of a grid, and ours.
CRITERION = {"titre": "title", "aide": "help", "indicateur": "indicator"}
LEVEL = {"titre": "title", "description": "description"}


def build_page(item: Mapping[str, Any]) -> JuryPage:
    """An unsaved page from one `activites` entry of a journey file (title and minutes are set by the importer)."""
    page = JuryPage(body=item.get("texte") or "")
    for key, (field, least, most) in NUMBERS.items():
        number = item.get(key)
        if number is not None:
            if isinstance(number, bool) or not isinstance(number, int) or not least <= number <= most:
                raise ValueError(f"{key}: {least} à {most}")
            setattr(page, field, number)
    for key, field in WEIGHTS.items():
        if item.get(key) is not None:
            setattr(page, field, _number(item[key], key, Decimal(0), Decimal(999)))
    page.continuous_codes = "\n".join(_texts(item.get("controle_continu"), "controle_continu"))
    page.time_indicator = str(item.get("indicateur_duree") or "")[:100]
    grid = item.get("grille")
    if isinstance(grid, Mapping):
        page.grid_code, page.grid_described = str(grid.get("code") or "JURY")[:40], _described(grid)
    elif grid:
        page.grid_code = str(grid)[:40]
    return page


def export_page(page: JuryPage) -> dict[str, Any]:
    """The same keys, less what is as usual."""
    usual = JuryPage()
    told: dict[str, Any] = {"texte": page.body} if page.body else {}
    for key, (field, _least, _most) in NUMBERS.items():
        if getattr(page, field) != getattr(usual, field):
            told[key] = getattr(page, field)
    for key, field in WEIGHTS.items():
        if getattr(page, field) != getattr(usual, field):
            told[key] = float(getattr(page, field))
    if page.continuous_codes:
        told["controle_continu"] = page.continuous_codes.split()
    if page.time_indicator:
        told["indicateur_duree"] = page.time_indicator
    if page.grid_described:
        told["grille"] = _written(page.grid_code, page.grid_described)
    elif page.grid_code:
        told["grille"] = page.grid_code
    return told


def _described(grid: Mapping[str, Any]) -> dict[str, Any]:
    criteria = grid.get("criteres")
    if not isinstance(criteria, list) or not criteria:
        raise ValueError("grille: une liste de critères")
    return {
        "title": str(grid.get("titre") or grid.get("code") or "")[:255],
        "instructions": str(grid.get("consignes") or "")[:5000],
        "criteria": [_criterion(one) for one in criteria],
    }


def _criterion(told: Any) -> dict[str, Any]:
    if not isinstance(told, Mapping) or not told.get("titre"):
        raise ValueError("grille: chaque critère a un titre")
    levels = told.get("niveaux")
    if not isinstance(levels, list) or len(levels) < 2:
        raise ValueError(f"grille: « {told['titre']} » a deux niveaux au moins")
    most = Decimal(9999)
    return {
        **{ours: str(told[theirs])[:255] for theirs, ours in CRITERION.items() if told.get(theirs)},
        "weight": str(_number(told.get("poids", 1), "poids", Decimal("0.01"), most)),
        "scale": str(_number(told.get("echelle", 100), "echelle", Decimal("0.01"), Decimal(999_999))),
        "levels": [_level(one) for one in levels],
    }


def _level(told: Any) -> dict[str, Any]:
    if not isinstance(told, Mapping) or not told.get("titre"):
        raise ValueError("grille: chaque niveau a un titre et des points")
    words = {ours: str(told[theirs])[:120] for theirs, ours in LEVEL.items() if told.get(theirs)}
    return {**words, "points": str(_number(told.get("points"), "points", Decimal(0), Decimal(9999)))}


def _written(code: str, described: Mapping[str, Any]) -> dict[str, Any]:
    """A described grid as a file says it."""
    criteria = [
        {
            **{theirs: one[ours] for theirs, ours in CRITERION.items() if one.get(ours)},
            "poids": float(one["weight"]),
            "echelle": float(one["scale"]),
            "niveaux": [
                {
                    **{theirs: row[ours] for theirs, ours in LEVEL.items() if row.get(ours)},
                    "points": float(row["points"]),
                }
                for row in one["levels"]
            ],
        }
        for one in described["criteria"]
    ]
    told = {"code": code, "titre": described["title"], "criteres": criteria}
    return {**told, "consignes": described["instructions"]} if described.get("instructions") else told


def _number(told: Any, key: str, least: Decimal, most: Decimal) -> Decimal:
    try:
        number = Decimal(str(told))
    except InvalidOperation:
        number = Decimal("NaN")
    if isinstance(told, bool) or not number.is_finite() or not least <= number <= most:
        raise ValueError(f"{key}: un nombre de {least} à {most}")
    return round(number, 2)


def _texts(told: Any, key: str) -> list[str]:
    if told is None:
        return []
    if not isinstance(told, list) or not all(isinstance(one, str) and one.strip() for one in told):
        raise ValueError(f"{key}: une liste de codes")
    return [one.strip() for one in told]
