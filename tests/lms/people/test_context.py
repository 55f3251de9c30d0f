"""Menu, help, language and clock: right for each, and paid for only when shown."""

import json
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.utils import timezone, translation

from lms.people.context import face, navigation
from lms.people.middleware import OrganisationZone
from lms.people.models import Organisation, Person, Role
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def club():
    return make_organisation("club")


def request_of(person, path="/fr/"):
    request = RequestFactory().get(path)
    request.user = person
    return request


TO_READ = ["Toolbox", "Tutorials", "Testimonials"]
FOR_ALL = ["Partners", "Catalogue"]
MENUS = {
    Role.LEARNER: [
        *("My journey", "My progress", "My appointments", "My documents", "Messages", "Calendar"),
        *(*TO_READ, "Forums", *FOR_ALL),
    ],
    Role.TRAINER: [
        *("My sessions", "To mark", "Messages", "Calendar", "My learners", "Assessment grids", "Reports", "Surveys"),
        *(*TO_READ, "Forums", "Write journeys", "Videos", *FOR_ALL),
    ],
    Role.COACH: [
        *("To mark", "Appointments", "Messages", "Calendar", "My learners", "Reports", "Surveys"),
        *(*TO_READ, "Forums", *FOR_ALL),
    ],
    Role.COORDINATOR: [
        *("Today", "Sessions", "Entries and exits", "Messages", "My learners", "Assessment grids", "Juries"),
        *("Reports", "Surveys", *TO_READ, "Forums", "People", *FOR_ALL),
    ],
    Role.EDITOR: [*TO_READ, "Write journeys", "Videos", *FOR_ALL],
    Role.EVALUATOR: ["Reports", "Surveys", *TO_READ, *FOR_ALL],
    Role.ADMIN: [
        *("Today", "Sessions", "Entries and exits", "Messages", "Assessment grids", "Juries", "Reports", "Surveys"),
        *(*TO_READ, "Forums", "People", "Write journeys", "Videos", *FOR_ALL),
    ],
    Role.GUEST: ["Juries", *TO_READ, "Forums", *FOR_ALL],
}


@pytest.mark.parametrize("role", MENUS)
def test_the_menu_offers_what_the_role_opens(club, role):
    with translation.override("en"):
        entries = navigation(request_of(make_person("Ana", club, role)))
    assert [entry["label"] for entry in entries] == MENUS[role]


def test_a_visitor_s_menu_holds_what_anybody_may_read():
    with translation.override("en"):
        labels = [entry["label"] for entry in navigation(request_of(AnonymousUser()))]
    assert labels == ["Tutorials", "Testimonials", *FOR_ALL]


def test_the_entry_of_this_page_is_marked(club):
    with translation.override("fr"):
        bo = make_person("Bo", club, Role.EVALUATOR)
        marked = [each["url"] for each in navigation(request_of(bo, "/fr/reports/journeys/x/")) if each["current"]]
    assert marked == ["/fr/reports/"]


def test_a_page_that_shows_neither_menu_nor_help_pays_no_query(club, django_assert_num_queries):
    request = request_of(Person.objects.get(pk=make_person("Ana", club, Role.LEARNER).pk))
    with django_assert_num_queries(0):
        face(request)


def test_menu_and_help_and_clock_together_pay_one_query(club, django_assert_num_queries):
    request = request_of(Person.objects.get(pk=make_person("Ana", club, Role.LEARNER).pk))
    context = face(request)
    with django_assert_num_queries(1):
        assert len(context["nav"]) == 12
        assert context["help_contact"]["name"] == "Chloé"
        assert str(OrganisationZone(request)) == "Europe/Paris"


def test_a_visitor_is_given_the_number_of_the_organisation_that_runs_the_site(club):
    make_organisation("other")
    assert face(request_of(AnonymousUser()))["help_contact"]["role"] == "Organisation club"


def test_somebody_signed_in_who_belongs_nowhere_is_given_nobody_s_number(club):
    assert not face(request_of(make_person("Ana")))["help_contact"]


def test_otto_reads_his_own_organisation_s_number(club):
    Organisation.objects.create(code="other", name="Other", help_name="Oscar", help_phone="09")
    otto = make_person("Otto", Organisation.objects.get(code="other"), Role.LEARNER)
    assert face(request_of(otto))["help_contact"]["name"] == "Oscar"


def test_dates_are_shown_in_the_organisation_s_zone(club):
    Organisation.objects.update(zone_name="Indian/Reunion")
    zone = OrganisationZone(request_of(make_person("Ana", club, Role.LEARNER)))
    noon = datetime(2026, 7, 1, 12, tzinfo=UTC)
    assert timezone.localtime(noon, zone).strftime("%H:%M") == "16:00"
    assert datetime(2026, 7, 1, 16, tzinfo=zone) == noon
    assert noon.astimezone(zone).tzname() == "+04"


def test_summer_time_is_kept(club):
    zone = OrganisationZone(request_of(make_person("Ana", club, Role.LEARNER)))
    hours = [timezone.localtime(datetime(2026, month, 1, 12, tzinfo=UTC), zone).hour for month in (1, 7)]
    assert hours == [13, 14]


def test_one_person_s_zone_does_not_stay_for_the_next(client, club):
    Organisation.objects.update(zone_name="Indian/Reunion")
    client.force_login(make_person("Ana", club, Role.LEARNER))
    client.get("/account/data/")
    assert timezone.get_current_timezone_name() == "Europe/Paris"


def test_a_person_s_pages_speak_their_language(client, club):
    client.force_login(make_person("Ana", club, Role.LEARNER, language="en"))
    assert '<html lang="en">' in client.get("/account/data/", headers={"accept-language": "fr"}).content.decode()


def test_a_visitor_who_opens_a_page_pays_for_no_session_and_no_person(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/account/door/").status_code == 302


def test_a_form_that_comes_too_late_is_answered_in_a_sentence(club):
    strict = Client(enforce_csrf_checks=True)
    late = strict.post("/account/login/", {"login": "a@example.org", "password": "x"})
    assert late.status_code == 403 and "<h1>" in late.content.decode()
    player = strict.post("/account/", {"a": 1}, headers={"accept": "application/json"})
    assert player.status_code == 403 and json.loads(player.content)["error"]


def test_a_refusal_is_shown_with_its_reason(client, club):
    client.force_login(make_person("Ana", club, Role.LEARNER, language="en"))
    page = client.get("/account/door/")
    assert page.status_code == 403
    assert "for the people who write the journeys" in page.content.decode()


def test_a_page_that_is_not_here_is_said_in_words(client):
    page = client.get("/fr/nowhere/at/all/")
    assert page.status_code == 404 and "<h1>" in page.content.decode()


def test_the_other_languages_of_a_screen_are_offered(club):
    with translation.override("fr"):
        entries = list(face(request_of(make_person("Ana", club, Role.LEARNER), "/fr/reports/"))["languages"])
    assert [(entry["code"], entry["url"], entry["current"]) for entry in entries] == [
        ("fr", "/fr/reports/", True),
        ("en", "/en/reports/", False),
    ]
