"""The page editor offers what fits, and says in words what does not, before anything is saved."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.text.models import TextPage
from courses.balance import Unbalanced, balance_of
from courses.models import ActivityPage, BlockPage, JourneyPage, Prerequisite, SequencePage
from courses.site import ensure_catalogue
from lms.catalogue.models import Framework, Indicator
from lms.people.models import Role
from tests.factories import make_framework, make_organisation, make_person
from tests.pages import add_activity, make_journey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def club():
    return make_organisation("club")


@pytest.fixture
def page(club) -> JourneyPage:
    return make_journey_page(club, make_framework(club, blocks=2))


@pytest.fixture
def bo(club, page, client):
    person = make_person("Bo Berger", club, Role.TRAINER)
    client.force_login(person)
    return person


def fields_of(page: Page, **changes: Any) -> dict[str, Any]:
    """What the editor would send for this page, with changes."""
    form = page.get_edit_handler().get_form_class()(instance=page, parent_page=page.get_parent())
    data: dict[str, Any] = {"slug": page.slug}
    for name, field in form.fields.items():
        value = form.initial.get(name, field.initial)
        if name in ("intro",):
            value = rich_text(value or "")
        elif name == "body":
            value = streamfield([])
        elif isinstance(value, list):
            value = [getattr(one, "pk", one) for one in value]
        data[name] = "" if value is None else value
    data.update({name: inline_formset([]) for name in form.formsets if name != "comments"})
    data["comments"] = inline_formset([])
    data = {name: value for name, value in data.items() if value is not False}
    return nested_form_data({**data, **changes})


def edit(client, page: Page, **changes: Any):
    return client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields_of(page, **changes))


def errors(response) -> dict[str, list[str]]:
    assert response.status_code == 200, "the form was accepted"
    return dict(response.context["form"].errors)


def sequence_of(page: JourneyPage) -> SequencePage:
    return SequencePage.objects.descendant_of(page).first()


def text_of(page: JourneyPage) -> TextPage:
    add_activity(page, TextPage(title="Lire", slug="lire"))
    return TextPage.objects.get(slug="lire")


def test_the_rules_offered_are_those_of_the_kind(page, bo):
    text = text_of(page)
    form = text.get_edit_handler().get_form_class()(instance=text, parent_page=sequence_of(page), for_user=bo)
    assert [name for name, _ in form.fields["rule"].choices] == ["", "marked_done", "opened"]


def test_a_rule_of_another_kind_is_refused(page, bo, client):
    assert "rule" in errors(edit(client, text_of(page), rule="scored"))


def test_a_rule_about_a_score_needs_the_score():
    from content.h5p.models import H5PPage

    form_class = H5PPage.get_edit_handler().get_form_class()
    form = form_class({"title": "x", "slug": "x", "rule": "scored", "minutes": 5}, instance=H5PPage())
    form.is_valid()
    assert "pass_score" in form.errors


def test_indicators_offered_are_those_of_the_journeys_framework(page, bo):
    make_framework(make_organisation("autre"), blocks=1)
    text = text_of(page)
    form = text.get_edit_handler().get_form_class()(instance=text, parent_page=sequence_of(page), for_user=bo)
    offered = form.formsets["feeds"].empty_form.fields["indicator"].queryset
    assert set(offered) == set(Indicator.objects.filter(competency__competency_block__framework=page.framework))


def test_competencies_and_frameworks_of_others_are_not_offered(page, bo):
    make_framework(make_organisation("autre"), blocks=1)
    sequence = sequence_of(page)
    form = sequence.get_edit_handler().get_form_class()(instance=sequence, parent_page=sequence.get_parent())
    assert {row.competency_block.framework_id for row in form.fields["competencies"].queryset} == {page.framework_id}
    form = page.get_edit_handler().get_form_class()(instance=page, parent_page=page.get_parent())
    assert list(form.fields["framework"].queryset) == [page.framework]
    assert Framework.objects.count() == 2


def test_a_trainer_saves_and_publishes_a_sequence(page, bo, client):
    response = edit(client, sequence_of(page), title="Une autre séquence", **{"action-publish": "publish"})
    assert response.status_code == 302
    assert SequencePage.objects.get(code="P11").title == "Une autre séquence"


def test_a_code_is_there_once_in_a_journey(page, bo, client):
    block = BlockPage.objects.child_of(page).get()
    block.add_child(instance=SequencePage(title="Seconde", slug="s2", code="P12"))
    assert "code" in errors(edit(client, SequencePage.objects.get(code="P12"), code="P11"))


def test_a_journeys_code_is_there_once_in_the_organisation_also_after_deletion(page, bo, client, club):
    ensure_catalogue(club).add_child(
        instance=JourneyPage(title="Second", slug="second", code="AUTRE", framework=page.framework)
    )
    Page.objects.get(pk=page.pk).delete()
    assert "code" in errors(edit(client, JourneyPage.objects.get(code="AUTRE"), code="PAGES"))


def test_a_sequence_cannot_wait_for_a_later_one_nor_for_one_that_waits_for_it(page, bo, client):
    block = BlockPage.objects.child_of(page).get()
    block.add_child(instance=SequencePage(title="Plus tard", slug="s2", code="P12", week=5))
    later, first = SequencePage.objects.get(code="P12"), sequence_of(page)
    Prerequisite.objects.create(page=later, needs=first, sort_order=0)
    found = errors(edit(client, first, prerequisites=inline_formset([{"needs": later.pk}])))
    assert len(found["__all__"]) == 2


def test_off_site_work_is_at_a_distance(page, bo, client):
    assert "off_site" in errors(edit(client, sequence_of(page), off_site="on", place="in_person"))


def test_a_balanced_journey_publishes_and_an_unbalanced_one_is_refused_with_the_figures(page, bo, client):
    sequence = sequence_of(page)
    SequencePage.objects.filter(pk=sequence.pk).update(minutes=60, place="in_person")
    refused = edit(client, page, in_person_share="0.5", **{"action-publish": "publish"})
    assert "60" in errors(refused)["in_person_share"][0]
    assert JourneyPage.objects.get(pk=page.pk).in_person_share is None
    BlockPage.objects.child_of(page).get().add_child(
        instance=SequencePage(title="Chez soi", slug="s2", code="P12", minutes=60, place="remote")
    )
    accepted = edit(client, page, in_person_share="0.5", **{"action-publish": "publish"})
    assert accepted.status_code == 302 and JourneyPage.objects.get(pk=page.pk).in_person_share is not None


def test_a_draft_may_be_unbalanced_while_it_is_being_written(page, bo, client):
    SequencePage.objects.filter(pk=sequence_of(page).pk).update(minutes=60, place="in_person")
    assert edit(client, page, in_person_share="0.5").status_code == 302


def test_publishing_by_another_door_is_refused_too(page):
    SequencePage.objects.filter(pk=sequence_of(page).pk).update(minutes=60, place="in_person")
    page.in_person_share = 1
    page.save_revision().publish()
    page.in_person_share = 0
    with pytest.raises(Unbalanced):
        page.save_revision().publish()
    assert JourneyPage.objects.get(pk=page.pk).in_person_share == 1


def test_a_tolerance_leaves_room(page):
    SequencePage.objects.filter(pk=sequence_of(page).pk).update(minutes=52, place="in_person")
    BlockPage.objects.child_of(page).get().add_child(
        instance=SequencePage(title="Chez soi", slug="s2", code="P12", minutes=48, place="remote")
    )
    page.in_person_share, page.balance_tolerance = Decimal("0.5"), Decimal("0.02")
    page.save()
    page.refresh_from_db()
    assert balance_of(page).is_kept
    page.balance_tolerance = page.balance_tolerance / 2
    assert not balance_of(page).is_kept and "52" in balance_of(page).fault()


def test_an_author_who_breaks_the_balance_is_told_at_once(page, bo, client):
    page.in_person_share = 0
    page.save_revision().publish()
    response = client.post(
        reverse("wagtailadmin_pages:edit", args=[sequence_of(page).pk]),
        fields_of(sequence_of(page), place="in_person", minutes=60, **{"action-publish": "publish"}),
        follow=True,
    )
    assert any("Un parcours" in str(message) for message in response.context["messages"])


def test_bulk_publishing_refuses_an_unbalanced_journey_in_words(page, bo, client):
    SequencePage.objects.filter(pk=sequence_of(page).pk).update(minutes=60, place="in_person")
    page.in_person_share = 0
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}"
    response = client.post(address, {"include_descendants": ""}, follow=True)
    assert response.status_code == 200
    assert JourneyPage.objects.get(pk=page.pk).in_person_share is None


def test_what_languages_share_cannot_be_changed_on_a_translation(page, bo):
    english = Locale.objects.create(language_code="en")
    twin = sequence_of(page).copy_for_translation(english, copy_parents=True)
    form = twin.get_edit_handler().get_form_class()(instance=twin, parent_page=twin.get_parent())
    assert form.fields["minutes"].disabled and form.fields["week"].disabled and not form.fields["title"].disabled


@pytest.mark.parametrize("model", [JourneyPage, BlockPage, SequencePage, TextPage])
def test_every_editor_opens_for_a_trainer_and_is_refused_to_ottos(page, bo, client, model):
    text_of(page)
    target = model.objects.descendant_of(page, inclusive=True).first()
    address = reverse("wagtailadmin_pages:edit", args=[target.pk])
    assert client.get(address).status_code == 200
    other = make_organisation("autre")
    ensure_catalogue(other)
    client.force_login(make_person("Otto Autre", other, Role.TRAINER))
    assert client.get(address).status_code in (302, 403)


def test_an_imported_stand_in_tells_its_author(page, bo, client):
    text = text_of(page)
    ActivityPage.objects.filter(pk=text.pk).update(imported_type="jeu_serieux")
    answer = client.get(reverse("wagtailadmin_pages:edit", args=[text.pk]))
    assert "jeu_serieux" in answer.content.decode()
