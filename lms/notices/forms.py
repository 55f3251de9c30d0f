"""How one person wants to be told, topic by topic."""

from typing import Any

from django import forms

from lms.notices.models import Preference, Topic, Way
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
        """One query, however often it is sent."""
        rows = [Preference(person=self.person, topic=topic, way=way) for topic, way in self.cleaned_data.items()]
        Preference.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["person", "topic"], update_fields=["way"]
        )


def topics_for(person: Person) -> list[Topic]:
    is_team = has_role_somewhere(person, *TEAM)
    return [topic for topic in Topic if is_team or topic != Topic.TEAM]
