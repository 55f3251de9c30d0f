"""The journeys somebody may read reports about, with how many people each has."""

from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.access import Reach
from lms.people.models import Person
from lms.progress.models import JourneyTotal
from lms.reports import words
from lms.reports.readers import Reader


def journeys_for(person: Person) -> list[dict[str, Any]]:
    """See themes/default/templates/reports/index.html. Four queries at most."""
    rows = Journey.objects.select_related("organisation").order_by("organisation__name", "code")
    if not person.is_superuser:
        rows = rows.filter(organisation_id__in=access.organisations_where(person, *access.READERS))
    journeys = [row for row in rows if access.may_read_reports(person, row.organisation_id)]
    people = dict(
        JourneyTotal.objects.filter(journey__in=journeys, cohort=None).values_list("journey_id", "enrolments")
    )
    coached = _coached(person)
    several = len({row.organisation_id for row in journeys}) > 1
    return [
        {
            "title": row.title or row.code,
            "organisation": row.organisation.name if several else "",
            "url": reverse("reports:matrix", args=[row.key]),
            "people": _people(Reader(person, row.organisation_id), people.get(row.pk, 0), coached.get(row.pk, 0)),
            "facts": _facts(row),
        }
        for row in journeys
    ]


def _people(reader: Reader, people: int, coached: int) -> str:
    if reader.reach is Reach.COACHED:
        said = ngettext("%(count)s person you coach", "%(count)s people you coach", coached)
        return said % {"count": words.whole(coached)}
    if people and not reader.sees_figure_of(people):
        return _("too few people to be shown without names")
    return ngettext("%(count)s person", "%(count)s people", people) % {"count": words.whole(people)}


def _facts(row: Journey) -> list[str]:
    length = ngettext("%(count)d week", "%(count)d weeks", row.weeks) % {"count": row.weeks}
    return [length, words.duration(row.minutes), *([] if row.is_live else [_("withdrawn")])]


def _coached(person: Person) -> dict[int, int]:
    """How many people of each journey this person coaches."""
    rows = Enrolment.objects.filter(coach_id=person.pk).order_by().values_list("journey_id")
    return dict(rows.annotate(people=Count("pk")))
