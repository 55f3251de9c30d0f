"""Forms of entries and exits."""

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lms.agenda.entries.reach import coaches_of, journeys_of
from lms.catalogue.models import Journey
from lms.enrolment.agreed import days_off_of
from lms.enrolment.calendar import next_entries
from lms.enrolment.models import Closure, Cohort, Enrolment, ExitCategory
from lms.enrolment.trainees import TraineeType
from lms.people.models import Organisation, Person

EARLIEST, FARTHEST = date(2000, 1, 1), 3 * 366


class DayField(forms.DateField):
    """A day, with the browser's own calendar."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})

    def __init__(self, *, today: date | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.today = today

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day is not None and (day < EARLIEST or (day - (self.today or date.today())).days > FARTHEST):  # noqa: DTZ011
            raise forms.ValidationError(gettext("Look at the year: this day is very far away."))
        return day


class OwnChoiceField(forms.ModelChoiceField):
    """Rows listed beforehand: nobody may choose another organisation's."""

    def __init__(self, model: Any, rows: list[Any] | None = None, **kwargs: Any) -> None:
        super().__init__(queryset=model.objects.none(), **kwargs)
        if rows is not None:
            self.offer(model, rows)

    def offer(self, model: Any, rows: list[Any]) -> None:
        self.queryset = model.objects.filter(pk__in=[row.pk for row in rows])
        empty = [("", self.empty_label or "---------")] if not self.required or self.initial is None else []
        self.choices = [*empty, *((row.pk, str(row)) for row in rows)]


class PlaceForm(forms.Form):
    """Cohort, coach, and what the yearly return asks."""

    cohort = OwnChoiceField(Cohort, label=_("Cohort"), required=False)
    coach = OwnChoiceField(Person, label=_("Coach"), required=False)
    trainee_type = forms.ChoiceField(
        label=_("Type of trainee"),
        required=False,
        choices=[("", _("not said yet")), *TraineeType.choices],
        help_text=_("For the yearly return of training bodies (table F-1)."),
    )
    lives_in_priority_area = forms.BooleanField(label=_("Lives in a priority area"), required=False)

    def __init__(self, *args: Any, organisation: Organisation, cohorts: list[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, "cohort", Cohort, cohorts)
        _offer(self, "coach", Person, coaches_of(organisation))


class EntryForm(PlaceForm):
    """Somebody enters: who, on which journey, when, with whom."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("As others see it, for example Ana Ferreira."))
    email = forms.EmailField(label=_("E-mail"))
    journey = OwnChoiceField(Journey, label=_("Journey"))
    starts_on = DayField(label=_("Entry day"))
    prescriber = forms.CharField(
        label=_("Sent by"), max_length=150, required=False, help_text=_("Who sent this person to you.")
    )

    field_order: ClassVar = [
        "name",
        "email",
        "journey",
        "starts_on",
        "cohort",
        "coach",
        "prescriber",
        "trainee_type",
        "lives_in_priority_area",
    ]

    def __init__(self, *args: Any, organisation: Organisation, today: date, **kwargs: Any) -> None:
        cohorts = Cohort.objects.filter(organisation=organisation).order_by("name", "pk")
        super().__init__(*args, organisation=organisation, cohorts=list(cohorts), **kwargs)
        journeys = journeys_of(organisation)
        _offer(self, "journey", Journey, journeys)
        off = days_off_of(organisation.pk)
        entries = {row: next_entries(row, today, off, 3) for row in journeys}
        first = next(iter(entries.values()), [])
        self.fields["starts_on"].initial = first[0] if first else today
        self.fields["starts_on"].help_text = " ".join(
            gettext("%(journey)s: %(days)s.")
            % {"journey": row.title, "days": ", ".join(date_format(day, "j F") for day in days)}
            for row, days in entries.items()
            if days
        )
        if len(journeys) == 1:
            self.fields["journey"].initial = journeys[0].pk

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cohort, journey = cleaned.get("cohort"), cleaned.get("journey")
        if cohort and journey and cohort.journey_id != journey.pk:
            self.add_error("cohort", gettext("This cohort follows another journey."))
        return cleaned


class DateForm(forms.Form):
    due_on = DayField(
        label=_("Last day for this person"), required=False, help_text=_("Empty: back to the calendar's own date.")
    )
    reason = forms.CharField(label=_("Why"), max_length=255, required=False, help_text=_("The team reads it."))


class GateForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=255,
        help_text=_("It stays, with your name. For example: knows it from a job before."),
    )


class ExtendForm(forms.Form):
    until = DayField(label=_("New last day"))
    reason = forms.CharField(label=_("Why"), max_length=255, help_text=_("It stays readable, with the date before."))


class ExitForm(forms.Form):
    ends_on = DayField(label=_("Last day"))
    category = OwnChoiceField(ExitCategory, label=_("What comes next"), required=False)
    reason = forms.CharField(
        label=_("In the person's own words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Say no more than is needed: the person may read it."),
    )

    def __init__(self, *args: Any, enrolment: Enrolment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.enrolment = enrolment
        rows = ExitCategory.objects.filter(journey_id=enrolment.journey_id).order_by("pk")
        _offer(self, "category", ExitCategory, list(rows))
        if not rows:
            del self.fields["category"]

    def clean_ends_on(self) -> date:
        day: date = self.cleaned_data["ends_on"]
        if day < self.enrolment.starts_on:
            raise forms.ValidationError(
                gettext("The journey began on %(day)s: leave on that day or later.")
                % {"day": date_format(self.enrolment.starts_on, "DATE_FORMAT")}
            )
        return day


class ClosureForm(forms.ModelForm[Closure]):
    first_on = DayField(label=_("First day"))
    last_on = DayField(label=_("Last day"))

    class Meta:
        model = Closure
        fields: ClassVar = ["title", "first_on", "last_on"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("first_on"), cleaned.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", gettext("The last day comes before the first."))
        if first and last and (last - first).days > 366:
            self.add_error("last_on", gettext("More than a year: look at the dates."))
        return cleaned


def _offer(form: forms.Form, name: str, model: Any, rows: list[Any]) -> None:
    field = form.fields[name]
    assert isinstance(field, OwnChoiceField)
    field.offer(model, rows)
