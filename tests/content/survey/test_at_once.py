"""Many at the same moment: each is stored once, and anonymous answers are still counted five at a time."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.test import Client

from content.survey import periodic
from content.survey.inviting import invite
from content.survey.models import Participant, Response, Survey
from courses.acts import make_act
from lms.enrolment.models import Enrolment
from lms.progress.models import Evidence
from tests.content.survey.making import make_questionnaire, make_scene

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work, several) -> list:
    def close_after(one):
        try:
            return work(one)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(several)) as pool:
        return list(pool.map(close_after, several))


def test_a_double_click_and_eight_people_at_once():
    scene = make_scene(is_anonymous=True)
    people = [scene.walk.world.ana, *(scene.learner(number) for number in range(1, 8))]
    told = []
    for person in people:
        client = Client()
        client.force_login(person)
        act = make_act(Enrolment.objects.get(person=person).pk)
        told += [(client.cookies.output(), client, {"key": act, "do": "send", **scene.filled()})] * 2
    answers = at_once(lambda one: one[1].post(scene.send_to, one[2]).status_code, told)
    assert set(answers) == {302}
    assert Response.objects.count() == 8 and Participant.objects.filter(has_answered=True).count() == 8
    assert Response.objects.filter(is_counted=True).count() == 5
    assert Evidence.objects.filter(activity=scene.activity, verb="submitted").count() == 8


def test_two_workers_send_each_invitation_once(mailoutbox):
    scene = make_scene()
    row = make_questionnaire(scene.walk.world.organisation, code="BESOINS")
    study = Survey.objects.create(organisation=row.organisation, questionnaire=row, sort="study")
    invite(study, [f"p{number}@example.net" for number in range(30)], "Artisans")
    assert sum(at_once(lambda _worker: periodic.run(), [1, 2])) == 30
    assert len({message.to[0] for message in mailoutbox}) == len(mailoutbox) == 30
