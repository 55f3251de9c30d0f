"""A whole journey made of real pages, for tests of what learners see: blocks, sequences and texts to read."""

from dataclasses import dataclass, field

from wagtail.models import Site

from content.text.models import TextPage
from courses.models import ActivityPage, BlockPage, JourneyPage, Prerequisite, SequencePage
from courses.publish import publish_journey
from lms.enrolment.models import Enrolment
from tests.factories import World, enrol_learner, make_world
from tests.kept import kept
from tests.pages import make_catalogue_page


@dataclass
class Walk:
    """The world of factories.py, whose journey is made of pages; Ana is in her third week of it."""

    world: World
    page: JourneyPage
    blocks: list[BlockPage] = field(default_factory=list)
    sequences: list[SequencePage] = field(default_factory=list)
    activities: list[ActivityPage] = field(default_factory=list)
    enrolment: Enrolment = None  # type: ignore[assignment]

    def __getattr__(self, name: str) -> object:
        if "world" not in self.__dict__:
            raise AttributeError(name)
        return getattr(self.world, name)

    def url(self, page: object) -> str:
        return page.get_url()  # type: ignore[attr-defined, no-any-return]


@kept
def make_walk(activities: int = 2, sequences_per_block: int = 2, blocks: int = 2) -> Walk:
    """Two sequences a block, the second needs the first; activities are texts of 30 minutes said to be done."""
    Site.clear_site_root_paths_cache()
    world = make_world(blocks=blocks)
    Enrolment.objects.filter(person=world.ana).delete()
    page = JourneyPage(title="Entreprendre", slug="entreprendre", code="WALK", framework=world.framework)
    walk = Walk(world, page)
    make_catalogue_page(world.organisation).add_child(instance=page)
    for number, row in enumerate(world.framework.blocks.order_by("position"), start=1):
        _add_block(walk, row, number, sequences_per_block, activities)
    # Pages are added live; one publication for all of them is what keeps 200 quick.
    journey = publish_journey(page.translation_key)
    assert journey is not None
    world.journey = journey
    walk.enrolment = world.enrolment = enrol_learner(world, world.ana, coach=world.chloe)
    return walk


def _add_block(walk: Walk, row: object, number: int, sequences: int, activities: int) -> None:
    block = BlockPage(title=f"Bloc {number}", slug=f"b{number}", code=f"B{number}", competency_block=row)
    walk.page.add_child(instance=block)
    walk.blocks.append(block)
    first = None
    for place in range(1, sequences + 1):
        sequence = SequencePage(
            title=f"Séquence {number}.{place}", slug=f"s{place}", code=f"S{number}{place}", week=2 * number - 1
        )
        if first is not None:
            sequence.prerequisites = [Prerequisite(needs=first)]
        block.add_child(instance=sequence)
        walk.sequences.append(sequence)
        first = first or sequence
        for step in range(1, activities + 1):
            text = TextPage(
                title=f"Lire {number}.{place}.{step}",
                slug=f"a{step}",
                minutes=30,
                body=[("prose", "<p>Prenez le temps de lire.</p>")],
            )
            sequence.add_child(instance=text)
            walk.activities.append(text)
