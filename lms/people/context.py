"""What every page of the site needs to know about who looks at it; themes/*/templates/base.html says how it is used.

Keys: site_name, home_url, nav [{label, url, current, count}], help_contact {name, role, phone, email} or nothing,
languages [{code, name, url (may be empty), current}], account_url, privacy_url, accessibility_url. The costly ones are
lazy: a page that shows none pays no query, one that shows them all pays one. A view that gives a key of its own has
the last word.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _

from lms.people.access import AUTHORS, READERS, Visitor, has_role_somewhere, home_organisation
from lms.people.models import Organisation, Role
from lms.plugins.registry import companion, kinds

# Where people sign in: pages of visitors whose address holds no language.
ENTRANCE = "/account/"


def face(request: HttpRequest) -> dict[str, Any]:
    """Menu entries by role and whom to ask for help."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "home_url": SimpleLazyObject(lambda: _home_url(request)),
        "nav": SimpleLazyObject(lambda: navigation(request)),
        "help_contact": SimpleLazyObject(lambda: help_contact(request)),
        "languages": SimpleLazyObject(lambda: languages(request)),
        "account_url": reverse("people:account"),
        "privacy_url": reverse("people:data"),
        "accessibility_url": reverse("accessibility"),
    }


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The menu this person's roles offer, the same words everywhere."""
    person = request.user
    entries: list[tuple[str, str]] = []
    if has_role_somewhere(person, Role.LEARNER):
        entries += [
            (_("My journey"), reverse("courses:my_journey")),
            (_("My progress"), reverse("courses:my_progress")),
            (_("My appointments"), reverse("agenda:appointments")),
            (_("My documents"), reverse("agenda:documents")),
        ]
    if has_role_somewhere(person, Role.COORDINATOR, Role.ADMIN):
        entries += [
            (_("Today"), reverse("agenda:day")),
            (_("Sessions"), reverse("agenda:sessions")),
            (_("Entries and exits"), reverse("agenda:entries_home")),
        ]
    if has_role_somewhere(person, Role.TRAINER):
        entries.append((_("My sessions"), reverse("agenda:my_sessions")))
    if has_role_somewhere(person, Role.TRAINER, Role.COACH):
        entries.append((_("To mark"), reverse("assessment:to_mark")))
    if has_role_somewhere(person, Role.COACH):
        entries.append((_("Appointments"), reverse("agenda:my_appointments")))
    if has_role_somewhere(person, Role.LEARNER, Role.COACH, Role.TRAINER, Role.COORDINATOR, Role.ADMIN):
        entries.append((_("Messages"), reverse("conversations:home")))
    if has_role_somewhere(person, Role.LEARNER, Role.COACH, Role.TRAINER):
        entries.append((_("Calendar"), reverse("agenda:calendar")))
    if has_role_somewhere(person, Role.COACH, Role.TRAINER, Role.COORDINATOR):
        entries.append((_("My learners"), reverse("courses:learners")))
    if has_role_somewhere(person, Role.TRAINER, Role.COORDINATOR, Role.ADMIN):
        entries.append((_("Assessment grids"), reverse("assessment:grids")))
    if has_role_somewhere(person, Role.GUEST, Role.COORDINATOR, Role.ADMIN):
        entries.append((_("Juries"), reverse("assessment:juries")))
    if has_role_somewhere(person, *READERS):
        entries.append((_("Reports"), reverse("reports:index")))
    for kinds_own in kinds_menus():
        entries += kinds_own(person)
    if has_role_somewhere(person, Role.COORDINATOR, Role.ADMIN):
        entries.append((_("People"), reverse("people:organisations")))
    if has_role_somewhere(person, *AUTHORS):
        entries.append((_("Write journeys"), reverse("wagtailadmin_home")))
        entries.append((_("Videos"), reverse("media:desk")))
    entries += [(_("Partners"), reverse("partners:home")), (_("Catalogue"), catalogue_url())]
    return [
        {"label": label, "url": url, "current": _is_here(request, url), "count": _count_of(request, url)}
        for label, url in entries
    ]


@cache
def kinds_menus() -> list[Callable[[Visitor], list[tuple[str, str]]]]:
    """What kinds add for the team: a module `menu` with `entries(person)`, each (words, address)."""
    modules = (companion(name, "menu") for name in kinds())
    return [module.entries for module in modules if module is not None]


def catalogue_url() -> str:
    """The first page of the site, in the language being spoken."""
    return reverse("wagtail_serve", args=[""])


def home_of(person: Visitor) -> str:
    """Where somebody lands after signing in: what they do here most."""
    if has_role_somewhere(person, Role.LEARNER):
        return reverse("courses:my_journey")
    if has_role_somewhere(person, Role.COORDINATOR):
        return reverse("agenda:day")
    if has_role_somewhere(person, Role.COACH):
        return reverse("courses:learners")
    if has_role_somewhere(person, *READERS):
        return reverse("reports:index")
    if has_role_somewhere(person, *AUTHORS):
        return reverse("wagtailadmin_home")
    return catalogue_url()


def help_contact(request: HttpRequest) -> dict[str, str] | None:
    """Who helps: of the person's organisation; for visitors, of the first one made, which runs the site."""
    organisation = home_organisation(request.user)
    if organisation is None and not request.user.is_authenticated:
        organisation = Organisation.objects.order_by("pk").first()
    if organisation is None or not (organisation.help_phone or organisation.help_email):
        return None
    return {
        "name": organisation.help_name or organisation.name,
        "role": organisation.name if organisation.help_name else "",
        "phone": organisation.help_phone,
        "email": organisation.help_email,
    }


def languages(request: HttpRequest) -> list[dict[str, Any]]:
    """This page in the other languages. Where the language is not in the address, a visitor's entries have none (the
    choice is sent and kept in a cookie: components/footer.html), and whoever is signed in has chosen theirs."""
    spoken = get_language()
    is_in_address = request.path.startswith(f"/{spoken}/")
    if not is_in_address and (request.user.is_authenticated or not request.path.startswith(ENTRANCE)):
        return []
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": translate_url(request.get_full_path(), code) if is_in_address else "",
            "current": code == spoken,
        }
        for code, _name in settings.LANGUAGES
    ]


def _home_url(request: HttpRequest) -> str:
    return reverse("people:home") if request.user.is_authenticated else "/"


def _count_of(request: HttpRequest, url: str) -> Any:
    """How much waits behind an entry, asked for only by a page that shows it; lms.people may not import who knows."""
    counters = {reverse(name): dotted for name, dotted in settings.MENU_COUNTS.items()}
    return SimpleLazyObject(lambda: import_string(counters[url])(request.user)) if url in counters else None


def _is_here(request: HttpRequest, url: str) -> bool:
    return request.path == url or (len(url) > len("/fr/") and request.path.startswith(url))
