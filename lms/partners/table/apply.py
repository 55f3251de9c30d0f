"""A planned table of partners is written: exactly what was shown, once, all of it or only the right lines."""

from collections import Counter

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from lms.partners.forms import keep_signs
from lms.partners.models import Partner, PartnerPlan
from lms.partners.table.plan import CHANGE, NEW, WRONG, PlannedLine, judge, known_partners
from lms.people.models import Organisation


class Changed(ValueError):
    """Why nothing was written, in a sentence for the one who confirmed it."""


@transaction.atomic
def apply_plan(plan: PartnerPlan, only_right: bool) -> dict[str, int]:
    """Write what was shown; how many lines of each act. A second click changes nothing.

    only_right: leave the wrong lines out; else nothing is written while one is wrong. Raises Changed when the
    directory is not any more as it was when the lines were shown.
    """
    Organisation.objects.select_for_update().get(pk=plan.organisation_id)  # one table of an organisation at a time
    locked = PartnerPlan.objects.select_for_update().get(pk=plan.pk)
    if locked.applied_at is not None:
        return dict(locked.outcome)
    lines = [PlannedLine(**line) for line in locked.lines]
    if not only_right and any(one.act == WRONG for one in lines):
        raise Changed(_("Some lines are wrong: put them right, or write only the right ones."))
    known = known_partners(locked.organisation)
    _check_unchanged(lines, known)
    for one in lines:
        if one.act in (NEW, CHANGE):
            _write(one, known.get(one.code.lower()) or Partner(organisation=locked.organisation, code=one.code))
    locked.outcome = dict(Counter(one.act for one in lines))
    locked.lines, locked.applied_at = [], timezone.now()
    locked.save(update_fields=["outcome", "lines", "applied_at"])
    return dict(locked.outcome)


def _check_unchanged(lines: list[PlannedLine], known: dict[str, Partner]) -> None:
    for shown in lines:
        now = PlannedLine(**shown.as_json())
        judge(now, known)
        if now.as_json() != shown.as_json():
            said = _("Something has changed since these lines were shown (line %(line)d). Send the file once more.")
            raise Changed(said % {"line": shown.line})


def _write(one: PlannedLine, partner: Partner) -> None:
    """What the table does not say stays as it is."""
    for name, value in one.values.items():
        setattr(partner, name, value)
    partner.save()
    if one.signs:
        held = {axis: [sign.code for sign in signs] for axis, signs in partner.signs.items()}
        keep_signs(partner, {**held, **one.signs})
