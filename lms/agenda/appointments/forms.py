"""Forms of coaches and coordinators about appointments; days and hours are those of the organisation's clock."""

from datetime import datetime, time, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lms.agenda.appointments.allowances import types_for
from lms.agenda.appointments.book import Place
from lms.agenda.appointments.lookup import EARLIEST, HOSTS, LATEST, activities_for
from lms.agenda.half_days import instant
from lms.agenda.models import AppointmentType, Availability, Goal, Online, Venue
from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.people.access import may_plan
from lms.people.models import Membership, Organisation, Person, Role

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


def day_field(label: Any, required: bool = True) -> forms.DateField:
    """A day of our time: every clock can count it."""
    bounds = [MinValueValidator(EARLIEST.date()), MaxValueValidator(LATEST.date())]
    return forms.DateField(label=label, widget=DAY, required=required, validators=bounds)


class MeetingForm(forms.Form):
    """What booking and logging share: which type, with whom, when, about what, and what it counts for."""

    type = forms.ModelChoiceField(label=_("What sort of appointment"), queryset=AppointmentType.objects.none())
    host = forms.ModelChoiceField(label=_("With whom"), queryset=Person.objects.none())
    day = day_field(label=_("Day"))
    clock = forms.TimeField(label=_("Hour"), widget=CLOCK)
    subject = forms.CharField(label=_("What it is about"), max_length=255, required=False)
    activity = forms.ModelChoiceField(
        label=_("It counts for the activity"), queryset=activities_for(Enrolment()).none(), required=False
    )

    def __init__(self, *args: Any, enrolment: Enrolment, by: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment, self.by = enrolment, by
        _offer(self, "type", types_for(enrolment))
        _offer(self, "activity", activities_for(enrolment))
        if may_plan(by, enrolment.organisation_id):
            _offer(self, "host", hosts_of(enrolment.organisation))
            self.initial.setdefault("host", enrolment.coach_id)
        else:
            del self.fields["host"]

    @property
    def met(self) -> Person:
        """With whom: those who plan choose, the others meet the learner themselves."""
        return self.cleaned_data.get("host") or self.by

    @property
    def starts_at(self) -> datetime:
        return instant(self.cleaned_data["day"], self.cleaned_data["clock"], self.enrolment.organisation.zone)


class PlanForm(MeetingForm):
    venue = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Venue.objects.none(),
        required=False,
        help_text=_("Leave both empty to take the place of the weekly hours."),
    )
    online = forms.ChoiceField(
        label=_("At a distance by"), choices=[("", _("no, in person")), *Online.choices], required=False
    )
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")

    field_order = ["type", "host", "day", "clock", "venue", "online", "link", "subject", "activity"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "venue", Venue.objects.filter(organisation=self.enrolment.organisation_id, is_active=True))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        return check_link(self, cleaned)

    @property
    def place(self) -> Place | None:
        given = self.cleaned_data
        if not (given["venue"] or given["online"]):
            return None
        return Place(given["venue"], given["online"], given["link"])


class LogForm(MeetingForm):
    minutes = forms.IntegerField(label=_("How long, in minutes"), min_value=1, max_value=720)

    field_order = ["type", "host", "day", "clock", "minutes", "subject", "activity"]


class AvailabilityForm(forms.ModelForm[Availability]):
    weekday = forms.TypedChoiceField(label=_("Day"), choices=WEEKDAYS, coerce=int)
    link = forms.URLField(label=_("Link"), required=False, max_length=500, assume_scheme="https")

    first_on = day_field(_("From which day on"))
    until = day_field(_("Until"), required=False)

    class Meta:
        model = Availability
        fields: ClassVar = ["weekday", "starts_at", "ends_at", "venue", "online", "link", "first_on", "until"]
        widgets: ClassVar = {"starts_at": CLOCK, "ends_at": CLOCK}

    def __init__(self, *args: Any, coach: Person, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.coach, self.instance.organisation = coach, organisation
        _offer(self, "venue", Venue.objects.filter(organisation=organisation, is_active=True))
        self.initial.setdefault("first_on", timezone.localdate(timezone=organisation.zone))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if _is_backwards(cleaned.get("starts_at"), cleaned.get("ends_at")):
            self.add_error("ends_at", _("The end comes after the beginning."))
        first_on, until = cleaned.get("first_on"), cleaned.get("until")
        if first_on and until and until < first_on:
            self.add_error("until", _("The last day comes after the first."))
        if not (cleaned.get("venue") or cleaned.get("online")):
            self.add_error("venue", _("Say where people find you: a place, or at a distance."))
        return check_link(self, cleaned)


class AbsenceForm(forms.Form):
    """Leave, training, a full day elsewhere."""

    first_day = day_field(label=_("From"))
    last_day = day_field(label=_("Until, that day included"))
    starts_at = forms.TimeField(label=_("From what time"), widget=CLOCK, required=False)
    ends_at = forms.TimeField(
        label=_("Until what time"), widget=CLOCK, required=False, help_text=_("Leave both empty for whole days.")
    )
    reason = forms.CharField(
        label=_("Why"), max_length=150, required=False, help_text=_("For the team; learners do not see it.")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("first_day") and cleaned.get("last_day"):
            zone = self.organisation.zone
            cleaned["from"] = instant(cleaned["first_day"], cleaned.get("starts_at") or time(0), zone)
            end = cleaned.get("ends_at")
            last = cleaned["last_day"] if end else cleaned["last_day"] + timedelta(days=1)
            cleaned["to"] = instant(last, end or time(0), zone)
            if cleaned["to"] <= cleaned["from"]:
                self.add_error("last_day", _("The end comes after the beginning."))
        return cleaned


class GoalForm(forms.Form):
    text = forms.CharField(label=_("What you agreed"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    sort = forms.ChoiceField(label=_("It is"), choices=Goal.Sort.choices, initial=Goal.Sort.GOAL)
    due_on = day_field(label=_("Until when"), required=False)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Your note"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}))


class ReasonForm(forms.Form):
    """A reason that the other person reads. The learner's own is a courtesy."""

    reason = forms.CharField(label=_("Why"), max_length=255)

    def __init__(self, *args: Any, is_asked: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = is_asked


class OverrideForm(forms.Form):
    """More, or less, of one type for one learner."""

    extra_minutes = forms.IntegerField(
        label=_("How many more minutes"), min_value=-6000, max_value=6000, required=False, initial=0
    )
    extra_count = forms.IntegerField(
        label=_("How many more meetings"), min_value=-100, max_value=100, required=False, initial=0
    )
    reason = forms.CharField(label=_("Why"), max_length=255, help_text=_("It stays with the account, with your name."))

    def __init__(self, *args: Any, type: AppointmentType, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if type.allowance_minutes is None:
            del self.fields["extra_minutes"]
        if type.allowance_count is None:
            del self.fields["extra_count"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("extra_minutes") or cleaned.get("extra_count")) and not self.errors:
            self.add_error(None, _("Say how much more: nothing would change."))
        return cleaned


class TypeForm(forms.ModelForm[AppointmentType]):
    class Meta:
        model = AppointmentType
        fields: ClassVar = [
            "title",
            "code",
            "journey",
            "minutes",
            "host",
            "allowance_count",
            "allowance_minutes",
            "every_days",
            "range_min",
            "range_max",
            "alert_at",
            "is_active",
        ]
        help_texts: ClassVar = {
            "code": _("Short name that activities ask for, for example mentor."),
            "journey": _("Leave empty for all journeys."),
            "host": _("Leave empty when each learner meets their own coach."),
            "allowance_count": _("Leave empty when there is no limit."),
            "allowance_minutes": _("120 for 2 h. Leave empty when there is no limit."),
            "every_days": _("30 for monthly: after that the learner is on the list of people to call."),
            "alert_at": _("The coach is told then; nothing is blocked."),
        }

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        _offer(self, "journey", Journey.objects.filter(organisation=organisation).order_by("code"))
        _offer(self, "host", hosts_of(organisation))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # A database does not see that "no journey" comes twice.
        twins = AppointmentType.objects.filter(
            organisation=self.instance.organisation, journey=cleaned.get("journey"), code=cleaned.get("code")
        )
        if twins.exclude(pk=self.instance.pk).exists():
            self.add_error("code", _("This code is taken on that journey. Choose another one."))
        if (cleaned.get("minutes") or 1) < 5:
            self.add_error("minutes", _("A meeting lasts at least 5 minutes."))
        low, high = cleaned.get("range_min"), cleaned.get("range_max")
        if low is not None and high is not None and high < low:
            self.add_error("range_max", _("The range ends after it begins."))
        return cleaned


def hosts_of(organisation: Organisation) -> QuerySet[Person]:
    """Whom learners of this organisation can meet."""
    team = Membership.objects.filter(organisation=organisation, role__in=[Role(role) for role in HOSTS])
    return Person.objects.filter(Q(pk__in=team.values("person")), is_active=True).order_by("name", "pk")


def check_link(form: forms.BaseForm, cleaned: dict[str, Any]) -> dict[str, Any]:
    if cleaned.get("online") == Online.LINK and not cleaned.get("link"):
        form.add_error("link", _("Give the link that people open."))
    return cleaned


def _is_backwards(first: time | None, last: time | None) -> bool:
    return first is not None and last is not None and last <= first


def _offer(form: forms.BaseForm, name: str, rows: QuerySet[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
