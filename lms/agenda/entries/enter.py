"""Somebody enters a journey, through the form of one person; the table of many comes by upload.py."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lms.agenda.entries.forms import EntryForm
from lms.agenda.entries.reach import planned_organisation
from lms.agenda.entries.welcome import welcome
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.people.members import invite
from lms.people.models import Organisation


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter(request: HttpRequest, code: str) -> HttpResponse:
    """Invite and enrol one person. Who is under way already stays where they are, and the screen says so."""
    organisation = planned_organisation(request, code)
    today = timezone.localdate(timezone=organisation.zone)
    form = EntryForm(request.POST or None, organisation=organisation, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment, is_new = enter_one(organisation, form.cleaned_data)
        except ValidationError as fault:
            form.add_error(None, fault)
        else:
            said = (
                _("%(name)s enters, and is told by e-mail.") if is_new else _("%(name)s was on this journey already.")
            )
            messages.success(request, said % {"name": enrolment.person})
            return redirect("agenda:enrolment", enrolment.public_id)
    return render(request, "agenda/entries/enter.html", {"organisation": organisation, "form": form})


@transaction.atomic
def enter_one(organisation: Organisation, told: dict[str, Any]) -> tuple[Enrolment, bool]:
    """The enrolment, and whether it is new. Raises ValidationError, in words.

    told: email, name, journey, starts_on, cohort, coach, trainee_type, lives_in_priority_area, prescriber, and
    perhaps phone and language of somebody new.
    """
    person, is_new_person = invite(organisation, told["email"], told["name"])
    if not person.is_active:
        raise ValidationError(_("This account is closed. An administrator opens it again first."))
    if is_new_person and (told.get("phone") or told.get("language")):
        person.phone, person.language = told.get("phone", ""), told.get("language") or person.language
        person.save(update_fields=["phone", "language"])
    known = set(Enrolment.objects.filter(person=person, journey=told["journey"]).values_list("pk", flat=True))
    enrolment = enrol(
        person,
        told["journey"],
        told["starts_on"],
        cohort=told.get("cohort"),
        coach=told.get("coach"),
        trainee_type=told.get("trainee_type", ""),
        lives_in_priority_area=bool(told.get("lives_in_priority_area")),
        intake={"prescripteur": told["prescriber"]} if told.get("prescriber") else {},
    )
    is_new = enrolment.pk not in known
    if is_new:
        welcome(enrolment, is_new_person)
    return enrolment, is_new
