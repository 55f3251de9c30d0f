"""What the page editor accepts: choices limited to what fits, and faults said in words before anything is saved."""

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from courses.reference import reference_of
from lms.catalogue.models import Competency, CompetencyBlock, Framework, Indicator
from lms.people.access import AUTHORS, organisations_where
from lms.people.models import Organisation
from lms.plugins import rules
from lms.plugins.registry import kind_of


class SharedForm(WagtailAdminPageForm):
    """Base of our page forms. On a translation, what all languages share is shown and cannot be changed."""

    shared_fields: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reference = reference_of(self.instance)
        if reference is not None and reference.pk != self.instance.pk:
            for name in self.shared_fields:
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = _(
                        "The same in all languages: change it on “%(page)s” (%(language)s)."
                    ) % {
                        "page": reference.title,
                        "language": reference.locale.language_code,
                    }

    @property
    def is_publishing(self) -> bool:
        return "action-publish" in self.data

    def limit(self, name: str, rows: QuerySet[Any]) -> None:
        if name in self.fields:
            field: Any = self.fields[name]
            field.queryset = rows

    def limit_each(self, relation: str, name: str, rows: QuerySet[Any]) -> None:
        """Limit the choices of one field in every line of an inline panel, the empty one included."""
        formset = self.formsets.get(relation)
        if formset is None:
            return
        add_fields = formset.add_fields

        def add_limited(form: forms.BaseForm, index: int | None) -> None:
            add_fields(form, index)
            field: Any = form.fields[name]
            field.queryset = rows

        formset.add_fields = add_limited

    def ancestor(self, model: type[Page]) -> Any:
        """The nearest page of that class above this one; None when it is elsewhere, as in tests."""
        parent = self.parent_page
        if parent is None:
            return None
        return model.objects.ancestor_of(parent, inclusive=True).last()

    def framework_id(self) -> int | None:
        from courses.models import JourneyPage

        journey = self.ancestor(JourneyPage)
        return journey.framework_id if journey else None

    def refuse_repeated_code(self, siblings: QuerySet[Any]) -> None:
        code = self.cleaned_data.get("code")
        twin = (
            siblings.filter(code=code).exclude(translation_key=self.instance.translation_key).first() if code else None
        )
        if twin is not None:
            self.add_error("code", _("“%(page)s” already has this code. Choose another.") % {"page": twin.title})


class CataloguePageForm(SharedForm):
    shared_fields: tuple[str, ...] = ("organisation",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and not self.for_user.is_superuser:
            self.limit("organisation", Organisation.objects.filter(pk__in=organisations_where(self.for_user, *AUTHORS)))
        if self.instance.pk and self.instance.get_children_count() and "organisation" in self.fields:
            self.fields["organisation"].disabled = True


class JourneyPageForm(SharedForm):
    shared_fields: tuple[str, ...] = (
        "code",
        "framework",
        "access_delay_days",
        "reply_delay_days",
        "price",
        "weeks",
        "max_weeks",
        "entry_every_days",
        "in_person_share",
        "balance_tolerance",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        organisation_id = getattr(getattr(self.parent_page, "specific", None), "organisation_id", None)
        if organisation_id is not None:
            self.limit("framework", Framework.objects.filter(organisation_id=organisation_id))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        self._check_code()
        if (cleaned.get("max_weeks") or 0) < (cleaned.get("weeks") or 0):
            self.add_error("max_weeks", _("The longest duration cannot be shorter than the usual one."))
        if self.is_publishing and self.instance.pk:
            self._check_balance(cleaned)
        return cleaned

    def _check_code(self) -> None:
        from courses.naming import taken_codes

        code = self.cleaned_data.get("code")
        organisation_id = getattr(getattr(self.parent_page, "specific", None), "organisation_id", None)
        if code and organisation_id and code in taken_codes(organisation_id, self.instance.translation_key):
            self.add_error("code", _("Another journey of your organisation has, or had, this code. Choose another."))

    def _check_balance(self, cleaned: dict[str, Any]) -> None:
        from courses.balance import balance_of

        self.instance.in_person_share = cleaned.get("in_person_share")
        self.instance.balance_tolerance = cleaned.get("balance_tolerance") or 0
        if fault := balance_of(self.instance, live_only=True).fault():
            self.add_error("in_person_share", fault)


class BlockPageForm(SharedForm):
    shared_fields: tuple[str, ...] = ("code", "competency_block")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limit("competency_block", CompetencyBlock.objects.filter(framework_id=self.framework_id()))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        from courses.models import BlockPage

        if self.parent_page is not None:
            self.refuse_repeated_code(BlockPage.objects.child_of(self.parent_page))
        return cleaned


class SequencePageForm(SharedForm):
    shared_fields: tuple[str, ...] = (
        "code",
        "week",
        "minutes",
        "timing",
        "grouping",
        "place",
        "off_site",
        "venue",
        "competencies",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "competencies" in self.fields:
            field = self.fields["competencies"]
            field.widget = forms.CheckboxSelectMultiple(choices=field.widget.choices)
            field.queryset = Competency.objects.filter(competency_block__framework_id=self.framework_id())
        from courses.models import JourneyPage, SequencePage

        journey = self.ancestor(JourneyPage)
        rows = SequencePage.objects.descendant_of(journey) if journey else SequencePage.objects.none()
        self.limit_each("prerequisites", "needs", rows.exclude(pk=self.instance.pk).order_by("week", "path"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        from courses.models import JourneyPage, SequencePage

        journey = self.ancestor(JourneyPage)
        if journey is not None:
            self.refuse_repeated_code(SequencePage.objects.descendant_of(journey))
            if (cleaned.get("week") or 0) > journey.max_weeks:
                self.add_error("week", _("The journey lasts %(weeks)s weeks at most.") % {"weeks": journey.max_weeks})
        if cleaned.get("off_site") and cleaned.get("place") == "in_person":
            self.add_error("off_site", _("Off-site work counts as at a distance: choose “at a distance” as the place."))
        self._check_prerequisites(cleaned)
        return cleaned

    def _check_prerequisites(self, cleaned: dict[str, Any]) -> None:
        chosen = [
            form.cleaned_data.get("needs")
            for form in getattr(self.formsets.get("prerequisites"), "forms", [])
            if form.is_valid() and not form.cleaned_data.get("DELETE") and form.cleaned_data.get("needs")
        ]
        for needed in chosen:
            if needed.week > (cleaned.get("week") or needed.week):
                self.add_error(
                    NON_FIELD_ERRORS,
                    _("“%(page)s” is in week %(week)s: it cannot be asked for before this sequence.")
                    % {"page": needed.title, "week": needed.week},
                )
            if any(one.needs_id == self.instance.pk for one in needed.prerequisites.all()) and self.instance.pk:
                self.add_error(
                    NON_FIELD_ERRORS,
                    _("“%(page)s” already waits for this sequence: nobody could open either.") % {"page": needed.title},
                )


class ActivityPageForm(SharedForm):
    shared_fields: tuple[str, ...] = ("minutes", "is_required", "rule", "pass_score")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "rule" in self.fields and self.instance.kind:
            offered = kind_of(self.instance.kind).rules
            usual = _("As usual: %(rule)s") % {"rule": str(offered[0].label)}
            old = self.fields["rule"]
            self.fields["rule"] = forms.ChoiceField(
                label=old.label,
                required=False,
                disabled=old.disabled,
                help_text=old.help_text,
                choices=[("", usual), *((rule.name, rule.label) for rule in offered)],
            )
        self.limit_each(
            "feeds",
            "indicator",
            Indicator.objects.filter(competency__competency_block__framework_id=self.framework_id()),
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        chosen = cleaned.get("rule") or (kind_of(self.instance.kind).rules[0].name if self.instance.kind else "")
        if chosen == rules.SCORED.name and cleaned.get("pass_score") is None:
            self.add_error("pass_score", _("This rule needs a pass score: for example 0.6 for 60%."))
        return cleaned
