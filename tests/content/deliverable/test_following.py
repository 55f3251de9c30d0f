"""Those who accompany see who handed in, give another date, and make teams; tables hold no formulas."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from content.deliverable.importer import build_page, export_page
from content.deliverable.models import DeliverablePage, LaterDate, Member
from lms.people.models import Person
from tests.content.deliverable.setting import DUE, make_place, said, signed_in

pytestmark = pytest.mark.django_db


def url(place, name="follow", *more):
    return reverse(f"deliverable:{name}", args=[place.activity.key, *more])


def test_who_has_handed_in_is_listed_with_dates():
    place = make_place(**DUE)
    place.colleague()
    place.change(cutoff_days=None)
    place.send(signed_in(place.ana))
    page = said(signed_in(place.bo).get(url(place)))
    assert "Ana Ferreira" in page and "Handed in" in page and "Léo Lamy" in page and "Not begun" in page
    assert "Léo Lamy" not in said(signed_in(place.walk.world.chloe).get(url(place)))
    assert "Ana Ferreira" not in said(signed_in(place.bo).get(url(place) + "?q=Lamy"))


def test_the_list_stays_within_its_queries(django_assert_max_num_queries):
    place = make_place(**DUE)
    for number in range(20):
        place.colleague(f"P{number} Nom")
    client = signed_in(place.bo)
    client.get(url(place))
    cache.clear()
    with django_assert_max_num_queries(11):
        client.get(url(place))


def test_a_table_holds_no_formula():
    place = make_place()
    Person.objects.filter(pk=place.ana.pk).update(name='=HYPERLINK("http://e.org")')
    answer = signed_in(place.bo).get(url(place, "follow_csv"))
    text = b"".join(answer.streaming_content).decode()
    assert "'=HYPERLINK" in text and "\n=" not in text and '"=' not in text


def test_a_coach_gives_another_date_with_a_reason():
    place = make_place(**DUE)
    client = signed_in(place.walk.world.chloe)
    address = url(place, "later", place.enrolment.public_id)
    day = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert "This field" in said(client.post(address, {"until": day})) or not LaterDate.objects.exists()
    assert "comes before the date" in said(client.post(address, {"until": "2020-01-01", "reason": "x"}))
    client.post(address, {"until": day, "reason": "Hospitalisation"})
    assert Member.objects.get().extended_until.isoformat() == day
    assert "Hospitalisation" in said(client.get(address))
    assert "This date was agreed with you." in said(signed_in(place.ana).get(place.page.get_url()))


@pytest.mark.parametrize(
    ("who", "status"), [("ana", 403), ("otto", 404), ("gaelle", 403), ("eva", 403), ("emile", 403)]
)
def test_nobody_else_does(who, status):
    place = make_place(is_team=True, **DUE)
    client = signed_in(place.walk.world.people[who])
    for name, more in (("follow", ()), ("follow_csv", ()), ("teams", ()), ("later", (place.enrolment.public_id,))):
        assert client.get(url(place, name, *more), follow=True).status_code == status


def test_another_s_coach_gives_no_date():
    place = make_place(**DUE)
    leo = place.colleague()
    assert signed_in(place.walk.world.chloe).get(url(place, "later", leo.public_id), follow=True).status_code == 404


def test_teams_are_made_on_one_screen():
    place = make_place(is_team=True)
    leo = place.colleague()
    client = signed_in(place.bo)
    sent = {f"team-{one.public_id}": " Les  voisins " for one in (place.enrolment, leo)}
    assert "The teams are kept." in said(client.post(url(place, "teams"), sent, follow=True))
    assert place.work.team == "Les voisins" and place.work.members.count() == 2
    client.post(url(place, "teams"), {f"team-{leo.public_id}": "Seul"})
    assert {one.work.team for one in Member.objects.all()} == {"", "Seul"}


def test_a_journey_file_says_what_is_asked_and_comes_out_the_same():
    told = {
        "texte": "<p>Une page.</p>",
        "grille": "CARTE",
        "fichiers_au_plus": 3,
        "note_sur": 0,
        "jours_apres_sequence": 2,
        "accepte_lien": True,
        "accepte_texte": False,
    }
    page = build_page({"titre": "x", "type": "devoir", **told})
    assert isinstance(page, DeliverablePage) and export_page(page) == told
    assert export_page(build_page({"titre": "x"})) == {}
    for strange in (0, 21, True, "3", 2.5):
        with pytest.raises(ValueError, match="fichiers_au_plus"):
            build_page({"fichiers_au_plus": strange})
