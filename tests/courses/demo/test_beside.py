"""The demo's partners, questions and procedure, built by the ways a team would use."""

import pytest

from courses.demo.beside import add_beside
from lms.incidents.models import IncidentReport, Procedure
from lms.partners.listing import choice_in, chosen
from lms.partners.models import Letter, Partner, PartnerRequest, SolutionPack
from tests.factories import make_world

pytestmark = pytest.mark.django_db


def test_it_holds_partners_questions_in_three_states_solutions_and_a_procedure(rf):
    world = make_world(blocks=1)
    people = {name: world.people[name] for name in ("ana", "bo", "dora", "admin")}
    add_beside(world.organisation, people)
    assert Partner.objects.filter(is_published=True).count() == 9 and SolutionPack.objects.count() == 2
    assert set(PartnerRequest.objects.values_list("state", flat=True)) == {"answered", "sent", "bounced"}
    assert Procedure.objects.get().contact == world.dora and IncidentReport.objects.get().state == "handled"
    assert not Letter.objects.filter(mail="due").exists()
    money = chosen(world.organisation, choice_in(rf.get("/?step=financing").GET))
    assert {one.code for one in money} == {"credit-solidaire", "garantie"}
