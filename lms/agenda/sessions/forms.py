"""Forms of sessions, venues and seats; what they allow is checked again in plan.py and seats.py."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.agenda.models import HalfDay, Online, Room, Session, Venue
from lms.agenda.sessions.series import days_in_a_row
from lms.agenda.sessions.times import Shape, When
from lms.catalogue.models import Journey, Sequence
from lms.people.models import Organisation, Person, Role

FURTHEST = timedelta(days=3 * 366)  # a year typed wrong is not a plan


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DayField(forms.DateField):
    widget = DayInput

    def validate(self, value: Any) -> None:
        super().validate(value)
        if isinstance(value, date) and abs(value - timezone.localdate()) > FURTHEST:
            raise forms.ValidationError(_("That day is very far away: look at the year."))


class ClockField(forms.TimeField):
    widget = ClockInput


class GroupedChoice(forms.ModelChoiceField):
    """Rows under the name of what they belong to: sequences by journey, rooms by venue."""

    def __init__(self, *, by: str, **options: Any) -> None:
        self.by = by
        super().__init__(**options)

    def fill(self, rows: Iterable[Any]) -> None:
        groups: dict[str, list[tuple[Any, str]]] = {}
        for row in rows:
            groups.setdefault(str(getattr(row, self.by)), []).append((row.pk, self.label_from_instance(row)))
        self.widget.choices = [("", "---------"), *groups.items()]

    def label_from_instance(self, row: Any) -> str:
        return f"{row.code} {row.title}" if isinstance(row, Sequence) else str(row)


class SessionForm(forms.Form):
    """What a session is; its times come from PatternForm or from SpanForms."""

    sequence = GroupedChoice(
        by="journey",
        label=_("Sequence it serves"),
        queryset=Sequence.objects.none(),
        required=False,
        help_text=_("Leave it empty for the opening hours of an access point, or a meeting beside a journey."),
    )
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False, help_text=_("As the sequence, if you leave it empty.")
    )
    venue = forms.ModelChoiceField(label=_("Venue"), queryset=Venue.objects.none(), required=False)
    room = GroupedChoice(by="venue", label=_("Room"), queryset=Room.objects.none(), required=False)
    online = forms.ChoiceField(
        label=_("At a distance by"), required=False, choices=[("", _("nothing: in person only")), *Online.choices]
    )
    link = forms.URLField(
        assume_scheme="https",
        label=_("Link"),
        required=False,
        max_length=500,
        help_text=_("For “a link”: the address of the meeting."),
    )
    trainer = forms.ModelChoiceField(label=_("Trainer"), queryset=Person.objects.none(), required=False)
    capacity_min = forms.IntegerField(label=_("At least, in people"), min_value=1, max_value=1000, initial=1)
    capacity_max = forms.IntegerField(label=_("At most, in people"), min_value=1, max_value=1000, initial=12)

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        sequences = Sequence.objects.filter(journey__organisation=organisation, is_live=True)
        self._choose("sequence", sequences.select_related("journey").order_by("journey", "week", "position", "pk"))
        self._choose("venue", Venue.objects.filter(organisation=organisation, is_active=True))
        rooms = Room.objects.filter(venue__organisation=organisation, venue__is_active=True)
        self._choose("room", rooms.select_related("venue").order_by("venue__name", "name"))
        self._choose("trainer", trainers_of(organisation))

    def _choose(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows
        if isinstance(field, GroupedChoice):
            field.fill(rows)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        room, venue = cleaned.get("room"), cleaned.get("venue")
        if room is not None and venue is None:
            cleaned["venue"] = room.venue
        elif room is not None and room.venue != venue:
            self.add_error("room", _("This room is in another venue."))
        if not (cleaned.get("venue") or cleaned.get("online") or "venue" in self.errors):
            self.add_error("venue", _("Say where: a venue, or how people meet at a distance."))
        if cleaned.get("online") == Online.LINK and not cleaned.get("link") and "link" not in self.errors:
            self.add_error("link", _("Paste the address of the meeting."))
        if not cleaned.get("title"):
            cleaned["title"] = self._usual_title(cleaned)
        return cleaned

    def _usual_title(self, cleaned: dict[str, Any]) -> str:
        if cleaned.get("sequence") is not None:
            return str(cleaned["sequence"].title)[:200]
        if cleaned.get("venue") is not None and cleaned["venue"].is_access_point:
            return str(cleaned["venue"].name)
        self.add_error("title", _("Give it a title: there is no sequence to take it from."))
        return ""

    def shape(self) -> Shape:
        told = self.cleaned_data
        names = ("title", "sequence", "venue", "room", "online", "link", "trainer", "capacity_min", "capacity_max")
        journey: Journey | None = told["sequence"].journey if told["sequence"] else None
        return Shape(organisation=self.organisation, journey=journey, **{name: told[name] for name in names})


class PatternForm(SessionForm):
    """A new session, or a series: hours of one day, on how many days in a row, every how many weeks until when."""

    first_on = DayField(label=_("First day"))
    starts = ClockField(label=_("From"))
    ends = ClockField(label=_("To"))
    again_starts = ClockField(label=_("The same day again, from"), required=False)
    again_ends = ClockField(label=_("The same day again, to"), required=False)
    days = forms.IntegerField(
        label=_("On how many days in a row"),
        min_value=1,
        max_value=20,
        initial=1,
        help_text=_("At the same hours; Saturdays and Sundays are left out."),
    )
    every_weeks = forms.IntegerField(
        label=_("Again every how many weeks"), min_value=1, max_value=52, required=False, help_text=_("Empty: once.")
    )
    until = DayField(label=_("Until"), required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if bool(cleaned.get("again_starts")) != bool(cleaned.get("again_ends")):
            self.add_error("again_ends", _("Say from when to when, or leave both empty."))
        if cleaned.get("every_weeks") and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until which day it comes again."))
        return cleaned

    def whens(self) -> list[When]:
        told = self.cleaned_data
        hours = [When(told["first_on"], told["starts"], told["ends"])]
        if told.get("again_starts"):
            hours.append(When(told["first_on"], told["again_starts"], told["again_ends"]))
        return days_in_a_row(hours, told["days"])


class SpanForm(forms.Form):
    """One span of a session that is there already. An empty line is no span."""

    day = DayField(label=_("Day"), required=False)
    starts = ClockField(label=_("From"), required=False)
    ends = ClockField(label=_("To"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        said = [bool(cleaned.get(name)) for name in ("day", "starts", "ends")]
        if any(said) and not all(said) and not self.errors:
            raise forms.ValidationError(_("Say the day, from when and to when; or leave the line empty."))
        return cleaned

    def when(self) -> When | None:
        told = self.cleaned_data
        return When(told["day"], told["starts"], told["ends"]) if told.get("day") else None


SpanForms = forms.formset_factory(SpanForm, extra=2, max_num=40, validate_max=True)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=255, help_text=_("Everybody who has a seat or waits reads it."))
    scope = forms.ChoiceField(
        label=_("Which dates"),
        widget=forms.RadioSelect,
        choices=[("one", _("This date only")), ("all", _("This date and all that follow in the series"))],
        initial="one",
    )

    def __init__(self, *args: Any, is_series: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_series:
            del self.fields["scope"]


class GiveBackForm(forms.Form):
    reason = forms.CharField(
        label=_("A word to your team"), max_length=255, required=False, help_text=_("Your trainer and coach read it.")
    )


class VenueForm(forms.ModelForm[Venue]):
    class Meta:
        model = Venue
        fields: ClassVar = [
            *("name", "code", "address", "latitude", "longitude", "directions", "is_step_free"),
            *("is_access_point", "seats", "equipment", "helper", "is_active"),
        ]
        widgets: ClassVar = {
            "address": forms.Textarea(attrs={"rows": 3}),
            "directions": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts: ClassVar = {
            "latitude": _("For distances, for example 45.27. A map tells it for any address."),
            "seats": _("How many people can sit at a computer at the same time."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seats"].required = False

    def clean_seats(self) -> int:
        return self.cleaned_data["seats"] or 0

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (cleaned.get("latitude") is None) != (cleaned.get("longitude") is None) and not self.errors:
            self.add_error("longitude", _("Give both numbers, or none."))
        if cleaned.get("is_access_point") and not cleaned.get("seats"):
            self.add_error("seats", _("Say how many people can sit at a computer."))
        code, owner = cleaned.get("code"), self.instance.organisation_id
        twins = Venue.objects.filter(organisation=owner, code=code).exclude(pk=self.instance.pk)
        if code and twins.exists():
            self.add_error("code", _("Another venue has this code already."))
        return cleaned


RoomForms = forms.inlineformset_factory(Venue, Room, fields=["name", "capacity"], extra=2, can_delete=False)


def trainers_of(organisation: Organisation) -> Any:
    """Who may lead a session there: those who may attest a presence."""
    roles = (Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)
    who = Person.objects.filter(memberships__organisation=organisation, memberships__role__in=roles, is_active=True)
    return who.distinct().order_by("name", "pk")


def told_of(session: Session) -> dict[str, Any]:
    """A session as the form's first values."""
    names = ("title", "sequence", "venue", "room", "online", "link", "trainer", "capacity_min", "capacity_max")
    return {name: getattr(session, name) for name in names}


def spans_told(session: Session) -> list[dict[str, Any]]:
    """Its half-days as lines; those that touch at midday are one."""
    zone = session.organisation.zone
    lines: list[dict[str, Any]] = []
    for row in HalfDay.objects.filter(session=session).order_by("part"):
        start, end = row.starts_at.astimezone(zone), row.ends_at.astimezone(zone)
        known = lines[-1] if lines else None
        if known and (known["day"], known["ends"]) == (start.date(), start.time()):
            known["ends"] = end.time()
        else:
            lines.append({"day": start.date(), "starts": start.time(), "ends": end.time()})
    return lines
