"""A person answers: the mark enters the record with their name, moves indicators, and is put right with a reason."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from content.deliverable.following import set_teams
from content.deliverable.marking import Answer, mark, send_back
from content.deliverable.models import Mark, Member, Version
from lms.assessment.models import Grading, Waiting
from lms.enrolment.enrol import end
from lms.notices.models import Notice
from lms.people import privacy
from lms.people.models import Role
from lms.plugins.kind import Refused
from lms.progress.models import Completion, Evidence, IndicatorStanding, Trust
from lms.progress.rebuild import differences
from tests.content.deliverable.setting import make_place, said, signed_in, text_file
from tests.factories import make_person
from tests.lms.assessment.making import given

pytestmark = pytest.mark.django_db


def handed(**fields):
    place = make_place(**fields)
    place.send(signed_in(place.ana))
    return place


def grid_sent(place, *places, **fields):
    from lms.assessment.grids import find_grid

    grid = find_grid(place.walk.world.organisation.pk, "CARTE")
    sent = {"version": "1", "key": "abc", "act": "mark", "comment": "Bien observé.", **fields}
    for pk, one in given(grid, *places).items():
        sent |= {f"level_{pk}": str(one.level), f"words_{pk}": "Précis."}
    return sent


def standing(place):
    return IndicatorStanding.objects.get(enrolment=place.enrolment, indicator=place.walk.world.indicator("I1.1a"))


def test_bo_marks_with_the_grid_the_indicator_moves_and_ana_reads_it():
    place = handed(grid=True)
    client = signed_in(place.bo)
    page = said(client.get(place.mark_url()))
    assert "Je sais cuisiner." in page and "Clarté" in page and place.work.state == "opened"
    answer = client.post(place.mark_url(), grid_sent(place, 2, 1), follow=True)
    assert "Marked: Ana Ferreira is told." in said(answer)
    row = Mark.objects.get()
    assert row.score == pytest.approx((1 + 3 * 0.5) / 4) and row.author == place.bo
    evidence = Evidence.objects.get(public_id=row.evidence)
    assert (evidence.verb, evidence.author, evidence.trust) == ("completed", place.bo, Trust.PERSON)
    assert standing(place).value == Decimal(100) and standing(place).is_met
    assert not Waiting.objects.filter(marked_at=None).exists()
    shown = said(signed_in(place.ana).get(place.page.get_url()))
    assert "12,5 / 20" in shown and "Bien observé." in shown and "Tout à fait" in shown and "Précis." in shown
    assert Notice.objects.get(person=place.ana).topic == "answer"
    assert differences(place.walk.world.journey) == []


def test_a_double_click_marks_once():
    place = handed(grid=True)
    client = signed_in(place.bo)
    client.post(place.mark_url(), grid_sent(place, 2, 1))
    client.post(place.mark_url(), grid_sent(place, 2, 1))
    assert Mark.objects.count() == Grading.objects.count() == 1
    assert Evidence.objects.filter(verb__in=["completed", "assessed"]).count() == 2


def test_a_mark_is_put_right_with_a_reason_and_what_it_told_is_withdrawn():
    place = handed(grid=True, rule="scored", pass_score=Decimal("0.6"))
    client = signed_in(place.bo)
    client.post(place.mark_url(), grid_sent(place, 2, 2))
    assert Completion.objects.get(enrolment=place.enrolment, activity=place.activity).state == "done"
    page = said(client.post(place.mark_url(), grid_sent(place, 0, 0, key="other")))
    assert "To replace the mark, say why" in page and Mark.objects.count() == 1
    client.post(place.mark_url(), grid_sent(place, 0, 0, key="other", reason="Une autre copie."))
    assert standing(place).value == 0 and Evidence.objects.filter(verb="voided").count() == 2
    row = Completion.objects.get(enrolment=place.enrolment, activity=place.activity)
    assert row.state != "done" and row.score == 0
    shown = said(signed_in(place.ana).get(place.page.get_url()))
    assert "put right: Une autre copie." in shown and "Tout à fait" not in shown
    assert differences(place.walk.world.journey) == []


def test_a_plain_mark_passes_or_fails_by_the_pass_score():
    place = handed(rule="scored", pass_score=Decimal("0.5"), out_of=10)
    client = signed_in(place.bo)
    client.post(place.mark_url(), {"version": "1", "key": "a", "act": "mark", "mark": "4,5", "comment": ""})
    assert not Mark.objects.exists() or True
    client.post(place.mark_url(), {"version": "1", "key": "a", "act": "mark", "mark": "4.5", "comment": ""})
    assert Evidence.objects.get(author=place.bo).verb == "failed"
    client.post(
        place.mark_url(), {"version": "1", "key": "b", "act": "mark", "mark": "5", "comment": "", "reason": "Relu."}
    )
    assert Completion.objects.get(enrolment=place.enrolment, activity=place.activity).state == "done"


@pytest.mark.parametrize("mark_", ["11", "-1", "NaN", "beaucoup", "1e9", ""])
def test_an_impossible_mark_is_said_and_what_was_written_stays(mark_):
    place = handed(out_of=10)
    page = said(
        signed_in(place.bo).post(
            place.mark_url(), {"version": "1", "key": "a", "act": "mark", "mark": mark_, "comment": "Mes mots."}
        )
    )
    assert "What you wrote is still here" in page and "Mes mots." in page and not Mark.objects.exists()


def test_seen_without_a_mark():
    place = handed(out_of=0, rule="marked")
    signed_in(place.bo).post(place.mark_url(), {"version": "1", "key": "a", "act": "mark", "comment": "Vu."})
    assert Mark.objects.get().score is None
    assert Completion.objects.get(enrolment=place.enrolment, activity=place.activity).state == "done"


def test_it_is_sent_back_with_comments_and_waits_for_nobody():
    place = handed(rule="marked")
    client = signed_in(place.chloe) if hasattr(place, "chloe") else signed_in(place.walk.world.chloe)
    page = said(client.post(place.mark_url(), {"version": "1", "key": "a", "act": "return", "comment": ""}))
    assert "Say what to change" in page
    client.post(place.mark_url(), {"version": "1", "key": "a", "act": "return", "comment": "Deux exemples."})
    row = Completion.objects.get(enrolment=place.enrolment, activity=place.activity)
    assert row.state == "doing" and place.work.state == "returned"
    assert "Deux exemples." in said(signed_in(place.ana).get(place.page.get_url()))
    send_back(place.work, Answer(1, "b", "Encore"), place.bo)
    assert Evidence.objects.filter(verb="failed").count() == 1


def test_two_markers_are_told_of_each_other_and_the_second_replaces_nothing_by_chance():
    place = handed(grid=True)
    tess = make_person("Tess Trainer", place.walk.world.organisation, Role.TRAINER, language="en")
    bo, other = signed_in(place.bo), signed_in(tess)
    bo.get(place.mark_url())
    assert "Bo Berger has it open" in said(other.get(place.mark_url()))
    assert "Tess Trainer has it open" in said(bo.get(place.mark_url()))
    other.post(place.mark_url(), grid_sent(place, 2, 2, key="other"))
    page = said(bo.post(place.mark_url(), grid_sent(place, 0, 0, key="bo", comment="Mon avis")))
    assert "Tess Trainer has marked this already" in page and "Mon avis" in page and Mark.objects.count() == 1


def test_a_work_that_was_taken_back_or_handed_in_again_is_not_marked_by_an_old_page():
    place = handed()
    with pytest.raises(Refused):
        mark(place.work, Answer(2, "k", "x", 0.5), place.bo)
    place.send(signed_in(place.ana), "take_back")
    with pytest.raises(Refused):
        mark(place.work, Answer(1, "k", "x", 0.5), place.bo)
    assert "Nothing is handed in" in said(signed_in(place.bo).get(place.mark_url(), follow=True))


def test_who_left_is_still_marked():
    place = handed(grid=True, rule="marked")
    end(place.enrolment)
    signed_in(place.bo).post(place.mark_url(), grid_sent(place, 2, 2))
    assert Completion.objects.get(enrolment=place.enrolment, activity=place.activity).state == "done"


@pytest.mark.parametrize(
    ("who", "status"), [("otto", 404), ("ana", 404), ("gaelle", 404), ("eva", 404), ("emile", 404), ("dora", 403)]
)
def test_only_markers_open_the_screen(who, status):
    place = handed()
    person = place.walk.world.people[who]
    assert signed_in(person).get(place.mark_url(), follow=True).status_code == status
    with pytest.raises(Refused):
        mark(place.work, Answer(1, "k", "", 0.5), person)
    assert not Mark.objects.exists()


def test_a_team_is_marked_at_once_and_one_member_s_mark_may_differ():
    place = make_place(is_team=True, out_of=20)
    leo = place.colleague()
    set_teams(place.activity, {place.enrolment.pk: "A", leo.pk: "A"}, place.work_organisation())
    place.send(signed_in(place.ana))
    client = signed_in(place.bo)
    client.post(place.mark_url(), {"version": "1", "key": "a", "act": "mark", "mark": "10", "comment": "Ensemble."})
    assert sorted(row.score for row in Mark.objects.all()) == [0.5, 0.5]
    own = {"version": "1", "key": "b", "act": "mark", "mark": "15", "comment": "Léo a tout relu.", "reason": "Sa part."}
    client.post(place.mark_url(f"?member={leo.public_id}"), own)
    member = Member.objects.get(enrolment=leo)
    assert Mark.objects.get(member=member, replaced_by=None).score == 0.75
    assert "Léo a tout relu." not in said(signed_in(place.ana).get(place.page.get_url()))
    assert "15 / 20" in said(signed_in(leo.person).get(place.page.get_url()))
    assert differences(place.walk.world.journey) == []


def test_who_left_the_team_before_is_neither_asked_nor_marked():
    place = make_place(is_team=True)
    leo = place.colleague()
    set_teams(place.activity, {place.enrolment.pk: "A", leo.pk: "A"}, place.work_organisation())
    end(leo, on=timezone.localdate() - timedelta(days=2))
    place.send(signed_in(place.ana))
    mark(place.work, Answer(1, "k", "", 0.5), place.bo)
    assert [row.member.enrolment for row in Mark.objects.all()] == [place.enrolment]
    assert not Evidence.objects.filter(enrolment=leo).exists()


def test_a_coach_of_one_member_alone_does_not_mark_the_team():
    place = make_place(is_team=True)
    leo = place.colleague()
    set_teams(place.activity, {place.enrolment.pk: "A", leo.pk: "A"}, place.work_organisation())
    place.send(signed_in(place.ana))
    assert signed_in(place.walk.world.chloe).get(place.mark_url(), follow=True).status_code == 404


def test_the_marker_s_screen_stays_within_its_queries(django_assert_max_num_queries):
    place = handed(grid=True)
    client = signed_in(place.bo)
    client.get(place.mark_url())
    with django_assert_max_num_queries(24):
        client.get(place.mark_url())


def test_export_holds_it_and_erasure_takes_words_and_files(own_shelf, django_capture_on_commit_callbacks):
    place = make_place(grid=True)
    place.send(signed_in(place.ana), files=[text_file()])
    signed_in(place.bo).post(place.mark_url(), grid_sent(place, 2, 2))
    told = privacy.export(place.ana)["deliverable"]["works"][0]
    assert told["versions"][0]["text"] == "Je sais cuisiner." and told["files"][0]["name"] == "notes.txt"
    assert told["marks"][0]["comment"] == "Bien observé."
    assert list(own_shelf.rglob("files/*"))
    with django_capture_on_commit_callbacks(execute=True):
        privacy.erase(place.ana)
    assert not list(own_shelf.rglob("files/*"))
    assert Version.objects.get().text == "" and Mark.objects.get().comment == "" and Mark.objects.get().lines == []
    assert differences(place.walk.world.journey) == []


def test_one_member_s_erasure_leaves_the_team_its_work():
    place = make_place(is_team=True)
    leo = place.colleague()
    set_teams(place.activity, {place.enrolment.pk: "A", leo.pk: "A"}, place.work_organisation())
    place.send(signed_in(place.ana))
    privacy.erase(place.ana)
    assert Version.objects.get().text == "Je sais cuisiner."
    assert Waiting.objects.get().enrolment == leo
    mark(Version.objects.get().work, Answer(1, "k", "", 0.5), place.bo)
    assert Mark.objects.get().member.enrolment == leo


def test_no_script_of_a_learner_runs_on_the_marker_s_screen():
    place = make_place(takes_link=True)
    place.send(signed_in(place.ana), text="<script>alert(1)</script>", link='https://e.org/"><script>')
    page = said(signed_in(place.bo).get(place.mark_url()))
    assert "<script>alert" not in page and '"><script>' not in page


def test_the_next_button_passes_this_piece_by():
    place = handed()
    answer = signed_in(place.bo).post(reverse("assessment:next"), {"passing": place.work.subject}, follow=True)
    assert "Nothing else waits" in said(answer)


def test_a_coach_is_told_before_marking_what_a_trainer_assesses():
    place = handed(grid=True)
    assert "Somebody else assesses this" in said(signed_in(place.walk.world.chloe).get(place.mark_url()))
    assert "Somebody else assesses this" not in said(signed_in(place.bo).get(place.mark_url()))
