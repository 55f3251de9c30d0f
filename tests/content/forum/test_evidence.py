"""What posts count for: seen by the server, found useful by a moderator, and taken back when they go."""

import pytest

from content.forum import moderating
from content.forum.models import Post, Report
from content.forum.writing import delete_post
from lms.plugins.kind import Refused
from lms.progress.models import Completion, Evidence, IndicatorStanding, Measure
from lms.progress.rebuild import differences
from tests.content.forum.setting import add_page, make_indicator, make_place, said, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_place()


def state_of(place, activity, name="ana"):
    row = Completion.objects.filter(enrolment=place.enrolment(name), activity=activity).first()
    return row.state if row else ""


def agrees(place):
    return differences(place.enrolment().journey) == []


def test_posts_are_counted_by_each_activity_as_its_rule_asks(place):
    posted, started = add_page(place), add_page(place, "started")
    replied, exchanged = add_page(place, "replied", 2), add_page(place, "exchanged")
    others = place.thread("ali")
    place.post("bea", others)
    place.post("ana", others, reply_to=others.posts.get(position=1))
    assert (state_of(place, posted), state_of(place, started), state_of(place, replied)) == ("done", "", "doing")
    place.post("ana", others, reply_to=others.posts.get(position=1), text="Encore à toi.")
    assert state_of(place, replied) == "doing", "twice the same person is one person"
    place.post("ana", others, reply_to=others.posts.get(position=2))
    assert (state_of(place, replied), state_of(place, exchanged)) == ("done", "")
    place.post("ana", others, reply_to=place.post("gaelle", others))
    place.thread("ana")
    assert (state_of(place, started), state_of(place, exchanged)) == ("done", "done")
    assert agrees(place) and Evidence.objects.filter(verb="posted", enrolment=place.enrolment()).exists()


def test_a_reply_to_oneself_is_no_reply_to_others(place):
    replied = add_page(place, "replied")
    thread = place.thread("ana")
    place.post("ana", thread, reply_to=thread.posts.get())
    assert state_of(place, replied) == ""


def test_another_forum_s_posts_count_for_nothing_here(place):
    elsewhere = add_page(place, code="F03")
    place.thread("ana")
    assert state_of(place, elsewhere) == "" and not Evidence.objects.filter(verb="posted").exists()


def test_a_question_counts_once_an_answer_is_accepted_and_no_longer_when_it_is_not(place):
    activity = add_page(place, "answered")
    thread = place.thread("ana", "Comment faire ?", sort="question")
    answers = [place.post("bo", thread, text=f"Réponse {n}") for n in range(2)]
    assert state_of(place, activity) == "doing"
    place.client("ali").post(url("accept", answers[0]))
    assert state_of(place, activity) == "doing", "somebody else cannot say so"
    for answer in (answers[0], answers[0], answers[1]):
        place.client("ana").post(url("accept", answer))
    assert state_of(place, activity) == "done" and Evidence.objects.filter(verb="answered").count() == 1
    moderating.hide(place.held("dora"), answers[1], "À côté")
    assert state_of(place, activity) == "doing" and agrees(place)
    place.client("ana").post(url("accept", answers[0]))
    assert state_of(place, activity) == "done" and agrees(place)


def test_useful_posts_measure_their_indicator_and_taking_useful_back_lowers_it(place):
    indicator, activity = make_indicator(place), add_page(place, "useful", 3)
    thread = place.thread("ali")
    posts = [place.post("ana", thread, text=f"Conseil {n}") for n in range(4)]
    bo = place.client("bo")
    for post in (*posts[:3], posts[0]):
        bo.post(url("moderate", post), {"act": "useful"})
    standing = IndicatorStanding.objects.get(enrolment=place.enrolment(), indicator=indicator)
    assert standing.value == 3 and standing.is_met and state_of(place, activity) == "done" and agrees(place)
    bo.post(url("moderate", posts[1]), {"act": "not_useful"})
    standing = IndicatorStanding.objects.get(enrolment=place.enrolment(), indicator=indicator)
    assert standing.value == 2 and not standing.is_met and state_of(place, activity) == "doing" and agrees(place)
    bo.post(url("moderate", posts[1]), {"act": "useful"})
    moderating.hide(place.held("dora"), posts[0], "Une adresse privée")
    standing = IndicatorStanding.objects.get(enrolment=place.enrolment(), indicator=indicator)
    assert standing.value == 2 and agrees(place)
    assert Evidence.objects.filter(verb="passed", author=place.people["bo"]).exists()


def test_the_last_useful_post_taken_back_leaves_no_measure(place):
    indicator = make_indicator(place)
    add_page(place)
    post = place.post("ana", place.thread("ali"))
    moderating.recognise(place.held("bo"), post)
    moderating.unrecognise(place.held("dora"), post)
    assert not IndicatorStanding.objects.filter(enrolment=place.enrolment(), indicator=indicator, value__gt=0).exists()
    assert agrees(place) and Measure.objects.filter(indicator=indicator).exists()


def test_hiding_takes_back_and_showing_again_counts_anew(place):
    activity = add_page(place)
    post = place.thread("ana").posts.get()
    dora = place.client("dora")
    dora.post(url("moderate", post), {"act": "hide", "reason": ""})
    assert state_of(place, activity) == "done"
    for _each in range(2):
        dora.post(url("moderate", post), {"act": "hide", "reason": "Un numéro de téléphone"})
    assert state_of(place, activity) != "done" and agrees(place)
    assert "Un numéro" in said(place.client("ana").get(url("thread", post.thread)))
    others = said(place.client("ali").get(url("thread", post.thread)))
    assert "Un numéro" not in others and "Bonjour à tous" not in others and "Hidden by a moderator" in others
    for _each in range(2):
        dora.post(url("moderate", post), {"act": "show"})
    assert state_of(place, activity) == "done" and agrees(place)


def test_what_was_found_useful_is_not_deleted_by_its_author(place):
    post = place.thread("ana").posts.get()
    moderating.recognise(place.held("bo"), post)
    with pytest.raises(Refused):
        delete_post(place.held("ana"), post)


def test_learners_coaches_and_guests_recognise_nothing(place):
    post = place.thread("ali").posts.get()
    for name in ("ana", "gaelle", "chloe"):
        assert place.client(name).post(url("moderate", post), {"act": "useful"}, follow=True).status_code == 403
    assert Post.objects.get().useful_at is None


def test_a_post_is_reported_once_a_person_and_waits_for_the_moderators(place):
    post = place.thread("ali").posts.get()
    for _each in range(2):
        place.client("ana").post(url("report", post), {"reason": "Ce n'est pas gentil"})
    assert Report.objects.count() == 1
    assert "Ce n" in said(place.client("bo").get("/content/forum/reported/"))
    assert "1 reported message" in said(place.client("bo").get("/content/forum/"))
    assert "pas gentil" not in said(place.client("ana").get("/content/forum/reported/"))
    place.client("bo").post(url("moderate", post), {"act": "dismiss"})
    assert "Nothing to look at" in said(place.client("bo").get("/content/forum/reported/"))


def test_the_page_says_how_much_is_there_of_what_is_asked(place):
    activity = add_page(place, "replied", 2)
    others = place.thread("ali")
    place.post("ana", others, reply_to=others.posts.get())
    page = said(place.client("ana").get(activity.addresses["fr"]))
    assert f"/content/forum/{place.forum.public_id}/" in page and ("1 of 2" in page or "1 sur 2" in page)
