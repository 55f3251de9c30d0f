"""Who may do what, in the words of the cast. Otto belongs to another organisation."""

import pytest
from django.contrib.auth.models import AnonymousUser

from lms.people import access
from lms.people.access import Reach
from lms.people.models import Membership, Person, Role
from tests.factories import make_organisation, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def club():
    return make_organisation("club")


def holding(club, *roles: Role, **fields) -> Person:
    name = "-".join(roles) or "nobody"
    return make_person(name, club, *roles, email=f"{name}@example.org", **fields)


def test_roles_are_read_in_one_query_however_often_they_are_asked(club, django_assert_num_queries):
    bo = Person.objects.get(pk=holding(club, Role.TRAINER, Role.COACH).pk)
    with django_assert_num_queries(1):
        assert access.roles(bo) == {club.pk: {Role.TRAINER, Role.COACH}}
        assert access.may_author(bo, club.pk) and access.may_judge(bo, club.pk)
        assert access.home_organisation(bo).help_name == "Chloé"


def test_a_visitor_costs_no_query_and_may_nothing(club, django_assert_num_queries):
    with django_assert_num_queries(0):
        visitor = AnonymousUser()
        assert access.roles(visitor) == {}
        assert access.reach(visitor, club.pk) is Reach.NOBODY
        assert not access.may_see_name_of(visitor, club.pk, None, None)
        assert access.home_organisation(visitor) is None


QUESTIONS = {
    "is_member": set(Role),
    "may_author": {Role.TRAINER, Role.EDITOR, Role.ADMIN},
    "may_judge": {Role.TRAINER, Role.COACH},
    "may_decide": {Role.COORDINATOR, Role.ADMIN},
    "may_withdraw_evidence": {Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN},
    "may_enrol": {Role.COORDINATOR, Role.ADMIN},
    "may_invite": {Role.COORDINATOR, Role.ADMIN},
    "may_administer": {Role.ADMIN},
    "may_read_reports": {Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.EVALUATOR, Role.ADMIN},
    "may_see_names": {Role.TRAINER, Role.COORDINATOR, Role.ADMIN},
}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("role", list(Role))
def test_each_role_opens_its_own_doors_and_none_elsewhere(club, question, role):
    person, other = holding(club, role), make_organisation("other")
    ask = getattr(access, question)
    assert ask(person, club.pk) == (role in QUESTIONS[question])
    assert not ask(person, other.pk)


@pytest.mark.parametrize("question", QUESTIONS)
def test_otto_the_administrator_of_another_organisation_is_nobody_here(club, question):
    otto = make_person("Otto", make_organisation("other"), *Role)
    assert not getattr(access, question)(otto, club.pk)


@pytest.mark.parametrize("question", sorted(set(QUESTIONS) - {"is_member", "may_judge"}))
def test_who_runs_the_site_is_administrator_everywhere(club, question):
    assert getattr(access, question)(Person.objects.create_superuser("root@example.org", name="Root"), club.pk)


def test_an_account_that_was_closed_opens_nothing(club):
    root = Person.objects.create_superuser("root@example.org", name="Root", is_active=False)
    assert not access.may_administer(root, club.pk)


def test_an_evaluator_reads_figures_without_names_unless_the_agreement_says_otherwise(club):
    eva = holding(club, Role.EVALUATOR)
    assert access.reach(eva, club.pk) is Reach.FIGURES
    Membership.objects.filter(person=eva).update(may_see_names=True)
    eva.forget_roles()
    assert access.reach(eva, club.pk) is Reach.EVERYBODY


def test_figures_about_fewer_than_five_people_are_kept_from_those_without_names(club):
    eva, dora = holding(club, Role.EVALUATOR), holding(club, Role.COORDINATOR)
    assert [access.may_see_figure_of(eva, club.pk, people) for people in (0, 4, 5)] == [False, False, True]
    assert access.may_see_figure_of(dora, club.pk, 1)
    assert not access.may_see_figure_of(holding(club, Role.LEARNER), club.pk, 500)


def test_a_coach_knows_the_people_she_coaches_and_nobody_else(club):
    chloe, ana = holding(club, Role.COACH), holding(club, Role.LEARNER)
    assert access.reach(chloe, club.pk) is Reach.COACHED
    assert access.may_see_name_of(chloe, club.pk, ana.pk, chloe.pk)
    assert not access.may_see_name_of(chloe, club.pk, ana.pk, None)


def test_somebody_who_coached_but_left_the_organisation_knows_nobody_any_more(club):
    gone = holding(club)
    assert not access.may_see_name_of(gone, club.pk, None, gone.pk)


def test_a_learner_knows_only_their_own_record(club):
    ana = holding(club, Role.LEARNER)
    assert access.may_see_name_of(ana, club.pk, ana.pk, None)
    assert not access.may_see_name_of(ana, club.pk, ana.pk + 1, None)


def test_a_coordinator_gives_learners_roles_and_an_administrator_any(club):
    dora, admin = holding(club, Role.COORDINATOR), holding(club, Role.ADMIN)
    assert {role for role in Role if access.may_grant(dora, club.pk, role)} == {Role.LEARNER, Role.GUEST}
    assert all(access.may_grant(admin, club.pk, role) for role in Role)


def test_erasing_somebody_of_two_organisations_needs_who_administers_both(club):
    admin, ana, other = holding(club, Role.ADMIN), holding(club, Role.LEARNER), make_organisation("other")
    assert access.may_erase(admin, ana)
    Membership.objects.create(person=ana, organisation=other, role=Role.LEARNER)
    assert not access.may_erase(admin, ana)
    Membership.objects.create(person=admin, organisation=other, role=Role.ADMIN)
    assert access.may_erase(admin, ana)


def test_an_organisation_s_administrator_cannot_erase_who_runs_the_site(club):
    admin, root = holding(club, Role.ADMIN), holding(club, Role.TRAINER, is_superuser=True)
    assert not access.may_erase(admin, root)
    assert access.may_erase(root, admin)
