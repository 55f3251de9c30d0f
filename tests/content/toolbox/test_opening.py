"""From a toolbox in a journey to its resources: what the server saw counts, once, and for nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.toolbox.kind import KIND
from content.toolbox.models import Resource
from lms.plugins.kind import Event, Refused, Verb
from lms.progress import intake
from lms.progress.models import Completion, Evidence
from lms.progress.rebuild import differences
from tests.courses.walk import make_walk

from .setting import activity_of, change, published, toolbox_in, with_file

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk():
    return make_walk(blocks=1)


@pytest.fixture
def tools(walk):
    organisation = walk.world.organisation
    return [published(organisation, "Fiche"), with_file(organisation), published(organisation, "Annexe")]


def use(client, page, row, **headers):
    return client.get(reverse("toolbox:use", args=[page.translation_key, row.public_id]), **headers)


def state_of(walk, page):
    row = Completion.objects.filter(enrolment=walk.enrolment, activity__key=page.translation_key).first()
    return row.state if row else ""


def test_opening_what_must_be_opened_completes_it(client, walk, tools):
    page = toolbox_in(walk, tools[0], tools[1], optional=(tools[2],))
    client.force_login(walk.world.ana)
    assert use(client, page, tools[0])["Location"] == reverse("toolbox:resource", args=[tools[0].public_id])
    assert state_of(walk, page) == "doing"
    assert use(client, page, tools[1])["Location"].endswith("/1/file/")
    assert state_of(walk, page) == "done"
    assert differences(walk.world.journey) == []


@pytest.mark.parametrize(
    ("rule", "needed", "enough"), [("opened_all", 1, 3), ("opened_some", 2, 2), ("opened_some", 9, 3)]
)
def test_rules_ask_for_all_or_for_some(client, walk, tools, rule, needed, enough):
    page = toolbox_in(walk, *tools, rule=rule, needed=needed)
    client.force_login(walk.world.ana)
    for place, row in enumerate(tools, start=1):
        use(client, page, row)
        assert (state_of(walk, page) == "done") == (place >= enough)


def test_opening_twice_counts_once(client, walk, tools):
    page = toolbox_in(walk, *tools)
    client.force_login(walk.world.ana)
    for _tab in range(3):
        use(client, page, tools[0])
    assert Evidence.objects.filter(verb="progressed").count() == 1


def test_a_browser_that_fetches_ahead_opens_nothing(client, walk, tools):
    page = toolbox_in(walk, *tools)
    client.force_login(walk.world.ana)
    use(client, page, tools[0], headers={"sec-purpose": "prefetch"})
    client.head(reverse("toolbox:use", args=[page.translation_key, tools[0].public_id]))
    assert not Evidence.objects.filter(verb="progressed").exists()


def test_a_learner_cannot_say_it_themselves(walk, tools):
    activity = activity_of(toolbox_in(walk, *tools))
    with pytest.raises(Refused):
        intake.receive(walk.enrolment, activity, {"verb": "progressed", "resource": str(tools[0].public_id)})


def test_resources_of_elsewhere_count_for_nothing(client, walk, tools):
    page = toolbox_in(walk, tools[0])
    client.force_login(walk.world.ana)
    assert use(client, page, tools[1]).status_code == 404
    client.force_login(walk.world.otto)
    assert use(client, page, tools[0]).status_code == 404
    client.logout()
    assert use(client, page, tools[0]).status_code == 302
    assert not Evidence.objects.filter(verb="progressed").exists()


def test_the_team_opens_it_and_nothing_is_recorded(client, walk, tools):
    page = toolbox_in(walk, tools[0])
    client.force_login(walk.world.bo)
    assert use(client, page, tools[0]).status_code == 302
    assert not Evidence.objects.exists()


def test_a_resource_that_is_not_published_any_more_says_so_and_keeps_what_was_done(client, walk, tools):
    page = toolbox_in(walk, tools[0])
    Resource.objects.get(pk=tools[0].pk).unpublish()
    client.force_login(walk.world.ana)
    answer = client.get(page.get_url()).content.decode()
    assert "not available at the moment" in answer
    after = client.get(reverse("toolbox:use", args=[page.translation_key, tools[0].public_id]), follow=True)
    assert "not available at the moment" in after.content.decode()


def test_ana_reads_what_to_do_and_what_she_opened_in_ten_questions(client, walk, tools, django_assert_max_num_queries):
    page = toolbox_in(walk, *tools)
    page.lines.update(task="Remplissez la première page.")
    client.force_login(walk.world.ana)
    use(client, page, tools[0])
    client.get(page.get_url())
    with django_assert_max_num_queries(10):
        shown = client.get(page.get_url()).content.decode()
    assert "Remplissez" in shown and "1 of 3 resources opened" in shown and shown.count(">Opened") == 1


def test_a_resource_says_where_it_is_used_to_those_who_learn_there(client, walk, tools):
    page = toolbox_in(walk, tools[0])
    address = reverse("toolbox:resource", args=[tools[0].public_id])
    for person, sees in ((walk.world.ana, True), (walk.world.bo, True), (walk.world.gaelle, False)):
        client.force_login(person)
        assert (page.get_url() in client.get(address).content.decode()) == sees, person


def test_an_update_reaches_the_learner_and_what_was_opened_stays(client, walk, tools):
    page = toolbox_in(walk, tools[0])
    client.force_login(walk.world.ana)
    use(client, page, tools[0])
    change(tools[0], body=[("prose", "<p>Du nouveau.</p>")])
    shown = client.get(reverse("toolbox:resource", args=[tools[0].public_id])).content.decode()
    assert "Du nouveau." in shown and state_of(walk, page) == "done"


def test_what_was_opened_folds_in_any_order_and_does_not_forget():
    now = timezone.now()
    seen = [
        Event(Verb.PROGRESSED, now + timedelta(minutes=n), detail={"resource": name}) for n, name in enumerate("bab")
    ]
    facts: dict = {}
    for event in seen:
        facts = KIND.fold(facts, event)
    assert facts["resources"] == ["a", "b"]
    settings = {"resources": ["a", "b", "c"], "needed_ones": ["a"], "needed": 2}
    assert [KIND.rule(name).holds(facts, settings) for name in ("opened_needed", "opened_all", "opened_some")] == [
        True,
        False,
        True,
    ]
    assert KIND.cells(facts, settings)[0].value == "2 / 3"
    assert not KIND.rule("opened_all").holds(facts, {"resources": []})
