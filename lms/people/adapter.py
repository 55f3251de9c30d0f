"""Sign-in rules: nobody registers alone, people are invited by their organisation at an address it knows."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import AddEmailForm
from allauth.account.models import EmailAddress
from django.forms import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from lms.people.models import Person


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        know_address(user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response


class NewAddressForm(AddEmailForm):
    """Ask for another address: it counts once it is confirmed by the e-mail we send there."""

    def clean_email(self) -> str:
        email: str = super().clean_email()
        if Person.objects.filter(email__iexact=email).exclude(pk=self.user.pk).exists():
            raise ValidationError(_("This address cannot be used here. Choose another, or ask your organisation."))
        return email


def know_address(person: Person, *, only: bool = False) -> None:
    """The address a person signs in with is their proven one; with `only`, older ones open nothing any more."""
    if only:
        EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    if not EmailAddress.objects.filter(user=person, email=person.email, verified=True, primary=True).exists():
        EmailAddress.objects.update_or_create(
            user=person, email=person.email, defaults={"verified": True, "primary": True}
        )
