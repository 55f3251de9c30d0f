"""The team's forms: questionnaires, their questions, whom to ask, polls."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from content.survey.fields import MOST_OPTIONS
from content.survey.inviting import MOST_ADDRESSES, addresses_in
from content.survey.models import CHOSEN, PERSONAL, Question, Questionnaire, Sort, Survey
from content.survey.writing import has_personal_questions
from lms.agenda.models import Session
from lms.catalogue.models import Assessor, Indicator, Journey
from lms.people.models import Organisation

MOST_REMINDERS = 6
LONGEST_DELAY = 3650  # days


class QuestionnaireForm(forms.ModelForm[Questionnaire]):
    reminders = forms.CharField(
        label=_("reminders (days after the invitation)"),
        required=False,
        help_text=_("For example 7, 21. For invitations by e-mail only."),
    )

    class Meta:
        model = Questionnaire
        fields: ClassVar = ["title", "intro", "use", "is_anonymous", "one_at_a_time", "delay_days"]
        widgets: ClassVar = {"intro": forms.Textarea(attrs={"rows": 3})}
        help_texts: ClassVar = {"delay_days": _("For a follow-up: 180 for six months. Leave empty otherwise.")}

    field_order = ["title", "use", "is_anonymous", "intro", "one_at_a_time", "delay_days", "reminders"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reminders"].initial = ", ".join(str(day) for day in self.instance.reminder_days)

    def clean_reminders(self) -> list[int]:
        words = self.cleaned_data["reminders"].replace(",", " ").replace(";", " ").split()
        if not all(word.isascii() and word.isdigit() and 0 < int(word[:6]) <= LONGEST_DELAY for word in words):
            raise forms.ValidationError(_("Write days, for example 7, 21."))
        days = sorted({int(word) for word in words})
        if len(days) > MOST_REMINDERS:
            raise forms.ValidationError(_("%(most)d reminders at most."), params={"most": MOST_REMINDERS})
        return days

    def clean_is_anonymous(self) -> bool:
        wanted: bool = self.cleaned_data["is_anonymous"]
        if wanted and self.instance.pk and has_personal_questions(self.instance):
            raise forms.ValidationError(
                _("Levels and indicators say something of one person: such a survey cannot be anonymous.")
            )
        return wanted

    def save_for(self, organisation: Organisation) -> Questionnaire:
        row: Questionnaire = self.save(commit=False)
        row.reminder_days = self.cleaned_data["reminders"]
        if row._state.adding:
            row.organisation = organisation
            row.code = free_code(organisation, row.title)
        row.save()
        return row


class QuestionForm(forms.ModelForm[Question]):
    choices = forms.CharField(
        label=_("choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("One a line, for a question with choices."),
    )
    indicator_code = forms.ChoiceField(
        label=_("indicator"),
        required=False,
        help_text=_("Only those that learners assess themselves."),
    )

    class Meta:
        model = Question
        fields: ClassVar = ["title", "help", "sort", "indicator_code", "is_required"]

    field_order = ["title", "sort", "choices", "indicator_code", "help", "is_required"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choices"].initial = "\n".join(one["label"] for one in self.instance.options)
        rows = Indicator.objects.filter(
            assessor=Assessor.LEARNER,
            competency__competency_block__framework__organisation=self.instance.questionnaire.organisation_id,
        )
        known = dict(rows.order_by("code").values_list("code", "title"))
        if self.instance.indicator_code:
            known.setdefault(self.instance.indicator_code, self.instance.indicator_code)
        field = self.fields["indicator_code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None")), *((code, f"{code} {title}"[:100]) for code, title in known.items())]
        if self.instance.questionnaire.is_anonymous:
            sort = self.fields["sort"]
            assert isinstance(sort, forms.ChoiceField)
            sort.choices = [(one.value, one.label) for one in Sort if one not in PERSONAL]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        labels = [line.strip()[:200] for line in cleaned.get("choices", "").splitlines() if line.strip()]
        if cleaned.get("sort") in CHOSEN and not 2 <= len(set(labels)) == len(labels) <= MOST_OPTIONS:
            self.add_error("choices", _("Write two choices or more, each on its line and each only once."))
        if cleaned.get("sort") == Sort.INDICATOR and not cleaned.get("indicator_code"):
            self.add_error("indicator_code", _("Choose the indicator."))
        cleaned["options"] = self._with_codes(labels) if cleaned.get("sort") in CHOSEN else []
        return cleaned

    def _with_codes(self, labels: list[str]) -> list[dict[str, str]]:
        """A choice keeps its code while its words stay."""
        known = {one["label"]: one["code"] for one in self.instance.options}
        taken = set(known.values())
        free = iter(f"c{number}" for number in range(1, 10 * MOST_OPTIONS) if f"c{number}" not in taken)
        return [{"code": known.get(label) or next(free), "label": label} for label in labels]

    def row(self) -> Question:
        row: Question = self.save(commit=False)
        row.options = self.cleaned_data["options"]
        return row


class AskForm(forms.Form):
    """One more use of a questionnaire: people who have left a journey, or addresses by audience."""

    sort = forms.ChoiceField(
        label=_("Whom to ask"),
        widget=forms.RadioSelect,
        choices=[
            (Survey.Sort.FOLLOW_UP.value, _("Everybody who leaves a journey, some time afterwards")),
            (Survey.Sort.STUDY.value, _("People you invite by e-mail, by audience")),
        ],
    )
    journey = forms.ModelChoiceField(
        Journey.objects.none(), label=_("Journey"), required=False, help_text=_("For those who leave.")
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=200, help_text=_("For those you invite."))
    closes_on = forms.DateField(
        label=_("Last day to answer"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, questionnaire: Questionnaire, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questionnaire = questionnaire
        journeys: QuerySet[Journey] = Journey.objects.filter(
            organisation=questionnaire.organisation_id, is_live=True
        ).order_by("code")
        field = self.fields["journey"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = journeys

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("sort") == Survey.Sort.FOLLOW_UP:
            if cleaned.get("journey") is None:
                self.add_error("journey", _("Choose the journey."))
            if self.questionnaire.delay_days is None:
                self.add_error("sort", _("Say first, on the questionnaire, how many days after the exit."))
        elif has_personal_questions(self.questionnaire):
            self.add_error("sort", _("Levels and indicators can be asked of learners only."))
        return cleaned


class InviteForm(forms.Form):
    audience = forms.CharField(
        label=_("Audience"), max_length=80, help_text=_("For example craftsmen, local actors, beneficiaries.")
    )
    addresses = forms.CharField(
        label=_("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One a line, or separated by commas. Whoever is invited already is not asked again."),
    )

    def clean_audience(self) -> str:
        return " ".join(self.cleaned_data["audience"].split())

    def clean_addresses(self) -> list[str]:
        right, wrong = addresses_in(self.cleaned_data["addresses"])
        if wrong:
            raise forms.ValidationError(
                _("These are no e-mail addresses: %(some)s"), params={"some": ", ".join(wrong[:5])[:200]}
            )
        if len(right) > MOST_ADDRESSES:
            raise forms.ValidationError(_("%(most)d addresses at a time at most."), params={"most": MOST_ADDRESSES})
        return right


class SessionField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Session) -> str:
        return f"{obj.title}, {date_format(timezone.localtime(obj.starts_at), 'SHORT_DATE_FORMAT')}"


class PollForm(forms.Form):
    """A question and its choices, asked in a room at once."""

    question = forms.CharField(label=_("Question"), max_length=500)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line. Leave empty for a scale from 1 to 5."),
    )
    session = SessionField(Session.objects.none(), label=_("Session"), required=False)

    def __init__(self, *args: Any, sessions: QuerySet[Session], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["session"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = sessions

    def clean_choices(self) -> list[str]:
        lines = [line.strip()[:200] for line in self.cleaned_data["choices"].splitlines() if line.strip()]
        if lines and not 2 <= len(set(lines)) == len(lines) <= MOST_OPTIONS:
            raise forms.ValidationError(_("Write two choices or more, each on its line and each only once."))
        return lines


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on the wall"), max_length=12, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )


def free_code(organisation: Organisation, title: str) -> str:
    base = (slugify(title) or "q").upper()[:34]
    taken = set(
        Questionnaire.objects.filter(organisation=organisation, code__startswith=base).values_list("code", flat=True)
    )
    return next(code for code in (base, *(f"{base}-{number}" for number in range(2, 10_000))) if code not in taken)
