"""The shape of a journey file: what must be there, of which type. What breaks it makes the file unreadable."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.journeyfile.faults import Fault, Path, RefusedFile
from courses.journeyfile.reading import Document
from courses.journeyfile.words import ASSESSORS, EVIDENCE_TYPES, GROUPINGS, PLACES, TIMINGS

Check = Callable[["Shape", Any, Path], None]
MAX_MINUTES = 100_000


class Shape:
    """Collects faults while the document is compared with what is expected."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[Fault] = []

    def blame(self, path: Path, words: str) -> None:
        self.faults.append(self.document.fault(path, words))

    def expect(self, path: Path, value: Any, expected: str) -> None:
        shown = _("nothing") if value is None else str(value)[:40]
        self.blame(path, _("%(expected)s expected, found: %(found)s") % {"expected": expected, "found": shown})


def check_shape(document: Document) -> None:
    """RefusedFile with every fault found; codes are unique and references to people's data resolvable afterwards."""
    shape = Shape(document)
    JOURNEY_FILE(shape, document.data, ())
    if not shape.faults:
        _check_codes(shape, document.data)
    if shape.faults:
        raise RefusedFile(shape.faults)


def text(limit: int = 500, empty: bool = False) -> Check:
    def check(shape: Shape, value: Any, path: Path) -> None:
        if not isinstance(value, str) or (not empty and not value.strip()):
            shape.expect(path, value, _("text"))
        elif len(value) > limit:
            shape.blame(path, _("Text too long: %(limit)d characters at most.") % {"limit": limit})

    return check


def code(shape: Shape, value: Any, path: Path) -> None:
    if not isinstance(value, str) or not value.strip() or len(value) > 40:
        shape.expect(path, value, _("a short code"))


def whole(low: int, high: int) -> Check:
    def check(shape: Shape, value: Any, path: Path) -> None:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            shape.expect(path, value, _("a whole number from %(low)d to %(high)d") % {"low": low, "high": high})

    return check


def number(low: float | None = None, high: float | None = None) -> Check:
    def check(shape: Shape, value: Any, path: Path) -> None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            shape.expect(path, value, _("a number"))
        elif (low is not None and value < low) or (high is not None and value > high):
            shape.expect(path, value, _("a number from %(low)g to %(high)g") % {"low": low, "high": high})

    return check


def measure(shape: Shape, value: Any, path: Path) -> None:
    """A threshold or a measure: eight digits before the point and four after, as the database keeps it."""
    number(-99_999_999, 99_999_999)(shape, value, path)
    if isinstance(value, float) and Decimal(str(value)) != round(Decimal(str(value)), 4):
        shape.blame(path, _("Four digits after the point at most."))


def boolean(shape: Shape, value: Any, path: Path) -> None:
    if not isinstance(value, bool):
        shape.expect(path, value, _("true or false"))


def day(shape: Shape, value: Any, path: Path) -> None:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
            return
        except ValueError:
            pass
    if isinstance(value, datetime) or not isinstance(value, date):
        shape.expect(path, value, _("a date such as 2026-09-07"))


def one_of(words: Iterable[str]) -> Check:
    offered = tuple(words)

    def check(shape: Shape, value: Any, path: Path) -> None:
        if value not in offered:
            shape.expect(path, value, _("one of: %(words)s") % {"words": ", ".join(offered)})

    return check


def maybe(inner: Check) -> Check:
    def check(shape: Shape, value: Any, path: Path) -> None:
        if value is not None:
            inner(shape, value, path)

    return check


def never(shape: Shape, value: Any, path: Path) -> None:
    """A key that only code of this site may add."""
    shape.blame(path, _("A file cannot name rows of this site."))


def many(inner: Check, least: int = 0) -> Check:
    def check(shape: Shape, value: Any, path: Path) -> None:
        if not isinstance(value, list) or len(value) < least:
            shape.expect(path, value, _("a list"))
            return
        for place, one in enumerate(value):
            inner(shape, one, (*path, place))

    return check


def each(inner: Check) -> Check:
    """A mapping whose keys are free and whose values are alike."""

    def check(shape: Shape, value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            shape.expect(path, value, _("keys with values"))
            return
        for key, one in value.items():
            inner(shape, one, (*path, key))

    return check


def keys(required: dict[str, Check], optional: dict[str, Check] | None = None) -> Check:
    """A mapping with these keys; others are carried as they are."""

    def check(shape: Shape, value: Any, path: Path) -> None:
        if not isinstance(value, dict):
            shape.expect(path, value, _("keys with values (%(keys)s...)") % {"keys": ", ".join(list(required)[:4])})
            return
        for key, inner in required.items():
            if key not in value:
                shape.blame((*path, key), _("This is missing."))
            else:
                inner(shape, value[key], (*path, key))
        for key, inner in (optional or {}).items():
            if key in value:
                inner(shape, value[key], (*path, key))

    return check


def either(*checks: Check) -> Check:
    """The first check's fault is told when none fits."""

    def check(shape: Shape, value: Any, path: Path) -> None:
        for one in checks:
            trial = Shape(shape.document)
            one(trial, value, path)
            if not trial.faults:
                return
        checks[0](shape, value, path)

    return check


lines = either(many(text(2000)), text(5000, empty=True))
minutes = whole(0, MAX_MINUTES)
coded = keys({"code": code})

INDICATOR = keys(
    {
        "code": code,
        "libelle": text(),
        "operateur": one_of([">=", "<=", "=="]),
        "seuil": measure,
        "seuil_autonomie": measure,
        "type_preuve": one_of(EVIDENCE_TYPES),
        "evaluateur": one_of(ASSESSORS),
    },
    {
        "mesure": text(255, empty=True),
        "unite": text(60, empty=True),
        "source": maybe(code),
        "accepte_score_declare": boolean,
    },
)
COMPETENCY = keys(
    {"code": code, "libelle": text(2000), "indicateurs": many(INDICATOR)}, {"domaine": text(60, empty=True)}
)
FEED = keys({"indicateur": code, "echelle": number(0.01, 999_999)})
ACTIVITY = keys(
    {"titre": text(255), "type": text(60), "duree_minutes": minutes},
    {
        "texte": text(100_000, empty=True),
        "consigne": text(100_000, empty=True),
        "facultative": boolean,
        "regle": text(40),
        "score_reussite": number(0, 1),
        "alimente": many(FEED),
        "medias": many(code),
        "forum": maybe(code),
        "livrable": maybe(text(100)),
        "questionnaire": maybe(code),
        "images_du_site": never,
    },
)
SEQUENCE = keys(
    {
        "code": code,
        "titre": text(255),
        "semaine": whole(1, 520),
        "modalite": keys({"temporalite": one_of(TIMINGS), "regroupement": one_of(GROUPINGS), "lieu": one_of(PLACES)}),
        "duree_minutes": whole(1, MAX_MINUTES),
        "activites": many(ACTIVITY),
    },
    {
        "lieu": maybe(text(200)),
        "hors_les_murs": boolean,
        "duree_heures": number(0),
        "prerequis": many(code),
        "competences": many(code),
        "introduction": text(100_000, empty=True),
    },
)
BLOCK = keys(
    {"code": code, "titre": text(255), "competences": many(COMPETENCY), "sequences": many(SEQUENCE)},
    {"objectif": text(2000, empty=True), "semaines": many(whole(1, 520))},
)
JOURNEY = keys(
    {"code": text(60), "titre": text(255)},
    {
        "accroche": text(300, empty=True),
        "resume_falc": lines,
        "public": lines,
        "prerequis": lines,
        "duree_semaines": whole(1, 520),
        "duree_minutes": minutes,
        "duree_heures": number(0),
        "part_presentiel": maybe(number(0, 1)),
        "part_distanciel": maybe(number(0, 1)),
        "tolerance_equilibre": number(0, 1),
        "regles_entree_sortie": keys(
            {}, {"frequence_entree_jours": whole(1, 3650), "duree_individuelle_max_semaines": whole(1, 1040)}
        ),
        "cout_pour_l_apprenant_euros": number(0, 999_999),
        "delai_d_acces_jours_ouvres": whole(0, 3650),
        "delai_reponse_tuteur_jours_ouvres": whole(0, 3650),
        "modalites_evaluation": lines,
        "accessibilite": text(5000, empty=True),
    },
)
VIDEO = keys(
    {"code": code, "titre": text(255)},
    {
        "consentement": keys(
            {"statut": one_of(["donne", "retire", "en_attente"])},
            {"date": maybe(day), "expire": maybe(day), "retire_le": maybe(day), "supports": many(text(60))},
        ),
        "sous_titres": boolean,
        "transcription": boolean,
    },
)
LEARNER = keys(
    {"code": code, "entree": day, "sequences_realisees": many(code)},
    {
        "pseudonyme": text(100),
        "sortie": maybe(day),
        "categorie_sortie": maybe(code),
        "type_stagiaire_bpf": text(10),
        "zone": keys({}, {"qpv": boolean}),
        "positionnement": each(whole(0, 3)),
        "mesures": each(measure),
    },
)
JOURNEY_FILE = keys(
    {"parcours": JOURNEY, "blocs": many(BLOCK, least=1)},
    {
        "langue": one_of(["fr"]),
        "organisme": keys({}, {"code": code, "nom": text(200), "referents": each(text(200)), "lieux": many(coded)}),
        "boite_a_outils": many(coded),
        "forums": many(coded),
        "temoignages_video": many(VIDEO),
        "capsules_video": many(coded),
        "questionnaires": many(coded),
        "categories_sortie": many(
            keys({"code": code}, {"libelle": text(200), "famille": text(40), "dynamique": boolean})
        ),
        "prescripteurs": many(coded),
        "financeurs": many(coded),
        "apprenants_demo": many(LEARNER),
        "conventions": each(lambda shape, value, path: None),
    },
)


def _check_codes(shape: Shape, data: dict[str, Any]) -> None:
    """Codes name things once; what a learner did or was measured on must exist, else no figure can be computed."""
    seen: dict[str, set[str]] = {}

    def once(group: str, value: str, path: Path) -> None:
        if value in seen.setdefault(group, set()):
            shape.blame(path, _("The code %(code)s is there twice.") % {"code": value})
        seen[group].add(value)

    for b, block in enumerate(data["blocs"]):
        once("blocs", block["code"], ("blocs", b, "code"))
        for c, competency in enumerate(block["competences"]):
            at: Path = ("blocs", b, "competences", c)
            once("competences", competency["code"], (*at, "code"))
            for i, indicator in enumerate(competency["indicateurs"]):
                once("indicateurs", indicator["code"], (*at, "indicateurs", i, "code"))
        for s, sequence in enumerate(block["sequences"]):
            once("sequences", sequence["code"], ("blocs", b, "sequences", s, "code"))
    for group in ("boite_a_outils", "forums", "questionnaires", "categories_sortie", "prescripteurs", "financeurs"):
        for place, row in enumerate(data.get(group) or []):
            once(group, row["code"], (group, place, "code"))
    for group in ("temoignages_video", "capsules_video"):
        for place, row in enumerate(data.get(group) or []):
            once("medias", row["code"], (group, place, "code"))
    for place, row in enumerate(data.get("organisme", {}).get("lieux") or []):
        once("lieux", row["code"], ("organisme", "lieux", place, "code"))
    for place, learner in enumerate(data.get("apprenants_demo") or []):
        once("apprenants_demo", learner["code"], ("apprenants_demo", place, "code"))
        _check_learner(shape, learner, ("apprenants_demo", place), seen)


def _check_learner(shape: Shape, learner: dict[str, Any], at: Path, seen: dict[str, set[str]]) -> None:
    def known(group: str, value: str | None, path: Path) -> None:
        if value is not None and value not in seen.get(group, set()):
            shape.blame(path, _("%(code)s is not in “%(group)s”.") % {"code": value, "group": group})

    for place, value in enumerate(learner["sequences_realisees"]):
        known("sequences", value, (*at, "sequences_realisees", place))
    for value in learner.get("positionnement") or {}:
        known("competences", value, (*at, "positionnement", value))
    for value in learner.get("mesures") or {}:
        known("indicateurs", value, (*at, "mesures", value))
    known("categories_sortie", learner.get("categorie_sortie"), (*at, "categorie_sortie"))
    start, end = as_day(learner["entree"]), as_day(learner.get("sortie"))
    if start and end and end < start:
        shape.blame((*at, "sortie"), _("The exit comes before the entry."))


def as_day(value: Any) -> date | None:
    """A date written as YAML's own or as text."""
    if isinstance(value, str):
        return date.fromisoformat(value)
    return value if isinstance(value, date) else None
