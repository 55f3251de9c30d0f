"""What accounts know of a person: their name, roles, requests, addresses and second factor; never a secret."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils import timezone

from lms.people.models import ErasureRequest, Membership, Person


def export(person: Person) -> dict[str, Any]:
    """Everything of the account, in plain words and ISO dates."""
    memberships = Membership.objects.filter(person=person).select_related("organisation")
    return {
        "id": str(person.public_id),
        "name": person.name,
        "email": person.email,
        "phone": person.phone,
        "language": person.language,
        "joined_at": person.joined_at.isoformat(),
        "last_sign_in": person.last_login.isoformat() if person.last_login else None,
        "roles": [{"organisation": row.organisation.name, "role": row.role} for row in memberships],
        "addresses": list(EmailAddress.objects.filter(user=person).values("email", "verified", "primary")),
        "second_factors": [
            {"type": row.type, "since": row.created_at.isoformat()} for row in Authenticator.objects.filter(user=person)
        ],
        "erasure_requests": [
            {"asked_at": row.asked_at.isoformat(), "state": row.state, "answer": row.answer}
            for row in ErasureRequest.objects.filter(person=person)
        ],
    }


def erase(person: Person) -> None:
    """Sessions hold the person's number; all other rows of the account go with the person's own."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == str(person.pk):
            session.delete()
