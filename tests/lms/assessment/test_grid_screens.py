"""Trainers and coordinators write their organisation's grids on screen, without JavaScript."""

import pytest

from lms.assessment.models import Grid
from tests.factories import make_world
from tests.lms.assessment.making import graded, make_grid

pytestmark = pytest.mark.django_db
NEW = "/en/assessment/grids/new/club/"


@pytest.fixture
def world():
    return make_world(blocks=1)


def sent(count=1, **fields):
    form = {"code": "CARTE", "title": "Carte", "c-TOTAL_FORMS": str(count + 1), "c-INITIAL_FORMS": "0"}
    for number in range(count):
        line = {"title": f"Critère {number}", "weight": "1", "scale": "100", "ORDER": str(count - number)}
        line |= {"points_0": "0", "level_0": "Non", "points_1": "2.5", "level_1": "Oui", "words_1": "Tout y est."}
        form |= {f"c-{number}-{name}": value for name, value in line.items()}
    form |= {f"c-{count}-weight": "1", f"c-{count}-scale": "100"}
    return {**form, **fields}


@pytest.mark.parametrize("who", ["bo", "dora", "admin"])
def test_a_grid_is_written_in_the_order_that_was_said(world, client, who):
    client.force_login(world.people[who])
    indicator = world.indicator()
    answer = client.post(NEW, sent(2, **{"c-0-indicator": str(indicator.pk)}))
    grid = Grid.objects.get()
    assert answer["Location"].endswith(f"/grids/{grid.public_id}/")
    assert [one.title for one in grid.criteria.all()] == ["Critère 1", "Critère 0"]
    assert grid.criteria.last().indicator == indicator
    assert [str(one.points) for one in grid.criteria.last().levels.all()] == ["0.00", "2.50"]
    page = client.get(answer["Location"]).content.decode()
    assert "Critère 0" in page and 'value="2.50"' in page
    assert "Carte" in client.get("/en/assessment/grids/").content.decode()


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(world, client):
    client.force_login(world.bo)
    page = client.post(NEW, sent(1, **{"c-0-points_1": "beaucoup", "title": ""})).content.decode()
    assert "Something is missing" in page and 'value="beaucoup"' in page and 'value="Oui"' in page
    assert (
        "needs two levels"
        in client.post(NEW, sent(1, **{"c-0-level_1": "", "c-0-points_1": "", "c-0-words_1": ""})).content.decode()
    )
    assert not Grid.objects.exists()


def test_one_more_criterion_keeps_what_was_typed(world, client):
    client.force_login(world.bo)
    page = client.post(NEW, sent(1, more="1")).content.decode()
    assert 'name="c-2-title"' in page and 'value="Critère 0"' in page and "Something is missing" not in page
    for strange in ("x", "-1", "999999"):
        assert client.post(NEW, sent(1, more="1", **{"c-TOTAL_FORMS": strange})).status_code == 200


def test_a_code_that_is_taken_is_said(world, client):
    make_grid(world)
    client.force_login(world.bo)
    assert "Another grid has this code" in client.post(NEW, sent()).content.decode()


def test_an_older_version_leads_to_the_one_in_force(world, client):
    old = make_grid(world)
    graded(world, old, 1, 1)
    client.force_login(world.bo)
    answer = client.post(f"/en/assessment/grids/{old.public_id}/", sent(2, **{"c-INITIAL_FORMS": "2"}))
    newest = Grid.objects.get(is_current=True)
    assert newest.version == 2 and answer["Location"].endswith(f"{newest.public_id}/")
    assert client.get(f"/en/assessment/grids/{old.public_id}/")["Location"].endswith(f"{newest.public_id}/")


def test_a_criterion_is_taken_out(world, client):
    grid = make_grid(world)
    client.force_login(world.bo)
    client.post(f"/en/assessment/grids/{grid.public_id}/", sent(2, **{"c-INITIAL_FORMS": "2", "c-0-DELETE": "on"}))
    assert [one.title for one in Grid.objects.get().criteria.all()] == ["Critère 1"]


def test_scripts_in_a_grid_are_words(world, client):
    client.force_login(world.bo)
    client.post(NEW, sent(1, title="<script>alert(1)</script>"))
    assert "<script>alert" not in client.get("/en/assessment/grids/").content.decode()
