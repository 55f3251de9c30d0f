"""Who may do what, tried by those who may not: coaches of others, learners in a second role, closed accounts."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from courses.acts import make_act
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.people import access
from lms.people.members import grant, invite, revoke
from lms.people.models import Membership, Person, Role
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Evidence, EvidenceVerb, Measure
from tests.factories import make_person
from tests.hostile.conftest import Site
from tests.test_role_matrix import patterns

pytestmark = pytest.mark.django_db
EVIL = ("https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example")
# Who speaks there is said by the token in the message; no cookie counts.
# The player, of another origin, carries an act; a virtual class's server signs its word.
# A token in the body or the address, or a shared secret, says who speaks; unsubscribing is one click (RFC 8058).
WITHOUT_CSRF = {
    *("content/h5p/send/", "content/h5p/renew/", "fr/video/watch/", "fr/testimonial/watch/"),
    *("fr/agenda/class/<uuid:online_meeting>/presence/", "fr/avis/stop/<str:token>/", "fr/avis/upload/inbound/"),
}


def as_(person: Person, **options: bool) -> Client:
    client = Client(**options)
    client.force_login(person)
    return client


def judge(person: Person, seat: Enrolment, indicator: int, value: str = "90"):
    address = reverse("courses:judge", args=[seat.public_id, indicator])
    return as_(person).post(address, {"value": value, "comment": "x", "key": make_act(seat.pk)})


def judged(site: Site) -> Evidence:
    world = site.walk.world
    outcome = intake.judge(site.seat, world.indicator(), Decimal(10), author=world.bo)
    return Evidence.objects.get(pk=outcome.evidence_id)


def test_a_coach_judges_and_withdraws_nothing_of_a_learner_who_is_not_hers(site):
    world = site.walk.world
    other = make_person("Clara Coach", world.organisation, Role.COACH)
    evidence = judged(site)
    assert judge(other, site.seat, world.indicator().pk).status_code == 404
    address = reverse("courses:withdraw", args=[site.seat.public_id, evidence.public_id])
    assert as_(other).post(address, {"reason": "x"}).status_code == 404
    with pytest.raises(Refused):
        intake.judge(site.seat, world.indicator(), Decimal(90), author=other)
    with pytest.raises(Refused):
        intake.void(evidence, author=other, reason="x")
    assert Measure.objects.count() == 1


def test_a_learner_judges_herself_only_on_what_is_hers_to_say(site):
    world = site.walk.world
    assert judge(world.ana, site.seat, world.indicator().pk).status_code == 404
    assert site.stored() == (0, 0, 0, 0)


def test_a_trainer_who_also_learns_neither_judges_nor_withdraws_in_her_own_record(site):
    world = site.walk.world
    seat = enrol(world.bo, world.journey, site.seat.starts_on)
    colleague = make_person("Basile Berger", world.organisation, Role.TRAINER)
    outcome = intake.judge(seat, world.indicator(), Decimal(10), author=colleague)
    evidence = Evidence.objects.get(pk=outcome.evidence_id)
    assert judge(world.bo, seat, world.indicator().pk).status_code == 404
    address = reverse("courses:withdraw", args=[seat.public_id, evidence.public_id])
    as_(world.bo).post(address, {"reason": "It was better."})
    with pytest.raises(Refused):
        intake.void(evidence, author=world.bo, reason="It was better.")
    assert not Evidence.objects.filter(verb=EvidenceVerb.VOIDED).exists()


@pytest.mark.parametrize("who", ["emile", "eva", "gaelle", "otto", "olga", "ana", "chloe"])
def test_whoever_may_not_judge_writes_no_measure(site, who):
    world = site.walk.world
    Membership.objects.filter(person=world.eva).update(may_see_names=True)
    assert judge(world.people[who], site.seat, world.indicator().pk).status_code in (403, 404)
    with pytest.raises(Refused):
        intake.judge(site.seat, world.indicator(), Decimal(90), author=world.people[who])
    assert Measure.objects.count() == 0


def test_a_form_of_one_learner_writes_nothing_for_another(site):
    world = site.walk.world
    seat = enrol(make_person("Ada Autre", world.organisation, Role.LEARNER), world.journey, site.seat.starts_on)
    address = reverse("courses:judge", args=[seat.public_id, world.indicator().pk])
    body = {"value": "90", "comment": "", "key": make_act(site.seat.pk)}
    assert as_(world.bo).post(address, body).status_code == 200
    assert Measure.objects.count() == 0


def test_evidence_of_another_learner_is_not_withdrawn_through_hers(site):
    world = site.walk.world
    seat = enrol(make_person("Ada Autre", world.organisation, Role.LEARNER), world.journey, site.seat.starts_on)
    evidence = judged(site)
    address = reverse("courses:withdraw", args=[seat.public_id, evidence.public_id])
    assert as_(world.bo).post(address, {"reason": "x"}).status_code == 404


def test_another_organisation_cannot_erase_somebody_whose_record_is_ours(site):
    """Ana has left the club, where her record stays; Olga's organisation invites her, then erases her."""
    world = site.walk.world
    revoke(world.ana, world.organisation, Role.LEARNER)
    invite(world.other_organisation, world.ana.email, "Ana", Role.LEARNER)
    ana = Person.objects.get(pk=world.ana.pk)
    assert not access.may_erase(Person.objects.get(pk=site.olga.pk), ana)
    address = reverse("people:erase", args=[world.other_organisation.code, ana.public_id])
    assert as_(site.olga).post(address, {"decision": "erase"}).status_code == 403
    assert Person.objects.filter(pk=ana.pk).exists()


def test_a_role_of_nobody_s_choosing_is_not_granted(site):
    world = site.walk.world
    address = reverse("people:member", args=[world.organisation.code, world.ana.public_id])
    for roles in (["admin"], ["trainer", "learner"], ["superuser"], [""]):
        as_(world.dora).post(address, {"roles": roles, "may_see_names": "on", "is_superuser": "on"})
    held = set(Membership.objects.filter(person=world.ana).values_list("role", "may_see_names"))
    assert held <= {(Role.LEARNER, False)}
    assert not Person.objects.get(pk=world.ana.pk).is_superuser


def test_every_post_of_ours_asks_for_its_protection(site):
    exempt = {
        route
        for route, pattern in patterns(get_resolver())
        if getattr(pattern.callback, "csrf_exempt", False) and not route.startswith("admin/api/")
    }
    assert exempt == WITHOUT_CSRF
    client = as_(site.walk.world.ana, enforce_csrf_checks=True)
    key = site.walk.activities[0].translation_key
    for address in (
        reverse("courses:done", args=[key]),
        reverse("courses:send", args=[key]),
        reverse("people:account"),
        reverse("people:ask_erasure"),
        reverse("account_logout"),
    ):
        assert client.post(address, {"key": make_act(site.seat.pk)}).status_code == 403, address
    assert site.stored() == (0, 0, 0, 0)


@pytest.mark.parametrize("next_page", EVIL)
def test_no_door_leads_to_another_site(site, next_page):
    asked = {"next": next_page}
    addresses = [reverse(name) for name in ("account_login", "people:door", "set_language", "account_logout")]
    for person in (site.walk.world.ana, site.walk.world.bo):
        for address in addresses:
            for response in (
                as_(person).get(address, asked),
                as_(person).post(address, {**asked, "language": "fr"}),
                as_(person).get(address, asked, headers={"referer": next_page}),
            ):
                assert "evil" not in response.headers.get("Location", ""), address
                assert "javascript:" not in response.headers.get("Location", ""), address


def test_signing_in_leads_to_no_other_site(site):
    from tests.factories import PASSWORD

    for next_page in EVIL:
        response = Client().post(
            reverse("account_login"), {"login": site.walk.world.ana.email, "password": PASSWORD, "next": next_page}
        )
        assert response.status_code == 302
        assert response["Location"].startswith("/") and "evil" not in response["Location"]


def test_a_path_that_looks_like_another_site_leads_nowhere(site):
    client = as_(site.walk.world.ana)
    for path in ("//evil.example/fr/", "//evil.example", "/fr//evil.example", "/\\evil.example/fr/"):
        location = client.get(path).headers.get("Location", "/")
        assert location.startswith("/") and not location.startswith(("//", "/\\")), path


def test_an_account_that_was_closed_opens_nothing_more(site):
    client = as_(site.walk.world.bo)
    assert client.get(reverse("courses:learners")).status_code == 200
    Person.objects.filter(pk=site.walk.world.bo.pk).update(is_active=False)
    assert client.get(reverse("courses:learners")).status_code == 302


def test_a_role_that_was_taken_opens_nothing_more_at_once(site):
    world, client = site.walk.world, as_(site.walk.world.bo)
    assert client.get(reverse("courses:learner", args=[site.seat.public_id])).status_code == 200
    revoke(world.bo, world.organisation, Role.TRAINER)
    assert client.get(reverse("courses:learner", args=[site.seat.public_id])).status_code == 404
    assert client.get("/admin/pages/").status_code == 302
    grant(world.bo, world.organisation, Role.EVALUATOR)
    assert client.get(reverse("courses:learner", args=[site.seat.public_id])).status_code == 404
