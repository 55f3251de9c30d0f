"""The figures of a journey and its learners, under the keys of `attendus`: read from rows, never from there."""

from collections import Counter
from datetime import date
from typing import Any

from courses.journeyfile.replay import Replayed, reference_day
from courses.journeyfile.shape import as_day
from courses.models import ActivityPage, JourneyPage
from lms.catalogue.models import Grouping, Journey, Place, Timing
from lms.catalogue.outline import OutlineItem, SequenceItem, outline_of
from lms.enrolment.models import Enrolment
from lms.progress.standing import Standing, view_of

TRAINEE_TYPES = ("F1a", "F1b", "F1c", "F1d", "F1e")
IN_FRENCH = {
    Place.IN_PERSON: "presentiel",
    Place.REMOTE: "distanciel",
    Timing.SYNCHRONOUS: "synchrone",
    Timing.ASYNCHRONOUS: "asynchrone",
    Grouping.COLLECTIVE: "collectif",
    Grouping.INDIVIDUAL: "individuel",
}


def figures_of(data: dict[str, Any], journey: Journey, replayed: Replayed) -> dict[str, Any]:
    """All figures, in the order of the demo file."""
    outline = outline_of(journey)
    day = reference_day(data)
    # Read again: the enrolments in hand still hold the sums they were made with.
    rows = Enrolment.objects.select_related("total").in_bulk([one.pk for one in replayed.enrolments.values()])
    standings = {code: view_of(rows[enrolment.pk], outline) for code, enrolment in replayed.enrolments.items()}
    return {
        "date_reference": day.isoformat() if day else None,
        "sequences": len(outline.sequences),
        "competences": len(outline.competencies),
        "indicateurs": len(outline.indicators),
        "livrables": _deliverables(journey),
        **_minutes(outline),
        "par_bloc": {
            block.code: {
                "minutes": sum(one.minutes for one in block.sequences),
                "presentiel": sum(one.minutes for one in block.sequences if one.place == Place.IN_PERSON),
                "sequences": len(block.sequences),
            }
            for block in outline.blocks
        },
        "minutes_par_semaine": {
            str(week): sum(one.minutes for one in outline.sequences if one.week == week)
            for week in range(1, outline.weeks + 1)
        },
        "apprenants": {code: _learner(standing) for code, standing in standings.items()},
        "cohorte": _cohort(replayed, standings),
        "videos_publiables_site_public": _videos(data, "site_public", day),
        "videos_visibles_plateforme": _videos(data, "plateforme", day),
    }


def _minutes(outline: OutlineItem) -> dict[str, Any]:
    by_word: Counter[str] = Counter()
    combined: Counter[str] = Counter()
    for one in outline.sequences:
        for value in (one.place, one.timing, one.grouping):
            by_word[IN_FRENCH[value]] += one.minutes  # type: ignore[index]
        combined[_combination(one)] += one.minutes
    words = ("presentiel", "distanciel", "synchrone", "asynchrone", "collectif", "individuel")
    return {
        "minutes_total": sum(one.minutes for one in outline.sequences),
        **{f"minutes_{word}": by_word[word] for word in words},
        "minutes_par_combinaison": dict(sorted(combined.items())),
    }


def _combination(one: SequenceItem) -> str:
    return "_".join(IN_FRENCH[value] for value in (one.place, one.timing, one.grouping))  # type: ignore[index]


def _deliverables(journey: Journey) -> int:
    page = JourneyPage.objects.get(translation_key=journey.key)
    entries = ActivityPage.objects.descendant_of(page).live().values_list("imported", flat=True)
    return len({entry["livrable"] for entry in entries if entry.get("livrable")})


def _learner(standing: Standing) -> dict[str, Any]:
    outline = standing.outline
    return {
        "minutes_realisees": standing.minutes,
        "heures_realisees": standing.minutes / 60,
        "minutes_presentiel": standing.minutes_in_person,
        "minutes_distanciel": standing.minutes_remote,
        "indicateurs_atteints": standing.indicators_met,
        "progression_pourcent": standing.progress,
        "niveaux": {item.code: standing.level_of(item.id) for item in outline.competencies},
        "niveaux_retenus": {item.code: standing.retained_level_of(item.id) for item in outline.competencies},
        "blocs_valides": [block.code for block in outline.blocks if standing.is_block_validated(block.id)],
        "competences_validees": standing.competencies_validated,
        "gain": standing.gain,
    }


def _cohort(replayed: Replayed, standings: dict[str, Standing]) -> dict[str, Any]:
    pks = [enrolment.pk for enrolment in replayed.enrolments.values()]
    rows = list(Enrolment.objects.filter(pk__in=pks).select_related("exit_category"))
    exits = [row.exit_category for row in rows if row.exit_category is not None]
    dynamic = sum(category.is_dynamic for category in exits)
    hours = {replayed.enrolments[code].pk: standing.minutes / 60 for code, standing in standings.items()}
    types = [*TRAINEE_TYPES, *sorted({row.trainee_type for row in rows} - {*TRAINEE_TYPES, ""})]
    return {
        "entrees": len(rows),
        "sorties": len(exits),
        "sorties_dynamiques": dynamic,
        "taux_sorties_dynamiques": round(dynamic / len(exits), 4) if exits else None,
        "heures_stagiaires_totales": sum(hours.values()),
        "bpf_f1": {
            name: {
                "stagiaires": sum(row.trainee_type == name for row in rows),
                "heures": sum(hours[row.pk] for row in rows if row.trainee_type == name),
            }
            for name in types
        },
        "part_qpv": round(sum(row.lives_in_priority_area for row in rows) / len(rows), 4) if rows else None,
    }


def _videos(data: dict[str, Any], medium: str, day: date | None) -> list[str]:
    """Testimonials that may be shown there that day: consent given and not expired, captions, transcript."""
    return [
        row["code"]
        for row in data.get("temoignages_video") or []
        if row.get("sous_titres") and row.get("transcription") and _consents(row.get("consentement") or {}, medium, day)
    ]


def _consents(consent: dict[str, Any], medium: str, day: date | None) -> bool:
    if consent.get("statut") != "donne" or medium not in (consent.get("supports") or []):
        return False
    given, expires = as_day(consent.get("date")), as_day(consent.get("expire"))
    return day is None or ((given is None or given <= day) and (expires is None or day < expires))
