"""Who has handed in an activity, by when each must, and the dates and teams that the team of trainers gives."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from content.deliverable.asked import Asked, Dates, calendars_of, dates_of
from content.deliverable.desk import Desk, ensure_member, member_of, members_with
from content.deliverable.models import LaterDate, Member, Work
from lms.catalogue.models import Activity
from lms.catalogue.outline import outline_of
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.models import Person
from lms.plugins.kind import Refused


@dataclass(frozen=True)
class Follow:
    """One learner and where they stand in one activity."""

    enrolment: Enrolment
    member: Member | None
    dates: Dates

    @property
    def state(self) -> str:
        return str(self.member.work.get_state_display()) if self.member else _("Not begun")


def learners_of(person: Person, activity: Activity) -> QuerySet[Enrolment]:
    """Those under way on the activity's journey that this person knows by name."""
    organisation_id = activity.journey.organisation_id
    rows = Enrolment.objects.filter(journey=activity.journey, person__isnull=False).exclude(state=Enrolment.State.ENDED)
    if access.reach(person, organisation_id) is not access.Reach.EVERYBODY:
        rows = rows.filter(coach=person)
    return rows.select_related("person", "organisation", "journey").order_by("person__name", "pk")


def follow(enrolments: Iterable[Enrolment], activity: Activity, asked: Asked) -> list[Follow]:
    """Three queries and one for the calendars, however many they are."""
    rows = list(enrolments)
    members = {
        one.enrolment_id: one
        for one in Member.objects.filter(activity=activity, enrolment__in=rows)
        .select_related("work")
        .prefetch_related("work__versions")
    }
    outline = outline_of(activity.journey)
    found = []
    for row, agreed in calendars_of(asked, rows):
        member = members.get(row.pk)
        until = member.extended_until if member else None
        found.append(Follow(row, member, dates_of(asked, [(row, agreed)], activity.sequence_id, outline, until)))
    return found


def give_time(enrolment: Enrolment, activity: Activity, until: date, reason: str, author: Person) -> LaterDate:
    """Another last day for one person. Never before the one that holds. Raises ValidationError, in words."""
    desk = Desk(enrolment, activity, members_with(enrolment, activity.pk))
    if desk.asked.due_days is None:
        raise ValidationError(_("This activity has no date: nobody needs another one."))
    if desk.dates.due_on is not None and until < desk.dates.due_on:
        raise ValidationError(_("This day comes before the date that holds already."))
    if not reason.strip():
        raise ValidationError(_("Say why: the reason stays beside the date."))
    with transaction.atomic():
        member = ensure_member(desk)
        Member.objects.filter(pk=member.pk).update(extended_until=until)
        return LaterDate.objects.create(
            activity=activity, enrolment=enrolment, until=until, reason=reason.strip()[:255], author=author
        )


def set_teams(activity: Activity, teams: dict[int, str], organisation_id: int) -> list[str]:
    """Who hands in with whom: the team's name by enrolment id, empty for alone. Returns the names of those whose work
    is handed in already: they stay where they are."""
    stayed = []
    with transaction.atomic():
        rows = Enrolment.objects.filter(pk__in=teams, journey=activity.journey_id).select_related("person")
        for row in rows.order_by("pk"):
            name = " ".join(teams[row.pk].split())[:80]
            member = member_of(row, activity.pk)
            if (member.work.team if member else "") == name:
                continue
            if member is not None and member.work.versions.exists():
                stayed.append(str(row.person))
                continue
            _move(activity, row, member, name, organisation_id)
    return stayed


def _move(activity: Activity, row: Enrolment, member: Member | None, name: str, organisation_id: int) -> None:
    """Into the work of that team, or one of their own; a draft that nobody shares any more is kept until then."""
    work = Work.objects.filter(activity=activity, team=name).first() if name else None
    if work is not None and work.versions.exists():
        raise Refused(_("The team “%(name)s” has handed in already. Choose another name.") % {"name": name})
    if work is None:
        work = Work.objects.create(organisation_id=organisation_id, activity=activity, team=name)
    if member is None:
        Member.objects.create(work=work, enrolment=row, activity=activity)
        return
    left = member.work
    member.work = work
    member.save(update_fields=["work"])
    if not left.members.exists() and not (left.text or left.link or left.files.exists()):
        left.delete()
    elif not left.team and not work.text:
        # What somebody had begun alone goes along with them.
        work.text, work.link, work.saved_at = left.text, left.link, timezone.now()
        work.save(update_fields=["text", "link", "saved_at"])
        left.files.update(work=work)


def searched(rows: QuerySet[Enrolment], words: str) -> QuerySet[Enrolment]:
    return rows.filter(Q(person__name__icontains=words)) if words else rows


def line_of(one: Follow) -> list[Any]:
    """A row of the table that is downloaded."""
    dates = one.dates
    handed = max((row.handed_in_at for row in one.member.work.versions.all()), default=None) if one.member else None
    return [
        str(one.enrolment.person),
        one.member.work.team if one.member else "",
        one.state,
        handed.isoformat(timespec="minutes") if handed else "",
        dates.due_on.isoformat() if dates.due_on else "",
        dates.cutoff_on.isoformat() if dates.cutoff_on else "",
    ]
