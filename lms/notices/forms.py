"""How one person wants to be told: topic by topic, at which hours not, and when the day's e-mail comes."""

from datetime import time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.notices.models import Preference, Rhythm, Topic, Way
from lms.notices.quiet import is_within
from lms.notices.unsubscribe import set_way
from lms.people.access import TEAM, has_role_somewhere
from lms.people.models import Person


class PreferencesForm(forms.Form):
    """A choice for each topic that concerns this person; nothing is stored of the others."""

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        chosen = dict(Preference.objects.filter(person=person).values_list("topic", "way"))
        for topic in topics_for(person):
            self.fields[topic.value] = forms.ChoiceField(
                label=topic.label, choices=Way.choices, initial=chosen.get(topic.value, Way.NOW)
            )

    def save(self) -> None:
        """A query a way, however often it is sent."""
        for way in Way:
            topics = [Topic(topic) for topic, chosen in self.cleaned_data.items() if chosen == way]
            if topics:
                set_way(self.person, topics, way)


class RhythmForm(forms.ModelForm):
    """Hours without e-mail, and the hour of the day's e-mail."""

    digest_hour = forms.TypedChoiceField(
        label=gettext_lazy("The one e-mail a day comes at"), coerce=int, empty_value=None, required=False
    )

    class Meta:
        model = Rhythm
        fields = ("quiet_from", "quiet_to", "is_quiet_at_weekends", "digest_hour")
        labels = {
            "quiet_from": gettext_lazy("No e-mail from"),
            "quiet_to": gettext_lazy("E-mails again from"),
            "is_quiet_at_weekends": gettext_lazy("No e-mail on Saturdays and Sundays"),
        }
        widgets = {
            "quiet_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "quiet_to": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [(hour, f"{hour}:00") for hour in range(24)]
        usual = _("the usual hour, %(hour)d:00") % {"hour": settings.DIGEST_HOUR}
        self.fields["digest_hour"].choices = [("", usual), *hours]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first, last, hour = data.get("quiet_from"), data.get("quiet_to"), data.get("digest_hour")
        if (first is None) != (last is None) and not {"quiet_from", "quiet_to"} & set(self.errors):
            self.add_error("quiet_to", _("Say both hours, or none."))
        elif first is not None and first == last:
            self.add_error("quiet_to", _("These are the same hour: no e-mail would ever leave. Choose another one."))
        elif first and last and is_within(time(settings.DIGEST_HOUR if hour is None else hour), first, last):
            self.add_error("digest_hour", _("This hour is one of those without e-mail. Choose another one."))
        return data


def topics_for(person: Person) -> list[Topic]:
    is_team = has_role_somewhere(person, *TEAM)
    return [topic for topic in Topic if is_team or topic != Topic.TEAM]
