"""Trainers author their own organisation's journeys, and another's pages, pictures and files do not exist."""

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import GroupApprovalTask, GroupCollectionPermission, Page, Workflow

from courses.permissions import OrganisationPolicy, collection_of, sync_memberships
from lms.catalogue.models import Framework, Indicator
from lms.people.members import grant, revoke
from lms.people.models import Membership, Organisation, Person, Role
from tests.factories import make_framework, make_organisation, make_person
from tests.pages import make_catalogue_page, make_journey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def club() -> Organisation:
    return make_organisation("club")


@pytest.fixture
def journey(club):
    return make_journey_page(club, make_framework(club, blocks=1))


@pytest.fixture
def bo(club) -> Person:
    return make_person("Bo", club, Role.TRAINER)


@pytest.fixture
def otto_trainer() -> Person:
    other = make_organisation("other")
    make_catalogue_page(other)
    return make_person("Otto", other, Role.TRAINER)


def rights(person: Person, page: Page) -> tuple[bool, bool]:
    tester = Page.objects.get(pk=page.pk).permissions_for_user(Person.objects.get(pk=person.pk))
    return tester.can_edit(), tester.can_publish()


def test_a_trainer_writes_and_publishes_the_journeys_of_the_organisation(journey, bo):
    assert rights(bo, journey) == (True, True)


def test_an_editor_prepares_and_does_not_publish(journey, club):
    assert rights(make_person("Emile", club, Role.EDITOR), journey) == (True, False)


@pytest.mark.parametrize("role", [Role.LEARNER, Role.COACH, Role.COORDINATOR, Role.EVALUATOR, Role.GUEST])
def test_other_roles_write_nothing_and_do_not_enter(journey, club, role):
    person = make_person("Ana", club, role)
    assert rights(person, journey) == (False, False)
    assert not person.has_perm("wagtailadmin.access_admin")
    assert not Group.objects.filter(user=person).exists()


def test_rights_come_whichever_is_made_first_the_catalogue_or_the_role(club, bo):
    page = make_catalogue_page(club)
    assert rights(bo, page) == (True, True)


def test_rights_go_with_the_role(journey, club, bo):
    revoke(bo, club, Role.TRAINER)
    assert rights(bo, journey) == (False, False)
    assert not Person.objects.get(pk=bo.pk).has_perm("wagtailadmin.access_admin")


def test_giving_a_role_twice_is_giving_it_once(club, bo):
    grant(bo, club, Role.TRAINER)
    assert Membership.objects.filter(person=bo).count() == 1
    assert bo.groups.count() == 1


def test_a_trainer_who_also_administers_keeps_what_is_left_when_one_role_goes(journey, club, bo):
    grant(bo, club, Role.ADMIN)
    revoke(bo, club, Role.TRAINER)
    assert rights(bo, journey) == (True, True)


def test_roles_written_in_bulk_are_followed_when_asked(journey, club):
    zoe = make_person("Zoé")
    Membership.objects.bulk_create([Membership(person=zoe, organisation=club, role=Role.TRAINER)])
    assert rights(zoe, journey) == (False, False)
    sync_memberships(club)
    assert rights(zoe, journey) == (True, True)


def test_after_an_upgrade_a_command_writes_the_rights_of_roles_again(club, bo):
    right = GroupCollectionPermission.objects.filter(
        permission__codename="add_media", group__in=bo.groups.all(), collection=collection_of(club)
    )
    assert right.delete()[0] == 1
    for _again in range(2):
        call_command("roles", "sync")
        assert right.count() == 1


def test_a_catalogue_that_changes_organisation_changes_hands(club, bo):
    page = make_catalogue_page(club)
    page.organisation = make_organisation("third")
    page.save()
    from courses.permissions import sync

    sync(club)
    assert rights(bo, page) == (False, False)


def test_otto_s_trainer_cannot_touch_our_pages(client, journey, otto_trainer):
    assert rights(otto_trainer, journey) == (False, False)
    client.force_login(otto_trainer)
    for address in ("edit/", "delete/", "unpublish/", "copy/", "move/", "history/", "view_draft/", "add_subpage/"):
        response = client.get(f"/admin/pages/{journey.pk}/{address}")
        assert response.status_code in (302, 403, 404), address
    assert journey.title not in client.get(f"/admin/pages/{journey.get_parent().pk}/", follow=True).content.decode()


def test_otto_s_trainer_finds_our_journey_nowhere_in_the_admin(client, journey, otto_trainer):
    journey.title = "Unmistakable"
    journey.save_revision(user=Person.objects.create_superuser("root@example.org", name="Root")).publish()
    client.force_login(otto_trainer)
    places = [
        "/admin/",
        "/admin/pages/",
        f"/admin/pages/{journey.get_parent().get_parent().pk}/",
        "/admin/pages/search/results/?q=unmistakable",
        "/admin/choose-page/",
        f"/admin/choose-page/{journey.get_parent().pk}/",
        "/admin/choose-page/search/?q=unmistakable",
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/reports/locked/",
        "/admin/reports/workflow/",
        "/admin/reports/workflow_tasks/",
        "/admin/reports/page-types-usage/",
        f"/admin/api/main/pages/?child_of={journey.get_parent().pk}",
        f"/admin/api/main/pages/{journey.pk}/",
        "/admin/api/main/pages/?search=unmistakable",
    ]
    shown = [address for address in places if "Unmistakable" in client.get(address, follow=True).content.decode()]
    assert shown == []


def test_bo_finds_the_journey_in_the_same_places(client, journey, bo):
    client.force_login(bo)
    assert journey.title in client.get(f"/admin/choose-page/{journey.get_parent().pk}/").content.decode()
    assert journey.title in client.get(f"/admin/pages/{journey.get_parent().pk}/").content.decode()


def test_images_and_documents_stay_in_the_organisation(client, club, bo, otto_trainer, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    ours = collection_of(club)
    image = get_image_model().objects.create(title="Unmistakable", file=get_test_image_file(), collection=ours)
    document = get_document_model().objects.create(
        title="Unmistakable", file=SimpleUploadedFile("a.txt", b"a"), collection=ours
    )
    places = ["/admin/images/", "/admin/documents/", "/admin/images/chooser/", "/admin/documents/chooser/"]
    places += [f"/admin/images/{image.pk}/", f"/admin/documents/edit/{document.pk}/"]
    client.force_login(bo)
    assert all("Unmistakable" in client.get(address).content.decode() for address in places)
    client.force_login(otto_trainer)
    assert not [place for place in places if "Unmistakable" in client.get(place, follow=True).content.decode()]
    client.post(f"/admin/images/{image.pk}/delete/")
    assert get_image_model().objects.filter(pk=image.pk).exists()


def test_each_organisation_has_one_collection_whatever_it_is_called(club, bo):
    first = collection_of(club)
    first.name = "Nos images"
    first.save()
    grant(make_person("Zoé"), club, Role.EDITOR)
    assert collection_of(club) == first


def test_a_policy_shows_rows_of_one_s_own_organisation(club, bo, otto_trainer):
    framework = make_framework(club, blocks=1)
    policy = OrganisationPolicy(Framework)
    assert list(policy.instances_user_has_permission_for(bo, "change")) == [framework]
    assert policy.user_has_permission_for_instance(bo, "change", framework)
    assert not policy.instances_user_has_permission_for(otto_trainer, "change").exists()
    assert not policy.user_has_permission_for_instance(otto_trainer, "change", framework)


def test_a_policy_follows_the_way_from_a_row_to_its_organisation(club, bo, otto_trainer):
    make_framework(club, blocks=1)
    policy = OrganisationPolicy(Indicator, "competency__competency_block__framework__organisation")
    assert policy.instances_user_has_permission_for(bo, "change").exists()
    assert not policy.user_has_permission_for_instance(otto_trainer, "change", Indicator.objects.first())


def test_what_an_editor_submits_is_read_over_by_the_organisation_s_trainers(journey, club, bo, otto_trainer):
    emile = make_person("Emile", club, Role.EDITOR)
    journey.save_revision(user=emile)
    state = journey.get_workflow().start(journey, emile)
    task = state.current_task_state.task.specific
    assert "approve" in {name for name, *_words in task.get_actions(journey, bo)}
    assert not task.get_actions(journey, emile)
    assert not task.get_actions(journey, otto_trainer)


def test_otto_s_trainer_cannot_open_our_framework(client, club, bo, otto_trainer):
    framework = make_framework(club, blocks=1)
    client.force_login(bo)
    assert client.get(f"/admin/frameworks/edit/{framework.pk}/").status_code == 200
    client.force_login(otto_trainer)
    for act in ("edit", "delete"):
        assert client.get(f"/admin/frameworks/{act}/{framework.pk}/").status_code in (302, 403, 404)
    assert framework.title not in client.get("/admin/frameworks/").content.decode()


def test_a_journey_of_otto_s_is_offered_none_of_our_frameworks(client, club, otto_trainer):
    framework = make_framework(club, blocks=1)
    framework.title = "Unmistakable"
    framework.save()
    catalogue = Page.objects.get(slug="other")
    client.force_login(otto_trainer)
    page = client.get(f"/admin/pages/add/courses/journeypage/{catalogue.pk}/")
    assert page.status_code == 200
    assert "Unmistakable" not in page.content.decode()


def test_an_author_submits_to_the_reviewers_in_the_language_of_the_site(journey, club, client):
    emile = make_person("Emile", club, Role.EDITOR)
    sync_memberships(club)
    assert journey.get_workflow().name == "la relecture (club)"
    client.force_login(emile)
    page = client.get(f"/admin/pages/{journey.pk}/edit/").content.decode()
    assert "Soumettre à la relecture (club)" in page and "approval" not in page


def test_the_reviewers_are_made_once_and_keep_the_name_somebody_gave_them(journey, club):
    sync_memberships(club)
    ours = GroupApprovalTask.objects.filter(groups__name="club: trainers")
    ours.update(name="la coordination")
    sync_memberships(club)
    assert [task.name for task in ours.all()] == ["la coordination"]
    assert Workflow.objects.filter(workflow_pages__page__in=[journey.get_parent().pk]).count() == 1
