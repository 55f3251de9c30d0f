"""What does not hold together in a file that can be understood: told beside the figures, never in their way."""

import operator
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from courses.journeyfile.faults import Path, written

HARDER = {">=": operator.ge, "<=": operator.le, "==": operator.eq}


@dataclass(frozen=True)
class Problem:
    path: Path
    words: str

    def as_json(self) -> dict[str, str]:
        return {"ou": written(self.path), "quoi": self.words}


def find_problems(data: dict[str, Any]) -> list[Problem]:
    """Every contradiction of a file whose shape is right (check_shape), in the order of the file."""
    known = _Known(data)
    found: list[Problem] = []
    found.extend(_journey_problems(data))
    for b, block in enumerate(data["blocs"]):
        for c, competency in enumerate(block["competences"]):
            for i, indicator in enumerate(competency["indicateurs"]):
                at: Path = ("blocs", b, "competences", c, "indicateurs", i)
                found.extend(Problem(at, words) for words in known.indicator_problems(competency["code"], indicator))
        for s, sequence in enumerate(block["sequences"]):
            found.extend(known.sequence_problems(("blocs", b, "sequences", s), block, sequence))
    for place, learner in enumerate(data.get("apprenants_demo") or []):
        found.extend(known.learner_problems(("apprenants_demo", place), learner))
    return found


def _journey_problems(data: dict[str, Any]) -> Iterator[Problem]:
    journey = data["parcours"]
    at: Path = ("parcours",)
    sequences = [sequence for block in data["blocs"] for sequence in block["sequences"]]
    total = sum(sequence["duree_minutes"] for sequence in sequences)
    if journey.get("duree_minutes", total) != total:
        yield Problem(
            (*at, "duree_minutes"),
            _("%(said)d minutes announced, %(found)d in the sequences.")
            % {"said": journey["duree_minutes"], "found": total},
        )
    yield from _hours(at, journey, journey.get("duree_minutes", total))
    share, rest = journey.get("part_presentiel"), journey.get("part_distanciel")
    if share is not None and rest is not None and abs(share + rest - 1) > 1e-9:
        yield Problem((*at, "part_distanciel"), _("The shares in person and at a distance do not add up to 1."))
    if share is not None and total:
        in_person = sum(one["duree_minutes"] for one in sequences if one["modalite"]["lieu"] == "presentiel")
        gap = abs(in_person - Decimal(str(share)) * total)
        if gap > Decimal(str(journey.get("tolerance_equilibre", 0))) * total:
            yield Problem(
                (*at, "part_presentiel"),
                _("Not balanced: %(in_person)d minutes in person out of %(total)d, %(share)s announced.")
                % {"in_person": in_person, "total": total, "share": share},
            )


def _hours(at: Path, row: dict[str, Any], minutes: int) -> Iterator[Problem]:
    hours = row.get("duree_heures")
    if hours is not None and abs(hours * 60 - minutes) > 1e-9:
        yield Problem(
            (*at, "duree_heures"),
            _("%(hours)s hours are not %(minutes)d minutes.") % {"hours": hours, "minutes": minutes},
        )


class _Known:
    """What the file names, to tell what it names and does not hold."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.weeks = data["parcours"].get("duree_semaines")
        self.first = (data["parcours"].get("regles_entree_sortie") or {}).get("premiere_sequence_obligatoire")
        self.conventions = data.get("conventions") or {}
        self.sequences = {one["code"]: one for block in data["blocs"] for one in block["sequences"]}
        self.block_of = {one["code"]: block["code"] for block in data["blocs"] for one in block["competences"]}
        self.indicators = {
            indicator["code"]: (competency["code"], indicator)
            for block in data["blocs"]
            for competency in block["competences"]
            for indicator in competency["indicateurs"]
        }
        self.venues = {row["code"] for row in (data.get("organisme") or {}).get("lieux") or []}
        self.media = {row["code"] for key in ("temoignages_video", "capsules_video") for row in data.get(key) or []}
        self.forums = {row["code"] for row in data.get("forums") or []}
        self.surveys = {row["code"] for row in data.get("questionnaires") or []}
        activities = [one for sequence in self.sequences.values() for one in sequence["activites"]]
        self.deliverables = Counter(one["livrable"] for one in activities if one.get("livrable"))

    def indicator_problems(self, competency: str, indicator: dict[str, Any]) -> Iterator[str]:
        source = indicator.get("source")
        sequence = self.sequences.get(source or "")
        if sequence is None:
            yield _("Its source %(source)s is not a sequence of this journey.") % {"source": source}
        elif competency not in (sequence.get("competences") or []):
            yield _("Its source %(source)s does not work on %(competency)s.") % {
                "source": source,
                "competency": competency,
            }
        if not HARDER[indicator["operateur"]](indicator["seuil_autonomie"], indicator["seuil"]):
            yield _("The autonomy threshold is easier than the threshold.")
        offered = self.conventions.get("types_preuve")
        if offered and indicator["type_preuve"] not in offered:
            yield _("%(word)s is not among the file's own conventions.") % {"word": indicator["type_preuve"]}

    def sequence_problems(self, at: Path, block: dict[str, Any], sequence: dict[str, Any]) -> Iterator[Problem]:
        total = sum(one["duree_minutes"] for one in sequence["activites"])
        if total != sequence["duree_minutes"]:
            yield Problem(
                (*at, "duree_minutes"),
                _("%(said)d minutes announced, %(found)d in its activities; the announced ones count.")
                % {"said": sequence["duree_minutes"], "found": total},
            )
        yield from _hours(at, sequence, sequence["duree_minutes"])
        yield from self._place_problems(at, block, sequence)
        for place, code in enumerate(sequence.get("prerequis") or []):
            if words := self._prerequisite_fault(sequence, code):
                yield Problem((*at, "prerequis", place), words)
        for place, code in enumerate(sequence.get("competences") or []):
            if code not in self.block_of:
                yield Problem(
                    (*at, "competences", place), _("%(code)s is not a competency of this file.") % {"code": code}
                )
            elif self.block_of[code] != block["code"] and sequence["code"] != self.first:
                yield Problem((*at, "competences", place), _("%(code)s belongs to another block.") % {"code": code})
        for place, activity in enumerate(sequence["activites"]):
            yield from self._activity_problems((*at, "activites", place), activity)

    def _place_problems(self, at: Path, block: dict[str, Any], sequence: dict[str, Any]) -> Iterator[Problem]:
        venue, way = sequence.get("lieu"), sequence["modalite"]
        if venue is not None and venue not in self.venues:
            yield Problem((*at, "lieu"), _("%(code)s is not among the organisation's venues.") % {"code": venue})
        if venue is None and way["temporalite"] == "synchrone":
            yield Problem((*at, "lieu"), _("People meet, but no venue is given."))
        if sequence.get("hors_les_murs") and way["lieu"] == "presentiel":
            yield Problem((*at, "hors_les_murs"), _("Off-site work counts as at a distance, not in person."))
        weeks = block.get("semaines")
        if weeks and sequence["semaine"] not in weeks:
            yield Problem(
                (*at, "semaine"), _("Its block does not run in week %(week)d.") % {"week": sequence["semaine"]}
            )
        if self.weeks and sequence["semaine"] > self.weeks:
            yield Problem((*at, "semaine"), _("The journey lasts %(weeks)d weeks.") % {"weeks": self.weeks})

    def _prerequisite_fault(self, sequence: dict[str, Any], code: str) -> str:
        needed = self.sequences.get(code)
        if needed is None:
            return _("%(code)s is not a sequence of this journey; left aside.") % {"code": code}
        if self._waits_for(code, sequence["code"]):
            return _("%(code)s waits for this sequence itself: nobody could open either.") % {"code": code}
        if needed["semaine"] > sequence["semaine"]:
            return _("%(code)s comes later, in week %(week)d.") % {"code": code, "week": needed["semaine"]}
        return ""

    def _waits_for(self, start: str, goal: str) -> bool:
        seen, ahead = set(), [start]
        while ahead:
            code = ahead.pop()
            if code == goal:
                return True
            if code not in seen and code in self.sequences:
                seen.add(code)
                ahead.extend(self.sequences[code].get("prerequis") or [])
        return False

    def _activity_problems(self, at: Path, activity: dict[str, Any]) -> Iterator[Problem]:
        offered = self.conventions.get("types_activite")
        if offered and activity["type"] not in offered:
            yield Problem(
                (*at, "type"), _("%(word)s is not among the file's own conventions.") % {"word": activity["type"]}
            )
        for place, code in enumerate(activity.get("medias") or []):
            if code not in self.media:
                yield Problem((*at, "medias", place), _("The video %(code)s is not in this file.") % {"code": code})
        if activity.get("forum") and activity["forum"] not in self.forums:
            yield Problem((*at, "forum"), _("The forum %(code)s is not in this file.") % {"code": activity["forum"]})
        if activity.get("questionnaire") and activity["questionnaire"] not in self.surveys:
            yield Problem(
                (*at, "questionnaire"),
                _("The survey %(code)s is not in this file.") % {"code": activity["questionnaire"]},
            )
        if activity.get("livrable") and self.deliverables[activity["livrable"]] > 1:
            yield Problem((*at, "livrable"), _("Another activity asks for the same deliverable."))
        for place, feed in enumerate(activity.get("alimente") or []):
            if feed["indicateur"] not in self.indicators:
                yield Problem(
                    (*at, "alimente", place),
                    _("The indicator %(code)s is not in this file; left aside.") % {"code": feed["indicateur"]},
                )

    def learner_problems(self, at: Path, learner: dict[str, Any]) -> Iterator[Problem]:
        done = learner["sequences_realisees"]
        for place, code in enumerate(done):
            for needed in self.sequences[code].get("prerequis") or []:
                if needed in self.sequences and needed not in done:
                    yield Problem(
                        (*at, "sequences_realisees", place),
                        _("%(code)s done without %(needed)s, which it asks for.") % {"code": code, "needed": needed},
                    )
        for code in learner.get("mesures") or {}:
            source = self.indicators[code][1].get("source")
            if source not in done:
                yield Problem(
                    (*at, "mesures", code),
                    _("Measured in %(source)s, which was not done.") % {"source": source},
                )
        missing = [code for code in self.block_of if code not in (learner.get("positionnement") or {})]
        if missing:
            yield Problem(
                (*at, "positionnement"),
                _("No declared level for %(codes)s: counted as 0.") % {"codes": ", ".join(missing)},
            )
        if bool(learner.get("sortie")) != bool(learner.get("categorie_sortie")):
            yield Problem((*at, "sortie"), _("A date of exit and what it counts as go together."))
