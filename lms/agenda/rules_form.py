"""The form of an organisation's settings of time: in groups, within bounds, and the secret is never shown back."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.db import models
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from lms.agenda.models import AgendaRules

# What a number may be at least and at most.
BOUNDS: dict[str, tuple[int, int]] = {
    "half_day_minutes": (30, 720),
    "day_minutes": (60, 1440),
    "sign_before": (0, 240),
    "sign_after_hours": (0, 720),
    "late_after": (0, 240),
    "presence_share": (1, 100),
    "cancel_before_hours": (0, 720),
    "remind_before_hours": (1, 336),
    "inactive_after_days": (2, 365),
    "end_alert_days": (1, 365),
    "radius_km": (1, 500),
}


@dataclass
class Group:
    title: Any
    names: tuple[str, ...]
    fields: list[BoundField] = field(default_factory=list)


def _field_of(column: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if isinstance(column, models.URLField):
        kwargs["assume_scheme"] = "https"
        kwargs["validators"] = [URLValidator(schemes=["http", "https"])]
    found: forms.Field | None = column.formfield(**kwargs)
    return found


class RulesForm(forms.ModelForm[AgendaRules]):
    """Sent empty, the secret stays as it is; a new server asks for its own."""

    class Meta:
        model = AgendaRules
        exclude: ClassVar = ["organisation"]
        formfield_callback = _field_of
        widgets: ClassVar = {
            "midday": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "bigbluebutton_secret": forms.PasswordInput(attrs={"autocomplete": "off"}),
        }
        help_texts: ClassVar = {
            "midday": _("A session is cut into half-days there; each is signed on its own."),
            "sign_before": _("Learners may sign from so many minutes before a half-day begins."),
            "presence_share": _("Share of a half-day that somebody must be connected for it to count."),
            "cancel_before_hours": _("Later than that, learners call you to give a place back."),
            "remind_before_hours": _("When learners are reminded of a session or an appointment."),
            "inactive_after_days": _("Without any trace for so long, a learner is written to, and their coach told."),
            "end_alert_days": _("Learner and coach are told so many days before the longest duration ends."),
            "registration_number": _("Printed on end documents."),
            "bigbluebutton_url": _(
                "As “bbb-conf --secret” prints it, for example https://bbb.example.org/bigbluebutton/."
            ),
            "bigbluebutton_secret": _("Kept and never shown again. Leave empty to keep the one you gave."),
            "jitsi_url": _("For example https://meet.example.org. Rooms get names that nobody can guess."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (least, most) in BOUNDS.items():
            number = self.fields[name]
            assert isinstance(number, forms.IntegerField)
            self.fields[name] = forms.IntegerField(
                label=number.label, help_text=number.help_text, min_value=least, max_value=most
            )
        self.kept_secret, self.kept_address = self.instance.bigbluebutton_secret, self.instance.bigbluebutton_url

    def groups(self) -> Iterator[Group]:
        """Fields in the order in which somebody thinks of them; what no group names comes last."""
        known = [
            Group(
                _("Half-days and signing"),
                ("midday", "half_day_minutes", "day_minutes", "sign_before", "sign_after_hours", "late_after"),
            ),
            Group(
                _("Booking and reminders"),
                ("cancel_before_hours", "remind_before_hours", "inactive_after_days", "end_alert_days", "radius_km"),
            ),
            Group(_("Virtual classes"), ("presence_share", "bigbluebutton_url", "bigbluebutton_secret", "jitsi_url")),
            Group(_("End documents"), ("signatory", "signatory_capacity", "registration_number", "city")),
        ]
        named = {name for group in known for name in group.names}
        rest = tuple(name for name in self.fields if name not in named)
        for group in [*known, Group(_("Also"), rest)]:
            group.fields = [self[name] for name in group.names]
            if group.fields:
                yield group

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        given = cleaned.get("bigbluebutton_secret", "")
        address = cleaned.get("bigbluebutton_url", "")
        if given or not address:
            return cleaned
        if not self.kept_secret:
            self.add_error("bigbluebutton_secret", _("A BigBlueButton address needs its secret."))
        elif urlsplit(address)[:2] != urlsplit(self.kept_address)[:2]:
            # Whoever changes the address must not have the old server's secret used there.
            self.add_error("bigbluebutton_secret", _("This is another server: write its own secret."))
        return cleaned

    def save(self, commit: bool = True) -> AgendaRules:
        rules = self.instance
        if not rules.bigbluebutton_url:
            rules.bigbluebutton_secret = ""
        elif not rules.bigbluebutton_secret:
            rules.bigbluebutton_secret = self.kept_secret
        return super().save(commit)
