"""The learner's screens: where I am, what is next, and why; within their queries whatever the size."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.text.models import TextPage
from courses.models import SequencePage
from courses.publish import publish_journey
from lms.assessment.recognised.recognise import WITH_SUPPORT, Recognised, recognise
from lms.catalogue.models import Indicator
from lms.enrolment.enrol import end
from lms.enrolment.models import Enrolment
from lms.progress import intake
from tests.courses.walk import Walk, make_walk
from tests.factories import enrol_learner

TIED = "\u00a0"
pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(settings, tmp_path) -> Walk:
    settings.MEDIA_ROOT = tmp_path
    return make_walk()


@pytest.fixture
def ana(walk, client) -> Client:
    client.force_login(walk.world.ana)
    return client


def finish(walk: Walk, count: int) -> None:
    """The first activities of the journey, said to be done."""
    for page in walk.activities[:count]:
        activity = walk.world.journey.activities.get(key=page.translation_key)
        intake.receive(walk.enrolment, activity, {"verb": "completed"}, key=f"done-{page.pk}")


def test_my_journey_leads_to_the_first_thing_to_do(walk, ana):
    response = ana.get(reverse("courses:my_journey"))
    assert response.context["now"]["url"] == walk.activities[0].get_url()
    assert response.context["week"] == 4
    text = response.content.decode()
    assert text.count('class="btn"') == 1, "one main action a screen"


def test_after_a_step_the_next_one_is_offered(walk, ana):
    finish(walk, 1)
    assert ana.get(reverse("courses:my_journey")).context["now"]["url"] == walk.activities[1].get_url()


def test_a_finished_sequence_opens_the_one_that_waited(walk, ana):
    assert ana.get(walk.sequences[1].get_url()).status_code == 403
    finish(walk, 2)
    assert ana.get(walk.sequences[1].get_url()).status_code == 200
    assert ana.get(reverse("courses:my_journey")).context["now"]["url"] == walk.activities[2].get_url()


def test_when_all_is_done_my_journey_says_well_done(walk, ana):
    finish(walk, len(walk.activities))
    response = ana.get(reverse("courses:my_journey"))
    assert response.context["finished"] and response.context["now"] is None
    assert {block["state"] for block in response.context["blocks"]} == {"done"}
    assert response.context["progress"]["percent"] == 100


def add_text(walk: Walk, sequence: SequencePage, title: str = "Ajoutée après") -> TextPage:
    """An author adds an activity to a published sequence."""
    page = TextPage(title=title, body=[("prose", "<p>Plus tard.</p>")])
    sequence.add_child(instance=page)
    page.save_revision().publish()
    return page


def counters(client: Client, walk: Walk) -> list[object]:
    home = client.get(reverse("courses:my_journey")).context
    sequence = client.get(walk.sequences[0].get_url()).context
    return [
        home["progress"],
        [(block["state"], block["words"]) for block in home["blocks"]],
        [week["words"] for week in home["every_week"]],
        home["finished"],
        (sequence["done"], sequence["total"], [step.get("here") for step in sequence["steps"]][:2]),
    ]


@pytest.mark.parametrize("where", ["in a sequence that was done", "in a sequence of its own"])
def test_what_is_added_after_everything_was_done_asks_nothing(walk, ana, where):
    finish(walk, len(walk.activities))
    before = counters(ana, walk)
    sequence = walk.sequences[0]
    if where == "in a sequence of its own":
        sequence = SequencePage(title="Ajoutée", slug="plus", code="S99", week=1)
        walk.blocks[0].add_child(instance=sequence)
        sequence.save_revision().publish()
    page = add_text(walk, sequence)
    assert ana.get(reverse("courses:my_journey")).context["now"] is None
    assert counters(ana, walk) == before
    assert ana.get(page.get_url()).status_code == 200, "whoever likes does it all the same"


def test_what_is_added_after_a_sequence_was_done_does_not_lead_back_to_it(walk, ana):
    finish(walk, 2)
    before = counters(ana, walk)
    add_text(walk, walk.sequences[0])
    assert ana.get(reverse("courses:my_journey")).context["now"]["url"] == walk.activities[2].get_url()
    assert counters(ana, walk) == before


def test_what_is_added_to_a_sequence_under_way_is_asked(walk, ana):
    finish(walk, 1)
    add_text(walk, walk.sequences[0])
    finish(walk, 2)
    assert ana.get(reverse("courses:my_journey")).context["now"]["title"] == "Ajoutée après"


def test_a_week_to_come_that_is_published_meanwhile_is_asked(walk, ana):
    """Authors may publish week by week: who is up to date goes on with the next one."""
    finish(walk, len(walk.activities))
    sequence = SequencePage(title="La suite", slug="suite", code="S99", week=5)
    walk.blocks[1].add_child(instance=sequence)
    sequence.save_revision().publish()
    page = add_text(walk, sequence)
    response = ana.get(reverse("courses:my_journey"))
    assert response.context["now"]["url"] == page.get_url() and not response.context["finished"]


def test_without_a_journey_the_screen_says_what_to_do(walk, client):
    client.force_login(walk.world.otto)
    response = client.get(reverse("courses:my_journey"))
    assert response.status_code == 200
    assert response.context["catalogue_url"] in response.content.decode()


def test_of_several_journeys_one_chooses(walk, ana):
    end(walk.enrolment, timezone.localdate() - timedelta(weeks=1))
    other, now = walk.enrolment, enrol_learner(walk.world, walk.world.ana, weeks_ago=0)
    assert now != other
    response = ana.get(reverse("courses:my_journey"))
    assert [chip["current"] for chip in response.context["others"]] == [True, False]
    response = ana.get(reverse("courses:my_journey", args=[other.public_id]))
    assert response.status_code == 200 and response.context["ended"]


def test_somebody_else_s_journey_does_not_exist(walk, client):
    client.force_login(walk.world.otto)
    for name in ("courses:my_journey", "courses:my_progress"):
        assert client.get(reverse(name, args=[walk.enrolment.public_id])).status_code == 404


def test_a_sequence_shows_its_steps_and_their_states(walk, ana):
    finish(walk, 1)
    response = ana.get(walk.sequences[0].get_url())
    assert [step["state"] for step in response.context["steps"]] == ["done", "todo"]
    assert response.context["steps"][1]["here"]
    assert (response.context["done"], response.context["total"]) == (1, 2)


def test_an_activity_names_its_neighbours_and_what_it_counts_for(walk, ana):
    page = walk.activities[0]
    page.feeds.create(indicator=walk.world.indicator("I1.1a"), scale=Decimal(100))
    page.save_revision().publish()
    response = ana.get(page.get_url())
    assert response.context["previous"] is None
    assert response.context["next"]["url"] == walk.activities[1].get_url()
    assert response.context["counts_for"] == [walk.world.indicator("I1.1a").title]


def test_dates_are_those_of_the_organisation(walk, ana):
    """Half past eleven in Paris on the 2nd is already the 3rd on Réunion."""
    organisation = walk.world.organisation
    organisation.zone_name = "Indian/Reunion"
    organisation.save()
    page = walk.activities[0]
    activity = walk.world.journey.activities.get(key=page.translation_key)
    late = timezone.now().replace(hour=21, minute=30) - timedelta(days=2)
    intake.receive(walk.enrolment, activity, {"verb": "completed"}, key="late", happened_at=late)
    there = late.astimezone(organisation.zone)
    assert f"{there.day} " in ana.get(page.get_url()).context["detail"]
    assert there.day != late.day


def test_a_measure_opens_to_who_said_it_when_and_what_is_missing_says_where(walk, ana):
    indicator = walk.world.indicator("I1.1a")
    intake.judge(walk.enrolment, indicator, Decimal(70), author=walk.world.bo, comment="Bien vu", key="j1")
    response = ana.get(reverse("courses:my_progress"))
    first, second = response.context["blocks"][0]["competencies"][0]["indicators"]
    assert first["state"] == "done" and first["missing"] is None
    assert (first["measures"][0]["who"], first["measures"][0]["comment"]) == ("Bo Berger", "Bien vu")
    assert first["measures"][0]["retained"] and first["measures"][0]["counts"]
    assert second["state"] == "todo" and second["measures"] == []
    assert second["missing"]["url"] == walk.sequences[0].get_url()
    assert response.context["blocks"][0]["competencies"][0]["level"] == 1


def test_what_was_recognised_is_reached_once_there_is_something(walk, ana):
    screen = reverse("courses:my_progress")
    there = reverse("assessment:recognised", args=[walk.enrolment.public_id])
    assert there not in ana.get(screen).content.decode()
    said = Recognised(walk.world.indicator("I1.1a").competency, WITH_SUPPORT, "Titre de comptable, 2012.")
    recognise(walk.enrolment, said, author=walk.world.bo, key="r1")
    assert there in ana.get(screen).content.decode()
    assert ana.get(there).status_code == 200


def test_figures_agree_with_what_they_count(walk, ana):
    """One competency of four, one sign of eight; percentages are written %, whatever word the author chose."""
    Indicator.objects.filter(code="I1.1a").update(unit="pourcentage")
    publish_journey(walk.page.translation_key)
    for code in ("I1.1a", "I1.1b"):
        intake.judge(walk.enrolment, walk.world.indicator(code), Decimal(90), author=walk.world.bo, key=code)
    home = ana.get(reverse("courses:my_journey")).content.decode()
    assert "1 sur 4</strong> compétences acquises" in home
    block = ana.get(reverse("courses:my_progress")).context["blocks"][0]
    assert block["words"] == "1 compétence sur 2"
    first = block["competencies"][0]["indicators"][0]
    assert first["line"].replace(TIED, " ").startswith("90 % ; demandé : au moins 60 %")
    ana.force_login(walk.world.bo)
    told = ana.get(reverse("reports:learner", args=[walk.enrolment.public_id])).context["blocks"][0]
    assert told["words"] == "1 compétence sur 2"
    line = told["competencies"][0]["indicators"][0]["line"].replace(TIED, " ")
    assert "90 %" in line and "pourcentage" not in line


def test_a_withdrawn_measure_stays_readable_and_does_not_count(walk, ana):
    from lms.progress.models import Evidence

    indicator = walk.world.indicator("I1.1a")
    outcome = intake.judge(walk.enrolment, indicator, Decimal(70), author=walk.world.bo, key="j1")
    evidence = Evidence.objects.get(pk=outcome.evidence_id)
    intake.void(evidence, author=walk.world.bo, reason="Erreur de personne")
    first = ana.get(reverse("courses:my_progress")).context["blocks"][0]["competencies"][0]["indicators"][0]
    assert first["state"] == "todo"
    assert not first["measures"][0]["counts"] and "Erreur de personne" in first["measures"][0]["why_not"]


def test_the_declared_level_and_the_gain_are_shown(walk, ana):
    competency = walk.world.indicator("I1.1a").competency
    intake.declare(walk.enrolment, {competency.pk: 1})
    for code in ("I1.1a", "I1.1b"):
        intake.judge(walk.enrolment, walk.world.indicator(code), Decimal(90), author=walk.world.bo, key=code)
    response = ana.get(reverse("courses:my_progress"))
    shown = response.context["blocks"][0]["competencies"][0]
    assert shown["level"] == 3 and shown["declared_words"]
    assert "+1" in [figure["value"] for figure in response.context["figures"]]


def test_an_ended_journey_stays_readable(walk, ana):
    Enrolment.objects.filter(pk=walk.enrolment.pk).update(state=Enrolment.State.ENDED, ends_on=timezone.localdate())
    response = ana.get(reverse("courses:my_journey"))
    assert response.context["ended"] and response.context["now"] is None
    assert ana.get(reverse("courses:my_progress")).status_code == 200


@pytest.mark.parametrize("activities", [5, 50])
def test_screens_keep_to_ten_queries_whatever_the_size(
    settings, tmp_path, client, django_assert_max_num_queries, activities
):
    """20 and 200 activities; the first opening of an activity, which is recorded, is counted apart."""
    settings.MEDIA_ROOT = tmp_path
    walk = make_walk(activities=activities)
    for code in ("I1.1a", "I1.1b", "I2.1a"):
        intake.judge(walk.enrolment, walk.world.indicator(code), Decimal(70), author=walk.world.bo, key=code)
    finish(walk, activities + 2)
    client.force_login(walk.world.ana)
    waiting = walk.activities[activities + 2]  # in a sequence that another one opened
    addresses = [
        reverse("courses:my_journey"),
        reverse("courses:my_progress"),
        walk.blocks[0].get_url(),
        walk.sequences[1].get_url(),
        walk.activities[0].get_url(),
    ]
    for address in addresses:
        client.get(address)  # the outline is read once a process
        with django_assert_max_num_queries(10):
            assert client.get(address).status_code == 200
    with django_assert_max_num_queries(10 + 8):
        assert client.get(waiting.get_url()).status_code == 200
    with django_assert_max_num_queries(10):
        assert client.get(waiting.get_url()).status_code == 200


def test_a_first_visit_weighs_little(settings, tmp_path, client):
    """60 kB without media and 20 kB of JavaScript, as our own server sends them to a browser that accepts gzip."""
    settings.MEDIA_ROOT = tmp_path
    walk = make_walk(activities=50)
    client.force_login(walk.world.ana)
    parts = [
        "fonts/atkinson-400.woff2",
        "fonts/atkinson-700.woff2",
        "rope-x.svg",
        "rope-y.svg",
        "ridge.svg",
        "favicon.svg",
    ]
    script = _weight(client, static("cordee/cordee.js"))
    around = sum(_weight(client, static(f"cordee/{part}")) for part in ["cordee.css", *parts]) + script
    assert script <= 20_000
    for address in (reverse("courses:my_journey"), reverse("courses:my_progress"), walk.activities[0].get_url()):
        assert _weight(client, address) + around <= 60_000, address


def _weight(client: Client, address: str) -> int:
    response = client.get(address, headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    return len(response.getvalue())
