"""What each person reads of a jury, before and after deliberation opens; and what those who organise can do."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone, translation

from lms.assessment.juries import plan
from lms.assessment.juries.models import Candidate, Juror, JuryDecision, JuryScore, JurySession
from lms.people import privacy
from lms.people.models import Membership, Person, Role
from lms.plugins.kind import Refused
from lms.progress.rebuild import differences
from tests.factories import enrol_learner, make_person
from tests.lms.assessment.juries.making import make_sitting

pytestmark = pytest.mark.django_db
SECRET = "MOTS-DE-CHLOE"


@pytest.fixture
def sitting():
    return make_sitting()


def url(name, sitting, *more):
    with translation.override("en"):
        return reverse(f"assessment:{name}", args=[sitting.session.public_id, *more])


def every_screen(sitting):
    """Each address of this jury that is read, whoever may read it, and what else shows a learner's record."""
    number = sitting.candidate.pk
    with translation.override("en"):
        return [
            reverse("assessment:juries"),
            *(url(name, sitting) for name in ("jury", "change_jury", "add_juror", "add_candidates", "open_jury")),
            *(url(name, sitting, number) for name in ("jury_score", "jury_candidate", "jury_reopen", "jury_category")),
            reverse("courses:learner", args=[sitting.enrolment.public_id]),
            sitting.activity.addresses["fr"],
            "/account/data/download/",
        ]


def read_all(client, person, sitting):
    client.force_login(Person.objects.get(pk=person.pk))
    return {address: client.get(address) for address in every_screen(sitting)}


@pytest.mark.parametrize("who", ["bo", "gaelle", "dora", "admin", "ana", "eva", "emile", "otto"])
def test_before_deliberation_nobody_reads_another_juror_s_score_anywhere(sitting, client, who):
    sitting.score("chloe", 2, 1, comment=SECRET, seconds=287)
    if who in ("bo", "gaelle"):
        sitting.score(who, 0, 0)
    mine = "12.5 / 20"  # Chloé's: (1 + 3 x 0.5) / 4
    for address, answer in read_all(client, sitting.world.people[who], sitting).items():
        page = answer.getvalue().decode() if answer.streaming else answer.content.decode()
        assert SECRET not in page and mine not in page and "4 min 47" not in page, address
        assert "0.625" not in page and "MOTS" not in page, address


def test_a_juror_reads_their_own_score_again(sitting, client):
    sitting.score("chloe", 2, 1, comment=SECRET, seconds=287)
    client.force_login(sitting.world.chloe)
    page = client.get(url("jury_score", sitting, sitting.candidate.pk)).content.decode()
    assert SECRET in page and 'value="47"' in page
    assert "12.5 / 20" in client.get(url("jury", sitting)).content.decode()


@pytest.mark.parametrize("who", ["bo", "chloe", "gaelle", "dora", "admin"])
def test_after_the_opening_all_who_may_enter_see_all(sitting, client, who):
    sitting.score("chloe", 2, 1, comment=SECRET)
    sitting.open()
    client.force_login(sitting.world.people[who])
    page = client.get(url("jury_candidate", sitting, sitting.candidate.pk)).content.decode()
    assert SECRET in page and "12.5 / 20" in page


def test_drafts_stay_their_juror_s_own_in_deliberation_too(sitting, client):
    sitting.score("chloe", 2, 1, comment=SECRET, give=False)
    sitting.score("bo", 1, 1)
    sitting.open()
    client.force_login(sitting.world.bo)
    page = client.get(url("jury_candidate", sitting, sitting.candidate.pk)).content.decode()
    assert SECRET not in page and "Not given yet." in page


def test_the_whole_way_through_the_screens(sitting, client):
    levels = {f"level_{one.pk}": str(one.levels.all()[2].pk) for one in sitting.grid.criteria.all()}
    score = url("jury_score", sitting, sitting.candidate.pk)
    client.force_login(sitting.world.bo)
    partial = dict([next(iter(levels.items()))])
    assert "Give a level for each criterion" in client.post(score, {**partial, "give": "1"}).content.decode()
    client.post(score, partial)
    assert JuryScore.objects.get().given_at is None
    client.post(score, {**levels, "minutes": "5", "seconds": "10", "give": "1"})
    assert JuryScore.objects.get().seconds == 310
    client.post(url("open_jury", sitting))
    page = client.get(url("jury_candidate", sitting, sitting.candidate.pk))
    form = page.context["form"]
    sent = {"outcome": form.fields["outcome"].queryset[0].pk, "reasons": "Clair.", "key": form.initial["key"]}
    client.post(url("jury_candidate", sitting, sitting.candidate.pk), sent)
    client.post(url("jury_candidate", sitting, sitting.candidate.pk), sent)
    assert JuryDecision.objects.count() == 1
    assert "1 of 1" in client.get(url("jury", sitting)).content.decode()
    client.post(url("jury_reopen", sitting, sitting.candidate.pk), {"reason": "Relu."})
    assert JuryDecision.objects.get().withdrawn_for == "Relu."


def test_the_candidate_reads_the_decision_and_the_words_once_they_are_shown(sitting, client):
    sitting.score("chloe", 2, 1, comment=SECRET)
    client.force_login(sitting.world.ana)
    address = sitting.activity.addresses["fr"]
    assert client.get(address).context["sittings"][0]["is_heard"] is False
    sitting.open()
    sitting.decide(reasons="Un vrai marché.", distinctions=["Favourite of the jury"])
    page = client.get(address).content.decode()
    assert "Admitted" in page and "Un vrai marché." in page and "Favourite of the jury" in page
    assert "12,5 / 20" in page and SECRET not in page and "Chloé Costa" not in re.sub(r"(?s)<footer.*", "", page)
    client.force_login(sitting.world.bo)
    client.post(url("jury_comments", sitting), {"shown": "1"})
    client.force_login(sitting.world.ana)
    assert SECRET in client.get(address).content.decode()


def test_a_candidate_s_page_keeps_within_its_queries(sitting, client, django_assert_max_num_queries):
    for who in ("bo", "chloe", "gaelle"):
        sitting.score(who, 2, 1, comment=SECRET)
    sitting.open()
    sitting.decide(distinctions=["Favourite of the jury"])
    JurySession.objects.update(comments_shown=True)
    client.force_login(sitting.world.ana)
    client.get(sitting.activity.addresses["fr"])
    with django_assert_max_num_queries(10):
        client.get(sitting.activity.addresses["fr"])


def test_a_guest_is_invited_by_e_mail_and_finds_the_jury_in_the_menu(sitting, client):
    client.force_login(sitting.world.dora)
    client.post(url("add_juror", sitting), {"email": "samira@boulangerie.example", "name": "Samira Haddad"})
    guest = Person.objects.get(email="samira@boulangerie.example")
    assert Membership.objects.get(person=guest).role == Role.GUEST and len(mail.outbox) == 1
    assert Juror.objects.filter(person=guest, session=sitting.session).exists()
    client.force_login(guest)
    page = client.get(url("jury", sitting)).content.decode()
    assert "Give a score" in page and ">Juries" in page and "Change this jury" not in page


def test_a_trainer_chooses_among_those_who_are_known_but_invites_nobody(sitting, client):
    client.force_login(sitting.world.bo)
    page = client.post(url("add_juror", sitting), {"email": "x@y.example", "name": "X"}).content.decode()
    assert "Ask a coordinator" in page and not Person.objects.filter(email="x@y.example").exists()


def test_who_gave_a_score_stays_and_who_gave_none_can_leave(sitting):
    sitting.score("chloe", 1, 1)
    sitting.score("gaelle", 1, 1, give=False)
    plan.remove_juror(Juror.objects.get(person=sitting.world.gaelle))
    for who in ("chloe", "bo"):
        with pytest.raises(Refused):
            plan.remove_juror(Juror.objects.get(person=sitting.world.people[who]))
    with pytest.raises(Refused):
        plan.remove_candidate(sitting.candidate)


def test_nobody_sits_before_whom_they_come_and_candidates_are_of_the_journey(sitting):
    with pytest.raises(Refused):
        plan.add_juror(sitting.session, sitting.world.ana)
    with pytest.raises(Refused):
        plan.add_juror(sitting.session, sitting.world.otto)
    elsewhere = enrol_learner(sitting.world, make_person("Léo", sitting.world.organisation, Role.LEARNER))
    assert plan.add_candidates(sitting.session, [elsewhere, sitting.enrolment]) == 0


def test_hours_follow_the_order(sitting):
    from lms.enrolment.enrol import enrol

    people = [make_person(name, sitting.world.organisation, Role.LEARNER) for name in ("Léo", "Mia")]
    rows = [enrol(one, sitting.enrolment.journey, sitting.enrolment.starts_on) for one in people]
    assert plan.add_candidates(sitting.session, rows) == 2
    mia = Candidate.objects.get(enrolment=rows[1])
    plan.move_candidate(mia, earlier=True)
    names = list(sitting.session.candidates.values_list("enrolment__person__name", flat=True))
    hours = [row.starts_at - sitting.session.starts_at for row in sitting.session.candidates.all()]
    assert names == ["Ana Ferreira", "Mia", "Léo"] and hours == [timedelta(minutes=15 * n) for n in range(3)]


def test_an_activity_begun_too_long_before_does_not_come_in_a_young_category(sitting):
    told = plan.Told(
        "Talents", timezone.now(), closes_on=date(2026, 3, 15), categories=(("Création", 36), ("Émergence", None))
    )
    plan.change(sitting.session, told)
    sitting.session.refresh_from_db()
    young, emerging = (
        sitting.session.categories.get(title="Création"),
        sitting.session.categories.get(title="Émergence"),
    )
    candidate = sitting.candidate
    for since in (date(2023, 2, 15), date(2023, 3, 15), None):  # 37 months, 36 months, not said
        with pytest.raises(Refused):
            plan.place_in_category(candidate, young, since)
    plan.place_in_category(candidate, young, date(2023, 3, 16))
    plan.place_in_category(candidate, emerging, date(2010, 1, 1))
    assert Candidate.objects.get().category == emerging


def test_the_rate_of_selection(sitting):
    from lms.enrolment.enrol import enrol

    people = [make_person(f"C{n}", sitting.world.organisation, Role.LEARNER, email=f"c{n}@e.org") for n in range(24)]
    plan.add_candidates(
        sitting.session, [enrol(p, sitting.enrolment.journey, sitting.enrolment.starts_on) for p in people]
    )
    sitting.score("bo", 2, 2)
    sitting.open()
    admitted = sitting.decide()
    for candidate in Candidate.objects.exclude(pk=sitting.candidate.pk)[:17]:
        JuryDecision.objects.create(candidate=candidate, outcome=admitted.outcome, key="d")
    assert plan.selection(sitting.session) == (18, 25)
    from lms.assessment.juries.day import day_of

    assert day_of(sitting.session, sitting.person("bo"))["selection"]["percent"] == 72


def test_another_grid_is_refused_once_jurors_write(sitting):
    from tests.lms.assessment.making import make_grid

    other = make_grid(sitting.world, "AUTRE")
    sitting.score("bo", 2, give=False)
    with pytest.raises(Refused):
        plan.change(sitting.session, plan.Told("x", timezone.now(), grid=other))


def test_a_grid_in_use_by_a_jury_is_never_written_over(sitting):
    from lms.assessment.models import Grid
    from tests.lms.assessment.making import make_grid

    assert make_grid(sitting.world, "JURY").version == 2
    assert Grid.objects.get(pk=sitting.session.grid_id).criteria.count() == 2


def test_erasing_a_candidate_and_a_juror_leaves_figures_and_no_words(sitting):
    sitting.score("chloe", 2, 1, comment=SECRET)
    sitting.score("gaelle", 0, 0, comment="Un mot", give=False)
    sitting.open()
    sitting.decide(reasons="Des mots sur Ana.")
    exported = json.dumps(privacy.export(sitting.world.ana), ensure_ascii=False)
    assert "Des mots sur Ana." in exported and SECRET in exported
    assert SECRET in json.dumps(privacy.export(sitting.world.chloe), ensure_ascii=False)
    privacy.erase(sitting.person("gaelle"))
    assert JuryScore.objects.count() == 1
    privacy.erase(sitting.person("chloe"))
    assert JuryScore.objects.get().juror.person is None
    privacy.erase(sitting.person("ana"))
    score, decision = JuryScore.objects.get(), JuryDecision.objects.get()
    assert score.comment == "" and decision.reasons == "" and score.score == 0.625
    assert differences(sitting.enrolment.journey) == []


def test_what_a_juror_typed_is_kept_when_it_cannot_be_taken(sitting, client):
    client.force_login(sitting.world.bo)
    sent = {"comment": "À garder", "minutes": "500", "give": "1"}
    page = client.post(url("jury_score", sitting, sitting.candidate.pk), sent).content.decode()
    assert "À garder" in page and 'value="500"' in page and not JuryScore.objects.exists()


def test_plan_through_the_screen_and_words_of_decision_are_data(sitting, client):
    client.force_login(sitting.world.dora)
    with translation.override("en"):
        new, words = (reverse(f"assessment:{one}", args=["club"]) for one in ("new_jury", "jury_outcomes"))
    sent = {"activity": sitting.activity.pk, "title": "Jury d'avril", "day": "2026-04-02", "clock": "14:00"}
    sent |= {"president": sitting.world.chloe.pk, "categories": "Émergence\nCréation ; 36"}
    answer = client.post(new, sent)
    row = JurySession.objects.get(title="Jury d'avril")
    assert answer.status_code == 302 and row.grid == sitting.grid and row.president == sitting.world.chloe
    assert [one.under_months for one in row.categories.order_by("pk")] == [None, 36]
    assert "whole number of months" in client.post(new, {**sent, "categories": "x ; y"}).content.decode()
    client.post(words, {"title": "Prix du public", "verb": "passed", "is_distinction": "on"})
    page = client.get(words).content.decode()
    assert "Prix du public" in page
    again = client.post(words, {"title": "Prix du public", "verb": "passed"})
    assert "there already" in again.content.decode()
