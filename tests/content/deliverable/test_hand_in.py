"""A learner writes, hands in, takes back, and hands in again; late is said, too late is refused, nothing is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from content.deliverable.following import give_time, set_teams
from content.deliverable.hand_in import hand_in, save_draft
from content.deliverable.marking import open_work
from content.deliverable.models import Version, Work
from lms.assessment.models import Waiting
from lms.enrolment.agreed import set_due_date
from lms.enrolment.enrol import end, pause
from lms.plugins.kind import Refused
from lms.progress import intake
from lms.progress.models import Completion, Evidence
from lms.progress.rebuild import differences
from tests.content.deliverable.setting import DUE, make_place, said, signed_in

pytestmark = pytest.mark.django_db


def state_of(place, enrolment=None):
    row = Completion.objects.filter(enrolment=enrolment or place.enrolment, activity=place.activity).first()
    return row.state if row else ""


def test_what_is_handed_in_completes_it_is_kept_and_waits_to_be_marked():
    place = make_place()
    page = said(place.send(signed_in(place.ana)))
    assert "Handed in. You are told" in page
    version = Version.objects.get()
    assert (version.text, version.number, version.is_late) == ("Je sais cuisiner.", 1, False)
    assert state_of(place) == "done" and place.work.state == "waiting"
    waiting = Waiting.objects.get()
    assert waiting.address == f"content/deliverable/mark/{place.work.public_id}/"
    assert waiting.due_at > timezone.now()
    assert differences(place.walk.world.journey) == []


def test_a_double_click_hands_in_once():
    place = make_place()
    desk = place.desk()
    save_draft(desk, "Un texte", "")
    assert hand_in(desk, "k").pk == hand_in(place.desk(), "k").pk
    assert Version.objects.count() == 1 and Evidence.objects.filter(verb="submitted").count() == 1


def test_a_learner_s_own_message_never_hands_in_or_marks():
    place = make_place()
    client = signed_in(place.ana)
    from courses.acts import make_act

    for verb in ("submitted", "passed", "completed"):
        client.post(
            reverse("courses:send", args=[place.activity.key]),
            {"key": make_act(place.enrolment.pk), "verb": verb, "version": 1},
        )
        with pytest.raises(Refused):
            intake.receive(place.enrolment, place.activity, {"verb": verb, "version": 1})
    assert not Evidence.objects.exclude(verb="opened").exists()


def test_a_draft_is_kept_and_nobody_reads_it():
    place = make_place()
    client = signed_in(place.ana)
    assert "Nobody reads it before you hand it in" in said(place.send(client, "save"))
    assert "Je sais cuisiner." in said(client.get(place.page.get_url()))
    assert not Waiting.objects.exists() and not Version.objects.exists() and state_of(place) == "doing"


def test_the_draft_keeps_itself():
    place = make_place()
    client = signed_in(place.ana)
    answer = client.post(reverse("deliverable:draft", args=[place.activity.key]), {"text": "Tout seul"})
    assert answer.json() == {"said": "Draft kept"} and place.work.text == "Tout seul"


def test_nothing_cannot_be_handed_in():
    place = make_place()
    assert "There is nothing to hand in yet" in said(place.send(signed_in(place.ana), text="  "))
    assert state_of(place) in ("", "doing")


def test_it_is_taken_back_until_somebody_opened_it():
    place = make_place()
    client = signed_in(place.ana)
    place.send(client)
    assert "Nobody has opened it yet" in said(client.get(place.page.get_url()))
    assert "It is yours again" in said(place.send(client, "take_back"))
    assert place.work.state == "draft" and place.work.text == "Je sais cuisiner." and state_of(place) == "doing"
    assert not Waiting.objects.filter(marked_at=None).exists()
    place.send(client, text="Mieux.")
    assert [row.number for row in Version.objects.filter(taken_back_at=None)] == [2] and state_of(place) == "done"
    open_work(place.work, place.bo)
    assert "Somebody has opened it already" in said(place.send(client, "take_back"))
    assert differences(place.walk.world.journey) == []


def test_what_others_said_is_never_taken_back_by_the_learner():
    place = make_place()
    place.send(signed_in(place.ana))
    outcome = intake.attend(
        place.enrolment,
        place.activity,
        {"verb": "completed", "version": 1},
        happened_at=timezone.now(),
        key="x",
        author=place.bo,
    )
    with pytest.raises(Refused):
        intake.take_back(Evidence.objects.get(pk=outcome.evidence_id), reason="Non")


def test_what_waits_is_not_written_over():
    place = make_place()
    client = signed_in(place.ana)
    place.send(client)
    place.send(client, "save", text="Autre chose")
    assert place.work.text == "Je sais cuisiner."
    with pytest.raises(Refused):
        save_draft(place.desk(), "Autre", "")


def due_in(place, days):
    """Ana's own date of the sequence, so many days from today."""
    sequence = place.activity.sequence
    set_due_date(place.enrolment, sequence, timezone.localdate() + timedelta(days=days), "", place.bo)


@pytest.mark.parametrize(
    ("days", "late", "taken"), [(0, False, True), (-1, True, True), (-7, True, True), (-8, True, False)]
)
def test_after_the_date_it_is_late_and_after_the_last_day_refused_in_words(days, late, taken):
    place = make_place(**DUE)
    due_in(place, days)
    page = said(place.send(signed_in(place.ana)))
    assert Version.objects.exists() == taken
    if taken:
        assert Version.objects.get().is_late == late
        assert Evidence.objects.get(verb="submitted").detail == {"version": 1, "late": late}
    else:
        assert "What you wrote is kept: ask your coach" in page and place.work.text == "Je sais cuisiner."


def test_an_extension_moves_the_date_never_forward_and_says_why():
    place = make_place(**DUE)
    due_in(place, -9)
    today = timezone.localdate()
    with pytest.raises(ValidationError):
        give_time(place.enrolment_again(), place.activity, today - timedelta(days=20), "Non", place.bo)
    with pytest.raises(ValidationError):
        give_time(place.enrolment_again(), place.activity, today, " ", place.bo)
    give_time(place.enrolment_again(), place.activity, today, "Malade", place.bo)
    place.send(signed_in(place.ana))
    assert not Version.objects.get().is_late


def test_after_a_return_it_is_handed_in_again_as_often_as_it_is_taken():
    from content.deliverable.marking import Answer, send_back

    place = make_place(tries=2)
    client = signed_in(place.ana)
    place.send(client)
    send_back(place.work, Answer(1, "k", "Ajoutez deux exemples."), place.bo)
    page = said(client.get(place.page.get_url()))
    assert "Ajoutez deux exemples." in page and "Hand in again" in page and "Je sais cuisiner." in page
    place.send(client, text="Avec deux exemples.")
    assert [row.number for row in Version.objects.all()] == [1, 2]
    with pytest.raises(Refused):
        send_back(place.work, Answer(2, "k2", "Encore."), place.bo)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "//a", "ftp://x.org", "http://", "https://[x"]
)
def test_a_link_is_an_address_of_the_web_or_nothing(link):
    place = make_place(takes_link=True)
    page = said(place.send(signed_in(place.ana), link=link))
    assert "The link must begin with" in page
    assert not Version.objects.exists() and place.work.link == "" and place.work.text == "Je sais cuisiner."


def test_a_link_that_is_not_asked_for_is_not_kept():
    place = make_place()
    place.send(signed_in(place.ana), link="https://example.org/")
    assert Version.objects.get().link == ""


def test_who_paused_or_left_hands_nothing_in_but_reads_what_was():
    place = make_place()
    client = signed_in(place.ana)
    place.send(client)
    pause(place.enrolment)
    assert "paused" in said(place.send(client, "save"))
    end(place.enrolment)
    page = said(client.get(place.page.get_url()))
    assert "Je sais cuisiner." in page and 'value="hand_in"' not in page


def test_what_was_typed_when_the_session_ended_waits_for_the_same_person():
    place = make_place()
    from django.test import Client

    client = Client()
    answer = place.send(client, text="Long travail")
    assert "/account/login/" in answer.redirect_chain[-1][0]
    client.force_login(place.ana)
    page = said(client.get(reverse("deliverable:recover", args=[place.activity.key]), follow=True))
    assert "Your text is kept in the draft" in page and place.work.text == "Long travail"
    other = Client()
    place.send(other, text="Autre travail")
    other.force_login(place.colleague().person)
    other.get(reverse("deliverable:recover", args=[place.activity.key]))
    assert place.work.text == "Long travail" and Work.objects.filter(text="Autre travail").count() == 0


@pytest.mark.parametrize("who", ["otto", "bo", "dora", "gaelle"])
def test_nobody_else_hands_in(who):
    place = make_place()
    person = place.walk.world.people[who]
    answer = signed_in(person).post(
        reverse("deliverable:save", args=[place.activity.key]), {"act": "hand_in", "text": "x"}, follow=True
    )
    assert answer.status_code == 404 and not Work.objects.exists()


def test_a_team_hands_in_one_piece_of_work_for_all():
    place = make_place(is_team=True)
    leo = place.colleague()
    set_teams(place.activity, {place.enrolment.pk: "Les voisins", leo.pk: "Les voisins"}, place.work_organisation())
    client = signed_in(place.ana)
    place.send(client, "save", text="Notre note")
    assert "Notre note" in said(signed_in(leo.person).get(place.page.get_url()))
    place.send(signed_in(leo.person), enrolment=leo, text="Notre note, relue")
    assert Version.objects.get().handed_in_by == leo and Waiting.objects.count() == 1
    assert state_of(place) == state_of(place, leo) == "done"
    assert "“Les voisins”: Ana Ferreira, Léo Lamy" in said(client.get(place.page.get_url()))
    place.send(client, "take_back")
    assert "done" not in (state_of(place), state_of(place, leo))
    assert differences(place.walk.world.journey) == []


def test_who_has_handed_in_stays_in_their_team_and_a_draft_goes_along():
    place = make_place(is_team=True)
    leo = place.colleague()
    place.send(signed_in(place.ana), "save", text="Mon début")
    organisation = place.work_organisation()
    assert set_teams(place.activity, {place.enrolment.pk: "A", leo.pk: "A"}, organisation) == []
    assert place.work.text == "Mon début" and place.work.members.count() == 2
    place.send(signed_in(place.ana))
    assert set_teams(place.activity, {leo.pk: ""}, organisation) == ["Léo Lamy"]
    zoe = place.colleague("Zoé Zidi")
    with pytest.raises(Refused):
        set_teams(place.activity, {zoe.pk: "A"}, organisation)


def test_the_page_stays_within_its_queries_with_a_history(django_assert_max_num_queries):
    from content.deliverable.marking import Answer, mark, send_back

    place = make_place(grid=True, is_team=True, **DUE)
    leo = place.colleague()
    set_teams(place.activity, {place.enrolment.pk: "A", leo.pk: "A"}, place.work_organisation())
    due_in(place, 3)
    client = signed_in(place.ana)
    for number in range(1, 4):
        place.send(client)
        send_back(place.work, Answer(number, f"k{number}", "Encore."), place.bo)
    place.send(client)
    mark(place.work, Answer(4, "m", "Bien.", 0.5), place.bo)
    client.get(place.page.get_url())
    with django_assert_max_num_queries(10):
        client.get(place.page.get_url())
