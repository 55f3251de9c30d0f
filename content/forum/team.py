"""The team opens forums and says who may come."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from content.forum import following
from content.forum.access import OPENERS, may_open_forums
from content.forum.door import enter
from content.forum.models import Forum
from lms.catalogue.models import Journey
from lms.people.access import organisations_where
from lms.people.models import Membership, Organisation, Person, Role


class ForumForm(forms.ModelForm):
    class Meta:
        model = Forum
        fields = (
            *("title", "code", "intro", "journey", "for_learners", "for_guests", "guests", "groups_apart"),
            *("takes_aliases", "reply_days", "edit_minutes", "follow"),
        )
        widgets = {"guests": forms.CheckboxSelectMultiple, "intro": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.organisation = organisation
        guests = Membership.objects.filter(organisation=organisation, role=Role.GUEST).values("person")
        self.fields["guests"].queryset = Person.objects.filter(pk__in=guests).order_by("name")  # type: ignore[attr-defined]
        self.fields["journey"].queryset = Journey.objects.filter(organisation=organisation).order_by("code")  # type: ignore[attr-defined]
        self.fields["journey"].empty_label = _("the whole organisation")  # type: ignore[attr-defined]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].strip()
        twins = Forum.objects.filter(organisation=self.instance.organisation, code__iexact=code)
        if twins.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another forum has this code. Choose another one."))
        return code

    def clean_edit_minutes(self) -> int:
        minutes: int = self.cleaned_data["edit_minutes"]
        return min(minutes, 7 * 24 * 60)

    def clean_journey(self) -> Journey | None:
        """What was written for some is never put before others."""
        journey: Journey | None = self.cleaned_data["journey"]
        before = Forum.objects.filter(pk=self.instance.pk).values_list("journey", flat=True).first()
        moved = self.instance.pk is not None and before != (journey.pk if journey else None)
        if moved and self.instance.threads.exists():
            raise forms.ValidationError(_("There are messages here already: they were written for the people of then."))
        return journey


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    code = request.GET.get("organisation", "")
    rows = Organisation.objects.filter(pk__in=organisations_where(request.user, *OPENERS)).order_by("name")
    if request.user.is_superuser:  # type: ignore[union-attr]
        rows = Organisation.objects.order_by("pk")
    organisation = (rows.filter(code=code) if code else rows).first()
    if organisation is None:
        raise PermissionDenied(_("Trainers, coordinators and administrators open forums."))
    return _form(request, organisation, Forum(organisation=organisation), _("New forum"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, forum: UUID) -> HttpResponse:
    held = enter(request, forum)
    if not may_open_forums(request.user, held.forum.organisation_id):
        if held.is_team:
            raise PermissionDenied(_("Trainers, coordinators and administrators open forums."))
        raise Http404
    return _form(request, held.forum.organisation, held.forum, _("Settings of “%(title)s”") % {"title": held.forum})


def _form(request: HttpRequest, organisation: Organisation, row: Forum, title: str) -> HttpResponse:
    before = row.follow if row.pk else ""
    form = ForumForm(request.POST or None, instance=row, organisation=organisation)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            if (before, saved.follow) == (Forum.Follow.EVERYBODY, Forum.Follow.OPTIONAL):
                following.keep_following(saved)
        messages.success(request, _("Saved."))
        return redirect("forum:forum", saved.public_id)
    back = reverse("forum:forum", args=[row.public_id]) if row.pk else reverse("forum:index")
    return render(request, "forum/settings.html", {"form": form, "title": title, "back": back})
