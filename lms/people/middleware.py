"""Pages speak the person's language and show the organisation's time, without a query before one is needed."""

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from functools import cached_property, wraps
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone, translation

from lms.people.access import home_organisation

# Here the language is the person's own; elsewhere it stands in the address, or nothing is worded.
PERSONAL = ("/account/", "/people/", "/admin/")


class PersonMiddleware:
    """After Django's own session, locale and authentication middleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        timezone.activate(OrganisationZone(request))
        if request.path == "/" or request.path.startswith(PERSONAL):
            _speak_language_of(request)
        try:
            return self.get_response(request)
        finally:
            timezone.deactivate()


def in_own_language(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """For a kind's screens below /content/, whose address says no language: they speak the person's own."""

    @wraps(view)
    def speak(request: HttpRequest, *args: object, **values: object) -> HttpResponseBase:
        _speak_language_of(request)
        return view(request, *args, **values)

    return speak


def _speak_language_of(request: HttpRequest) -> None:
    if request.user.is_authenticated and request.user.language in dict(settings.LANGUAGES):
        translation.activate(request.user.language)
        request.LANGUAGE_CODE = request.user.language  # type: ignore[attr-defined]


class OrganisationZone(tzinfo):
    """The time zone of the person's organisation, looked up when the first date is shown and not before."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def zone(self) -> ZoneInfo:
        organisation = home_organisation(self.request.user)
        return organisation.zone if organisation else ZoneInfo(settings.TIME_ZONE)

    def utcoffset(self, moment: datetime | None) -> timedelta | None:
        return self.zone.utcoffset(moment)

    def dst(self, moment: datetime | None) -> timedelta | None:
        return self.zone.dst(moment)

    def tzname(self, moment: datetime | None) -> str | None:
        return self.zone.tzname(moment)

    def fromutc(self, moment: datetime) -> datetime:
        return self.zone.fromutc(moment.replace(tzinfo=self.zone))

    def __str__(self) -> str:
        return self.zone.key

    def __reduce__(self) -> tuple[type[ZoneInfo], tuple[str]]:
        return ZoneInfo, (self.zone.key,)
