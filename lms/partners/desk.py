"""Where the directory is kept: every partner, published or not, its card, its logo, and the rules."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.partners import access
from lms.partners.forms import LogoForm, PartnerForm, RulesForm
from lms.partners.models import Logo, Partner, SolutionPack
from lms.people.models import Organisation


@login_required
@require_safe
def desk(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.kept_organisation(request, code)
    context = {
        "organisation": organisation,
        "partners": Partner.objects.filter(organisation=organisation).order_by("name", "pk"),
        "packs": SolutionPack.objects.filter(organisation=organisation),
        "rules": access.rules_of(organisation),
        "follows": access.may_follow_requests(request.user, organisation.pk),
    }
    return render(request, "partners/desk.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_partner(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.kept_organisation(request, code)
    return _written(request, organisation, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_partner(request: HttpRequest, code: str, partner: UUID) -> HttpResponse:
    organisation = access.kept_organisation(request, code)
    return _written(request, organisation, get_object_or_404(Partner, organisation=organisation, public_id=partner))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def logo(request: HttpRequest, code: str, partner: UUID) -> HttpResponse:
    organisation = access.kept_organisation(request, code)
    row = get_object_or_404(Partner, organisation=organisation, public_id=partner)
    held = Logo.objects.filter(partner=row).first()
    if request.method == "POST" and request.POST.get("what") == "remove":
        Logo.objects.filter(partner=row).delete()
        messages.success(request, _("The logo is gone."))
        return redirect("partners:edit_partner", organisation.code, row.public_id)
    form = LogoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        told = {"png": form.cleaned_data["picture"], "alternative": form.cleaned_data["alternative"]}
        Logo.objects.update_or_create(partner=row, defaults=told)
        messages.success(request, _("The logo is there."))
        return redirect("partners:edit_partner", organisation.code, row.public_id)
    context = {"organisation": organisation, "partner": row, "form": form, "held": held}
    return render(request, "partners/logo.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, code: str) -> HttpResponse:
    organisation = access.followed_organisation(request, code)
    form = RulesForm(request.POST or None, instance=access.rules_of(organisation))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("partners:desk", organisation.code)
    return render(request, "partners/rules.html", {"organisation": organisation, "form": form})


def _written(request: HttpRequest, organisation: Organisation, row: Partner | None) -> HttpResponse:
    form = PartnerForm(request.POST or None, instance=row, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            partner = form.save()
        messages.success(request, _("%(name)s is kept.") % {"name": partner.name})
        return redirect("partners:desk", organisation.code)
    context = {"organisation": organisation, "partner": row, "form": form}
    return render(request, "partners/edit.html", context)
