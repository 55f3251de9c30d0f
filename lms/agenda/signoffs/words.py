"""What a request brings to a signature, and what the team says of a learner."""

from dataclasses import dataclass

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from lms.agenda.models import SignOff

LONGEST_DEVICE = 200


@dataclass(frozen=True)
class Tap:
    """What a request brings: the code that was typed, the hours that were read, and traces of where it came from."""

    code: str = ""
    terms: str = ""  # statement.terms_of the half-day as it was shown
    address_hash: str = ""
    device: str = ""


@dataclass(frozen=True)
class Word:
    """What somebody of the team says of one learner."""

    state: SignOff.State
    reason: str = ""
    minutes_late: int = 0
    method: SignOff.Method = SignOff.Method.DEVICE


def tap_of(request: HttpRequest) -> Tap:
    """The code and hours of the form; the network address hashed, the browser as it calls itself. No location."""
    address = get_adapter().get_client_ip(request)
    return Tap(
        code="".join(request.POST.get("code", "").split())[:20],
        terms=request.POST.get("terms", "")[:100],
        address_hash=salted_hmac(
            "signoffs.address", address, secret=settings.SECRET_KEY, algorithm="sha256"
        ).hexdigest(),
        device=request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:LONGEST_DEVICE],
    )
