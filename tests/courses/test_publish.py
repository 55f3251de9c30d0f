"""Pages published, moved, unpublished, deleted, copied, translated: the outline stays right and records whole."""

from decimal import Decimal

import pytest
from wagtail.models import Locale, Page

from content.text.models import TextPage
from courses.models import BlockPage, JourneyPage, Prerequisite, SequencePage
from courses.publish import publishing_once
from lms.catalogue.models import Activity, Journey
from lms.catalogue.outline import OutlineItem, outline_of
from lms.enrolment.enrol import enrol
from lms.enrolment.models import Enrolment
from lms.people.models import Role
from lms.progress import intake
from lms.progress.models import Completion, Evidence
from tests.factories import make_framework, make_organisation, make_person
from tests.pages import add_activity, journey_of, make_journey_page

pytestmark = pytest.mark.django_db
DONE = {"verb": "completed"}


class Site:
    """One published journey of two sequences, an activity in the first, and Ana who did it."""

    def __init__(self) -> None:
        self.organisation = make_organisation()
        self.framework = make_framework(self.organisation, blocks=1)
        self.page = make_journey_page(self.organisation, self.framework)
        self.block = BlockPage.objects.child_of(self.page).get()
        self.first = SequencePage.objects.get(code="P11")
        self.second = SequencePage(title="La suite", slug="s2", code="P12", week=2, place="in_person")
        self.block.add_child(instance=self.second)
        self.second.prerequisites = [Prerequisite(needs=self.first, sort_order=0)]
        self.second.save_revision().publish()
        self.activity = add_activity(self.page, TextPage(title="Lire", slug="lire", minutes=30))
        self.text = TextPage.objects.get(slug="lire")
        ana = make_person("Ana Ferreira", self.organisation, Role.LEARNER)
        self.enrolment = enrol(ana, journey_of(self.page))
        intake.receive(self.enrolment, self.activity, DONE)

    @property
    def outline(self) -> OutlineItem:
        return outline_of(Journey.objects.get(key=self.page.translation_key))

    def titles(self) -> dict[str, list[str]]:
        return {one.code: [item.title for item in one.activities] for one in self.outline.sequences}

    def record(self) -> tuple[str, int]:
        """What is kept of Ana: her completion's state, and how much evidence there is."""
        return Completion.objects.get(enrolment=self.enrolment).state, Evidence.objects.count()


@pytest.fixture
def site() -> Site:
    return Site()


def test_publishing_a_page_brings_it_into_the_outline_with_title_and_address(site):
    assert site.titles() == {"P11": ["Lire"], "P12": []}
    item = site.outline.activities[0]
    assert item.addresses["fr"].endswith("/s1/lire/") and item.key == str(site.text.translation_key)
    assert site.outline.sequence_by_key[str(site.second.translation_key)].prerequisites == (
        str(site.first.translation_key),
    )


def test_a_draft_is_not_in_the_outline_until_it_is_published(site):
    site.first.add_child(instance=TextPage(title="Plus tard", slug="plus-tard", live=False))
    site.text.title = "Lire autrement"
    site.text.save_revision()
    assert site.titles()["P11"] == ["Lire"]
    site.text.get_latest_revision().publish()
    assert site.titles()["P11"] == ["Lire autrement"]


def test_a_moved_activity_keeps_its_evidence(site):
    site.text.move(Page.objects.get(pk=site.second.pk), pos="last-child")
    assert site.titles() == {"P11": [], "P12": ["Lire"]}
    moved = Activity.objects.get(pk=site.activity.pk)
    assert moved.sequence.code == "P12" and moved.is_live and moved.version.place == "in_person"
    assert site.record() == ("done", 1)


def test_pages_in_another_order_make_an_outline_in_that_order(site):
    other = TextPage(title="Avant", slug="avant")
    add_activity(site.page, other)
    Page.objects.get(pk=other.pk).move(Page.objects.get(pk=site.text.pk), pos="left")
    assert site.titles()["P11"] == ["Avant", "Lire"]


def test_an_unpublished_activity_is_withdrawn_and_comes_back_with_its_record(site):
    site.text.unpublish()
    assert site.titles()["P11"] == [] and not Activity.objects.get(pk=site.activity.pk).is_live
    assert site.record() == ("done", 1)
    site.text.refresh_from_db()
    site.text.save_revision().publish()
    assert site.titles()["P11"] == ["Lire"] and site.record() == ("done", 1)


def test_an_unpublished_sequence_takes_its_activities_out_of_the_outline(site):
    site.first.unpublish()
    assert site.titles() == {"P12": []}
    assert not Activity.objects.get(pk=site.activity.pk).is_live


def test_a_live_page_below_an_unpublished_block_is_not_shown(site):
    site.block.unpublish()
    assert site.outline.blocks == ()


def test_deleting_a_page_withdraws_the_activity_and_keeps_the_evidence(site):
    Page.objects.get(pk=site.text.pk).delete()
    assert site.titles()["P11"] == [] and site.record() == ("done", 1)
    assert not Activity.objects.get(pk=site.activity.pk).is_live


def test_deleting_a_whole_journey_withdraws_it_and_keeps_every_record(site):
    Page.objects.get(pk=site.page.pk).delete()
    journey = Journey.objects.get(key=site.page.translation_key)
    assert not journey.is_live and journey.addresses == {}
    assert site.record() == ("done", 1) and Enrolment.objects.count() == 1


@pytest.mark.parametrize("copy_revisions", [True, False])
def test_a_copied_journey_starts_a_new_history_under_a_new_code(site, copy_revisions):
    copy = JourneyPage.objects.get(pk=site.page.pk).copy(
        recursive=True, copy_revisions=copy_revisions, update_attrs={"slug": "copie", "title": "Copie"}
    )
    assert copy.code == "PAGES-2"
    twin = Journey.objects.get(key=copy.translation_key)
    assert twin.code == "PAGES-2" and twin.pk != site.enrolment.journey_id
    copied = outline_of(twin)
    assert {one.key for one in copied.activities}.isdisjoint({one.key for one in site.outline.activities})
    assert site.titles()["P11"] == ["Lire"] and site.record() == ("done", 1)
    # What it waits for is its own first sequence, not the source's.
    second = next(one for one in copied.sequences if one.code == "P12")
    assert second.prerequisites == (next(one.key for one in copied.sequences if one.code == "P11"),)


def test_a_copy_published_again_from_its_older_versions_keeps_its_own_code(site):
    copy = JourneyPage.objects.get(pk=site.page.pk).copy(recursive=True, update_attrs={"slug": "copie"})
    JourneyPage.objects.get(pk=copy.pk).get_latest_revision().publish()
    assert JourneyPage.objects.get(pk=copy.pk).code == "PAGES-2"


def test_the_second_copy_takes_the_next_number(site):
    for number in (2, 3):
        copy = JourneyPage.objects.get(pk=site.page.pk).copy(update_attrs={"slug": f"copie-{number}"})
        assert copy.code == f"PAGES-{number}"


def test_a_translation_shares_keys_so_the_learner_keeps_the_progress(site):
    english = Locale.objects.create(language_code="en")
    with publishing_once():
        for page in (site.page, site.block, site.first, site.text):
            twin = Page.objects.get(pk=page.pk).specific.copy_for_translation(english, copy_parents=True)
            twin.title = f"{twin.title} in English"
            twin.save_revision().publish()
    activity = Activity.objects.get(pk=site.activity.pk)
    assert activity.titles == {"fr": "Lire", "en": "Lire in English"}
    assert set(activity.addresses) == {"fr", "en"}
    assert Activity.objects.count() == 1 and site.record() == ("done", 1)


def test_a_translation_changes_words_and_never_minutes(site):
    english = Locale.objects.create(language_code="en")
    twin = Page.objects.get(pk=site.text.pk).specific.copy_for_translation(english, copy_parents=True)
    twin.minutes = 999
    twin.save_revision().publish()
    assert Activity.objects.get(pk=site.activity.pk).minutes == 30


def test_a_new_slug_gives_new_addresses_to_all_that_is_below(site):
    site.first.slug = "commencer"
    site.first.save_revision().publish()
    assert site.outline.activities[0].addresses["fr"].endswith("/commencer/lire/")


def test_a_catalogue_that_moves_address_takes_its_journeys_along(site):
    catalogue = site.page.get_parent().specific
    catalogue.slug = "parcours"
    catalogue.save_revision().publish()
    assert "/parcours/" in site.outline.addresses["fr"]


def test_a_journey_does_not_leave_its_organisation(site):
    from tests.pages import make_catalogue_page

    other = make_catalogue_page(make_organisation("autre"))
    assert not site.page.can_move_to(other)


def test_many_changes_are_published_once(site):
    before = Journey.objects.get(key=site.page.translation_key).outline_version
    with publishing_once():
        for number in range(4):
            site.first.add_child(instance=TextPage(title=f"Texte {number}", slug=f"t{number}"))
            TextPage.objects.get(slug=f"t{number}").save_revision().publish()
    assert Journey.objects.get(key=site.page.translation_key).outline_version == before + 1
    assert len(site.outline.activities) == 5


def test_changes_that_fail_half_way_publish_nothing(site):
    with pytest.raises(RuntimeError), publishing_once():
        site.text.unpublish()
        raise RuntimeError
    assert site.titles()["P11"] == ["Lire"] and TextPage.objects.get(pk=site.text.pk).live


def test_a_score_that_feeds_an_indicator_is_in_the_version(site):
    page = TextPage(title="Mesurer", slug="mesurer", pass_score=Decimal("0.5"))
    indicator = site.framework.blocks.get().competencies.first().indicators.first()
    activity = add_activity(site.page, page, indicator)
    assert activity.version.feeds == [{"indicator": indicator.pk, "scale": "100.00"}]
    assert activity.version.settings == {"pass_score": 0.5}
