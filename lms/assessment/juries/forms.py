"""Forms of juries; what they allow is checked again in plan.py, scoring.py and decide.py."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.assessment.filling import FillForm, initial_of
from lms.assessment.grids import current
from lms.assessment.juries.models import Candidate, JuryCategory, JuryDecision, JuryOutcome, JuryScore, JurySession
from lms.assessment.juries.plan import Told, activities_for
from lms.assessment.juries.scoring import Sent
from lms.assessment.models import Grid
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Organisation, Person, Role

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
BOUNDS = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
SITTING = (Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN, Role.EDITOR, Role.EVALUATOR, Role.GUEST)


class SittingForm(forms.Form):
    """When, where, by which grid; of a new sitting also for which activity, and who presides."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    day = forms.DateField(label=gettext_lazy("Day"), widget=DAY, validators=BOUNDS)
    clock = forms.TimeField(label=gettext_lazy("Hour of the first candidate"), widget=CLOCK)
    place = forms.CharField(label=gettext_lazy("Place"), max_length=200, required=False)
    grid = forms.ModelChoiceField(
        label=gettext_lazy("Assessment grid"),
        queryset=Grid.objects.none(),
        required=False,
        empty_label=gettext_lazy("The one that the activity names"),
        help_text=gettext_lazy("Each juror fills it in, alone."),
    )
    closes_on = forms.DateField(
        label=gettext_lazy("Applications until"),
        widget=DAY,
        required=False,
        validators=BOUNDS,
        help_text=gettext_lazy("Only if categories ask how old an activity is: it is counted on this day."),
    )
    categories = forms.CharField(
        label=gettext_lazy("Categories"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One a line. For young activities, add the number of months: “Création ; 36” takes those under 36 months."
        ),
    )

    def __init__(
        self, *args: Any, organisation: Organisation, session: JurySession | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation
        grid = self.fields["grid"]
        assert isinstance(grid, forms.ModelChoiceField)
        grid.queryset = current(organisation.pk)
        if session is not None:
            # An older version in use stays the choice until another grid is chosen.
            grid.queryset = Grid.objects.filter(pk=session.grid_id) | grid.queryset
            self.initial = {**_initial(session), **self.initial}

    def clean_categories(self) -> tuple[tuple[str, int | None], ...]:
        found: dict[str, int | None] = {}
        for line in self.cleaned_data["categories"].splitlines():
            title, _sign, months = (part.strip() for part in line.partition(";"))
            if not title:
                continue
            if months and not (months.isdecimal() and 0 < int(months) < 1200):
                raise forms.ValidationError(_("“%(line)s”: write a whole number of months after “;”.") % {"line": line})
            found[title[:120]] = int(months) if months else None
        return tuple(found.items())

    def told(self) -> Told:
        data = self.cleaned_data
        moment = datetime.combine(data["day"], data["clock"], self.organisation.zone).astimezone(UTC)
        return Told(data["title"], moment, data["grid"], data["place"], data["closes_on"], data["categories"])


class NewSittingForm(SittingForm):
    activity = forms.ModelChoiceField(
        label=gettext_lazy("Activity of the candidates"), queryset=Activity.objects.none()
    )
    president = forms.ModelChoiceField(
        label=gettext_lazy("President"),
        queryset=Person.objects.none(),
        help_text=gettext_lazy("Opens deliberation and writes the decisions down. Can be changed later."),
    )

    field_order = ("activity", "title", "day", "clock", "place", "president", "grid")

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, organisation=organisation, **kwargs)
        _fill(self, "activity", activities_for(organisation.pk))
        _fill(self, "president", who_may_sit(organisation.pk))


class JurorForm(forms.Form):
    """Somebody who is known here, or a guest to invite by e-mail."""

    person = forms.ModelChoiceField(
        label=gettext_lazy("Somebody of your organisation"), queryset=Person.objects.none(), required=False
    )
    email = forms.EmailField(label=gettext_lazy("Or a guest, by e-mail"), required=False)
    name = forms.CharField(label=gettext_lazy("Name of the guest"), max_length=150, required=False)

    def __init__(self, *args: Any, session: JurySession, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seated = session.jurors.filter(person__isnull=False).values("person")
        _fill(self, "person", who_may_sit(session.organisation_id).exclude(pk__in=seated))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not cleaned.get("person"):
            if not cleaned.get("email"):
                raise forms.ValidationError(_("Choose somebody, or write the e-mail of a guest."))
            if not cleaned.get("name"):
                self.add_error("name", _("Write their name, as candidates will read it."))
        return cleaned


class CandidatesForm(forms.Form):
    enrolments = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who comes before the jury"),
        queryset=Enrolment.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, rows: QuerySet[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["enrolments"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = rows
        field.label_from_instance = lambda obj: str(obj.person)  # type: ignore[method-assign]


class CategoryForm(forms.Form):
    category = forms.ModelChoiceField(
        label=gettext_lazy("Category"), queryset=JuryCategory.objects.none(), required=False
    )
    active_since = forms.DateField(
        label=gettext_lazy("Their activity exists since"), widget=DAY, required=False, validators=BOUNDS
    )

    def __init__(self, *args: Any, candidate: Candidate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _fill(self, "category", candidate.session.categories.order_by("pk"))
        self.initial = {"category": candidate.category_id, "active_since": candidate.active_since}


class ScoreForm(FillForm):
    """The grid, the time spoken, and in deliberation why a score that was given changes."""

    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=0, max_value=239, required=False)
    seconds = forms.IntegerField(label=gettext_lazy("Seconds"), min_value=0, max_value=59, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why you change it"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("All have read your score: what it was stays beside it, with this reason."),
    )

    def __init__(self, *args: Any, session: JurySession, known: JuryScore | None, **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        if known is not None:
            initial |= initial_of(known.lines, known.comment)
            if known.seconds is not None:
                initial |= {"minutes": known.seconds // 60, "seconds": known.seconds % 60}
        super().__init__(*args, grid=session.grid, initial=initial, **kwargs)
        for name in ("minutes", "seconds"):
            self.fields[name].widget.attrs["inputmode"] = "numeric"
        if known is None or known.given_at is None or session.opened_at is None:
            del self.fields["reason"]

    def sent(self) -> Sent:
        minutes, seconds = self.cleaned_data.get("minutes"), self.cleaned_data.get("seconds")
        timed = None if minutes is None and seconds is None else 60 * (minutes or 0) + (seconds or 0)
        return Sent(self.given(), self.cleaned_data["comment"], timed)


class DecisionForm(forms.Form):
    outcome = forms.ModelChoiceField(
        label=gettext_lazy("Decision"), queryset=JuryOutcome.objects.none(), widget=forms.RadioSelect, empty_label=None
    )
    distinctions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Distinctions"),
        queryset=JuryOutcome.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("The candidate reads them: what was good, what to work on."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why the decision changes"),
        max_length=255,
        help_text=gettext_lazy("The first decision stays readable, with this reason."),
    )
    key = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, *args: Any, organisation_id: int, standing: JuryDecision | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = JuryOutcome.objects.filter(organisation=organisation_id, is_offered=True)
        kept = [standing.outcome_id, *(one.pk for one in standing.distinctions.all())] if standing else []
        offered = offered | JuryOutcome.objects.filter(pk__in=kept)
        _fill(self, "outcome", offered.filter(is_distinction=False))
        _fill(self, "distinctions", offered.filter(is_distinction=True))
        self.initial = {"key": uuid4().hex}
        if standing is None:
            del self.fields["reason"]
        else:
            self.initial |= {"outcome": standing.outcome_id, "distinctions": kept[1:], "reasons": standing.reasons}
        if not self.fields["distinctions"].queryset.exists():  # type: ignore[attr-defined]
            del self.fields["distinctions"]


class TakeBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=255,
        help_text=gettext_lazy("It stays readable, with your name."),
    )


class OutcomeForm(forms.ModelForm[JuryOutcome]):
    class Meta:
        model = JuryOutcome
        fields = ("title", "verb", "is_distinction")


def who_may_sit(organisation_id: int) -> QuerySet[Person]:
    """The team and the guests of an organisation."""
    rows = Person.objects.filter(
        memberships__organisation=organisation_id, memberships__role__in=SITTING, is_active=True
    )
    return rows.distinct().order_by("name", "pk")


def _initial(session: JurySession) -> dict[str, Any]:
    local = timezone.localtime(session.starts_at, session.organisation.zone)
    lines = [
        f"{row.title} ; {row.under_months}" if row.under_months else row.title
        for row in session.categories.order_by("pk")
    ]
    return {
        "title": session.title,
        "day": local.date(),
        "clock": local.time(),
        "place": session.place,
        "grid": session.grid_id,
        "closes_on": session.closes_on,
        "categories": "\n".join(lines),
    }


def _fill(form: forms.Form, name: str, rows: Any) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = rows
