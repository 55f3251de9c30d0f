"""Every address of the site is asked for as every role and as a stranger, and answered as role_matrix.py declares."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import translation
from wagtail.models import Page

from courses.models import ActivityPage
from lms.people.models import Role
from lms.plugins.registry import companion, kinds
from lms.progress import intake
from lms.progress.models import Evidence
from tests import role_matrix
from tests.courses.walk import Walk, make_walk
from tests.factories import make_person

pytestmark = pytest.mark.django_db
OURS = ("lms.", "courses.", "content.")
DOORS = ("/account/login/", "/account/door/", "/admin/login/")
NOBODY = "00000000-0000-0000-0000-000000000000"
CAST = ("", "ana", "bo", "chloe", "dora", "emile", "eva", "gaelle", "admin", "otto", "olga")
WHO = dict(zip(role_matrix.COLUMNS, CAST, strict=True))


@dataclass
class Place:
    """One address pattern of the site, with an address of it in this world."""

    route: str
    is_ours: bool
    address: str = ""


@dataclass
class Site:
    """The world to walk through: a journey made of pages, one page of each kind, and something to read about Ana."""

    walk: Walk
    values: dict[str, Any] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)

    def client(self, column: str) -> Client:
        if column not in self.clients:
            self.clients[column] = Client(raise_request_exception=False)
            if WHO[column]:
                self.clients[column].force_login(self.walk.world.people[WHO[column]])
        return self.clients[column]


@pytest.fixture
def site(settings, tmp_path) -> Site:
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        walk = make_walk(blocks=1)
        world = walk.world
        world.people["olga"] = make_person("Olga", world.other_organisation, *Role, email="olga@example.org")
        for name in kinds():
            add_example(walk, name)
        intake.judge(walk.enrolment, world.indicator(), Decimal(70), author=world.bo)
        site = Site(walk)
        site.values = sample_values(site)
        for area in areas():
            site.values |= area.sample_values(site)
        for kind in kinds_tables():
            site.values |= kind.sample_values(site) if hasattr(kind, "sample_values") else {}
        yield site


def add_example(walk: Walk, kind: str) -> None:
    """The smallest page of that kind, published in Ana's journey."""
    example = companion(kind, "example")
    assert example is not None
    page = example.build_page()
    walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()


def sample_values(site: Site) -> dict[str, Any]:
    """A value for each parameter of our addresses, all of Ana's own journey. Kinds add theirs, by route."""
    world = site.walk.world
    indicator = world.indicator()
    return {
        "code": world.organisation.code,
        "people:key": world.ana.public_id,
        "activity:key": site.walk.activities[0].translation_key,
        "enrolment": world.enrolment.public_id,
        "journey": world.journey.key,
        "indicator": indicator.pk,
        "competency": indicator.competency_id,
        "evidence": Evidence.objects.get().public_id,
        "path": "nowhere/",
        "media:name": default_storage.save("images/sample.png", ContentFile(b"png")).rpartition("/")[2],
    }


def places(site: Site) -> list[Place]:
    """Every pattern of the resolver, in English, with an address of it."""
    found = []
    with translation.override("en"):
        for route, pattern in patterns(get_resolver()):
            view = getattr(pattern.callback, "view_class", pattern.callback)
            found.append(Place(route, view.__module__.startswith(OURS), address_of(route, site)))
    return found


def patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each
        else:
            yield from patterns(each, route)


def address_of(route: str, site: Site) -> str:
    """An address of that pattern: parameters filled with Ana's own; where a pattern is a regex, the table says."""
    if route in role_matrix.ADDRESSES:
        return role_matrix.ADDRESSES[route]
    app = route.removeprefix("en/").split("/")[0]

    def value(match: re.Match[str]) -> str:
        kind, _colon, name = match.group(1).rpartition(":")
        dummy = {"int": "1", "uuid": NOBODY}.get(kind, "x")
        return str(site.values.get(f"{app}:{name}", site.values.get(name, dummy)))

    plain = re.sub(r"\(\?P<\w+>(?:[^()]|\([^()]*\))+\)", "1", route)  # a part of a regular expression
    return "/" + re.sub(r"<([^>]+)>", value, plain.translate({ord(sign): "" for sign in "^$\\"}))


def mark_of(client: Client, method: str, address: str) -> str:
    """What came back, as a mark. Nothing that the request wrote stays."""
    cache.clear()
    with transaction.atomic():
        response = client.generic(method, address)
        if response.status_code == 302 and response["Location"] in (f"/en{address}", f"/fr{address}"):
            # Nothing by that name: Django looks among the pages once more, which is where nothing is found.
            response = client.generic(method, response["Location"])
        transaction.set_rollback(True)
    return mark(response)


def mark(response: HttpResponse) -> str:
    status = response.status_code
    assert status < 500, f"{response.request['PATH_INFO']} broke"
    if status in (301, 302):
        return "S" if response["Location"].startswith(DOORS) else "R"
    return {401: "S", 403: "F", 404: "N", 405: "M", 400: "B", 429: "Q", 409: "Q"}.get(status, "O")


def asked(site: Site) -> list[tuple[str, str, str]]:
    """(method, name in the table, address) of everything but Wagtail's admin."""
    found = []
    for place in places(site):
        if not place.route.startswith("admin/"):
            found.append(("GET", place.route, place.address))
            if place.is_ours:
                found.append(("POST", place.route, place.address))
    closed = site.walk.sequences[1].url_path
    for page in Page.objects.filter(depth__gt=1).specific():
        name = "activity" if isinstance(page, ActivityPage) else type(page).__name__
        found.append(("PAGE", name + (":closed" if page.url_path.startswith(closed) else ""), page.get_url()))
    return found


def areas() -> list[ModuleType]:
    """The tables of apps that keep many addresses, beside their tests: TABLE, and sample_values(site)."""
    here = Path(__file__).parent
    found = sorted([*here.glob("lms/**/role_matrix.py"), *here.glob("courses/**/role_matrix.py")])
    return [import_module(".".join(("tests", *path.relative_to(here).with_suffix("").parts))) for path in found]


def kinds_tables() -> list[ModuleType]:
    """The tables that kinds bring: TABLE, and sample_values(site) where addresses have parameters of their own."""
    names = [f"tests.content.{name}.role_matrix" for name in kinds() if find_spec(f"tests.content.{name}")]
    return [import_module(name) for name in names if find_spec(name)]


def declared() -> dict[tuple[str, str], str]:
    """The table, with those that kinds bring."""
    tables = [role_matrix.TABLE, *(each.TABLE for each in (*kinds_tables(), *areas()))]
    rows = [line.split() for table in tables for line in table.strip().splitlines() if line.strip()]
    return {(method, route): marks for method, route, marks in rows}


def test_the_table_names_every_address_and_no_other(site):
    named, there = set(declared()), {(method, route) for method, route, _address in asked(site)}
    assert sorted(there - named) == [], "declare what each role meets there in tests/role_matrix.py"
    assert sorted(named - there) == [], "these addresses do not exist any more"


def test_every_row_has_a_mark_for_every_role():
    assert [row for row, marks in declared().items() if len(marks) != len(role_matrix.COLUMNS)] == []


@pytest.mark.parametrize("column", role_matrix.COLUMNS)
def test_each_role_meets_what_the_table_says(site, column):
    table, place = declared(), role_matrix.COLUMNS.index(column)
    wrong = []
    for method, route, address in asked(site):
        met = mark_of(site.client(column), method.replace("PAGE", "GET"), address)
        if (method, route) in table and met != table[method, route][place]:
            wrong.append(
                f"{method} {route}: {WHO[column] or 'stranger'} meets {met}, not {table[method, route][place]}"
            )
    assert wrong == []


def test_otto_and_olga_are_shown_nothing_that_is_ours(site):
    """Whatever the table says: an address that names something of ours holds no O for another organisation."""
    shown = [
        row
        for row, marks in declared().items()
        if "<" in row[1] and "regex" not in row[1] and "O" in marks[-2:] and row[1] not in role_matrix.FOR_ANYBODY
    ]
    assert shown == []


@pytest.mark.parametrize("column", "slcdvgo")
def test_those_who_do_not_write_enter_wagtail_s_admin_nowhere(site, column):
    """A stranger and a learner at each of its hundreds of addresses, the others at its main entries."""
    addresses = (
        [each.address for each in places(site) if is_closed(each.route)] if column in "sl" else role_matrix.ADMIN
    )
    met = {address: mark_of(site.client(column), "GET", address) for address in addresses}
    assert {address: mark for address, mark in met.items() if mark not in "SFNM"} == {}


def is_closed(route: str) -> bool:
    return route.startswith("admin/") and route not in role_matrix.ADMIN_FOR_ANYBODY


@pytest.mark.parametrize("address", role_matrix.ADMIN)
def test_those_who_write_open_their_own_part_of_the_admin(site, address):
    met = "".join(mark_of(site.client(column), "GET", address) for column in "teax")
    assert met == role_matrix.ADMIN[address]


@pytest.mark.skipif(not os.environ.get("MATRIX_PRINT"), reason="prints the table on demand")
def test_print_what_the_site_answers(site):
    lines: dict[tuple[str, str], str] = {}
    for method, route, address in asked(site):
        marks = "".join(mark_of(site.client(each), method.replace("PAGE", "GET"), address) for each in WHO)
        assert lines.setdefault((method, route), marks) == marks, route
    for (method, route), marks in lines.items():
        print(f"{method:<4} {route:<86} {marks}")
    for address in role_matrix.ADMIN:
        met = "".join(mark_of(site.client(column), "GET", address) for column in "teax")
        print(f'    "{address}": "{met}",')
