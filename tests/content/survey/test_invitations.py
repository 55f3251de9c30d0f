"""Asked by e-mail: people who left, audiences of a study; links that expire, reminders, response rates."""

import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from content.survey import periodic
from content.survey.inviting import addresses_in, invite, link_of
from content.survey.models import Answer, Participant, Response, Survey
from content.survey.writing import new_version
from lms.enrolment.enrol import end
from lms.enrolment.models import Enrolment
from lms.people import privacy
from tests.content.survey.making import OPINION, make_questionnaire
from tests.factories import enrol_learner, make_person, make_world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return make_world(blocks=1)


def follow_up(world, **fields) -> Survey:
    row = make_questionnaire(world.organisation, code="FROID", delay_days=180, reminder_days=[7, 21], **fields)
    opens = timezone.localdate() - timedelta(days=300)
    return Survey.objects.create(
        organisation=world.organisation, questionnaire=row, sort="follow_up", journey=world.journey, opens_on=opens
    )


def left(world, name: str, days_ago: int) -> Enrolment:
    person = make_person(name, world.organisation, "learner", email=f"{name.lower()}@example.org")
    enrolment = enrol_learner(world, person, weeks_ago=days_ago // 7 + 4)
    end(enrolment, on=timezone.localdate() - days_ago * DAY)
    return enrolment


def study(world, **fields) -> Survey:
    row = make_questionnaire(world.organisation, code="BESOINS", use="needs", **fields)
    return Survey.objects.create(
        organisation=world.organisation, questionnaire=row, sort="study", title="Conciergerie rurale"
    )


def link_in(message) -> str:
    return re.search(r"/content/survey/a/\S+", message.body).group()


def filled(survey: Survey, **changes) -> dict[str, str]:
    by_code = {row.code: row.pk for row in survey.questionnaire.questions.all()}
    said = {"PACE": "4", "AGAIN": "9", "HOW": "friend", **changes}
    return {"do": "send", **{f"q{by_code[code]}": value for code, value in said.items()}}


def later(days: int) -> None:
    """As if so many days had passed for whoever was written to."""
    for row in Participant.objects.filter(next_send_at__isnull=False):
        row.next_send_at -= days * DAY
        row.first_sent_at -= days * DAY
        row.save()


def test_who_left_long_enough_ago_is_asked_once_and_reminded_twice(world):
    follow_up(world)
    left(world, "Maya", 181)
    left(world, "Noe", 179)
    left(world, "Old", 181 + 400)
    assert periodic.run() == 1 and mail.outbox[0].to == ["maya@example.org"]
    assert periodic.run() == 0
    for days, sent in ((6, 1), (1, 2), (13, 2), (1, 3), (60, 3)):
        later(days)
        periodic.run()
        assert len(mail.outbox) == sent
    assert mail.outbox[1].subject.startswith("Rappel") and not mail.outbox[0].subject.startswith("Rappel")
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 3


def test_the_link_works_without_signing_in_and_once(world, client):
    survey = follow_up(world)
    enrolment = left(world, "Maya", 200)
    periodic.run()
    link = link_in(mail.outbox[0])
    assert "Recommanderiez-vous" in client.get(link).content.decode()
    shown = client.post(link, filled(survey, CHANGE="Rien du tout"), follow=True).content.decode()
    assert "Merci" in shown and "Rien du tout" not in shown
    client.post(link, filled(survey, PACE="1"))
    assert Response.objects.get().enrolment == enrolment
    assert int(Answer.objects.get(question__code="PACE").number) == 4
    later(30)
    assert periodic.run() == 0 and len(mail.outbox) == 1


def test_an_anonymous_follow_up_is_linked_to_nobody(world, client):
    survey = follow_up(world, is_anonymous=True)
    left(world, "Maya", 200)
    periodic.run()
    assert "anonymes" in mail.outbox[0].body
    client.post(link_in(mail.outbox[0]), filled(survey))
    response = Response.objects.get()
    assert response.enrolment is None and response.cohort is None and response.sent_at is None


def test_a_draft_and_a_missing_answer_are_kept_behind_the_link(world, client):
    survey = follow_up(world)
    left(world, "Maya", 200)
    periodic.run()
    link, data = link_in(mail.outbox[0]), filled(survey)
    data.pop(next(name for name in data if name != "do"))
    shown = client.post(link, {**data}, follow=True).content.decode()
    assert "Choisissez une des réponses." in shown and not Response.objects.exists()


def test_links_expire_close_and_cannot_be_made_up(world, client):
    survey = follow_up(world)
    left(world, "Maya", 200)
    periodic.run()
    link = link_in(mail.outbox[0])
    Participant.objects.update(expires_on=timezone.localdate() - DAY)
    assert "dernier jour" in client.get(link).content.decode()
    assert client.post(link, filled(survey)).status_code == 410
    Participant.objects.update(expires_on=timezone.localdate())
    Survey.objects.update(closed_at=timezone.now())
    assert "fermée" in client.get(link).content.decode()
    for wrong in (link[:-2] + "x/", "/content/survey/a/x/", "/content/survey/a/IjEi:1tabc:zz/"):
        assert client.get(wrong).status_code == 410
    assert not Response.objects.exists()


def test_who_was_erased_or_cannot_be_reached_is_left_in_peace(world):
    follow_up(world)
    maya, noe = left(world, "Maya", 200), left(world, "Noe", 200)
    privacy.erase(maya.person)
    noe.person.is_active = False
    noe.person.save()
    assert periodic.run() == 0 and not mail.outbox


def test_a_mail_server_that_fails_loses_nobody(world, settings):
    follow_up(world)
    left(world, "Maya", 200)
    settings.EMAIL_BACKEND = "tests.content.survey.test_invitations.Broken"
    assert periodic.run() == 0
    row = Participant.objects.get()
    assert row.failures == 1 and row.sends == 0 and row.next_send_at > timezone.now()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Participant.objects.update(next_send_at=timezone.now())
    assert periodic.run() == 1


class Broken:
    def __init__(self, *args, **kwargs):
        pass

    def open(self):
        raise OSError("no")


def test_a_new_version_is_what_those_who_leave_from_then_on_are_asked(world):
    old = follow_up(world)
    left(world, "Maya", 200)
    periodic.run()
    new_version(old.questionnaire)
    left(world, "Noe", 190)
    periodic.run()
    asked = {row.enrolment.person.name: row.survey.questionnaire.version for row in Participant.objects.all()}
    assert asked == {"Maya": 1, "Noe": 2}


# -- needs studies


def test_three_audiences_give_separate_results(world):
    survey, said = study(world, is_anonymous=True), {}
    for place, audience in enumerate(("Artisans", "Acteurs locaux", "Bénéficiaires"), start=1):
        invite(survey, [f"p{place}{number}@example.net" for number in range(6)], audience)
    assert periodic.run() == 18
    for message in mail.outbox:
        place = message.to[0][1]
        said[place] = said.get(place, 0) + 1
        if said[place] <= 5:
            Client().post(link_in(message), filled(survey, PACE=place))
    client = Client()
    client.force_login(world.dora)
    address = f"/content/survey/results/{survey.public_id}/"
    whole = client.get(address).content.decode()
    assert "Artisans (5)" in whole and "15 personnes sur 18" in whole and "83 %" in whole
    for audience, mean in (("Artisans", 1), ("Acteurs locaux", 2), ("Bénéficiaires", 3)):
        shown = client.get(address, {"group": audience}).content.decode()
        assert f"moyenne {mean}" in shown and "5 personnes ont répondu" in shown


def test_an_audience_under_five_is_withheld_and_not_given_away_by_the_others(world):
    survey = study(world)
    for audience, number in (("Artisans", 6), ("Acteurs locaux", 5), ("Bénéficiaires", 2)):
        for _each in range(number):
            Response.objects.create(survey=survey, audience=audience, said_on=date(2026, 3, 1))
    client = Client()
    client.force_login(world.eva)
    shown = client.get(f"/content/survey/results/{survey.public_id}/").content.decode()
    assert "Bénéficiaires" not in shown and "Artisans (6)" in shown and "Acteurs locaux" not in shown
    invite(survey, ["a@example.net"], "Bénéficiaires")
    shown = client.get(f"/content/survey/results/{survey.public_id}/").content.decode()
    assert "Trop peu de réponses pour être montrées à part : Bénéficiaires." in shown


def test_an_address_is_asked_once_whatever_the_audience(world, client):
    survey = study(world)
    client.force_login(world.bo)
    address = f"/content/survey/results/{survey.public_id}/invite/"
    client.post(address, {"audience": "Artisans", "addresses": "a@example.net, B@example.net;\n<a@example.net>"})
    client.post(address, {"audience": "Acteurs locaux", "addresses": "b@example.net c@example.net"})
    asked = dict(Participant.objects.values_list("email", "audience"))
    assert asked == {
        "a@example.net": "Artisans",
        "b@example.net": "Artisans",
        "c@example.net": "Acteurs locaux",
    }


def test_what_is_no_address_is_named_and_nobody_is_invited(world, client):
    survey = study(world)
    client.force_login(world.bo)
    address = f"/content/survey/results/{survey.public_id}/invite/"
    shown = client.post(address, {"audience": "Artisans", "addresses": "a@example.net pas-une-adresse"})
    assert "pas-une-adresse" in shown.content.decode() and not Participant.objects.exists()
    assert addresses_in("A@x.fr, a@x.fr") == (["a@x.fr"], [])


def test_who_was_invited_and_is_silent_is_listed_and_reminded(world, client):
    survey = study(world)
    invite(survey, ["a@example.net", "b@example.net"], "Artisans")
    periodic.run()
    client.post(link_in(mail.outbox[0]), filled(survey))
    Participant.objects.update(first_sent_at=timezone.now() - 2 * DAY)
    client.force_login(world.dora)
    address = f"/content/survey/results/{survey.public_id}/missing/"
    shown = client.get(address).content.decode()
    assert mail.outbox[1].to[0] in shown and mail.outbox[0].to[0] not in shown
    client.post(address)
    assert periodic.run() == 1 and mail.outbox[-1].to == mail.outbox[1].to
    client.force_login(world.chloe)
    assert mail.outbox[1].to[0] not in client.get(address).content.decode()


def test_addresses_are_forgotten_a_month_after_the_end(world):
    survey = study(world)
    invite(survey, ["a@example.net"], "Artisans")
    Survey.objects.update(closed_at=timezone.now() - timedelta(days=29))
    periodic.run()
    assert Participant.objects.get().email
    Survey.objects.update(closed_at=timezone.now() - timedelta(days=31))
    periodic.run()
    assert Participant.objects.get().email == ""


def test_a_follow_up_needs_a_delay_and_a_study_asks_nothing_personal(world, client):
    row = make_questionnaire(world.organisation, OPINION, code="SANS")
    levels = make_questionnaire(world.organisation, [{"code": "L", "title": "?", "sort": "levels"}], code="NIVEAUX")
    client.force_login(world.dora)
    wrong = {"sort": "follow_up", "journey": world.journey.pk}
    assert (
        "combien de jours"
        in client.post(f"/content/survey/questionnaires/{row.public_id}/ask/", wrong).content.decode()
    )
    shown = client.post(f"/content/survey/questionnaires/{levels.public_id}/ask/", {"sort": "study"})
    assert "ne se demandent" in shown.content.decode() and not Survey.objects.exists()
    row.delay_days = 90
    row.save()
    for _twice in range(2):
        client.post(f"/content/survey/questionnaires/{row.public_id}/ask/", wrong)
    assert Survey.objects.get().sort == "follow_up"


def test_otto_s_link_says_nothing_of_ours(world):
    survey = study(world)
    invite(survey, ["a@example.net"], "Artisans")
    link = link_of(Participant.objects.get())
    response = Client().get(link.partition("//")[2].partition("/")[2].join(["/", ""]))
    assert response["Cache-Control"] == "private, no-store" and response["X-Robots-Tag"] == "noindex"
