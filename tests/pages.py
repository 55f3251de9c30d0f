"""The same small world made of real pages: what an author writes, published through Wagtail."""

from decimal import Decimal

from wagtail.models import Locale, Page, Site

from courses.models import ActivityPage, BlockPage, CataloguePage, HomePage, JourneyPage, SequencePage
from lms.catalogue.models import Activity, Framework, Journey
from lms.people.models import Organisation


def make_home() -> HomePage:
    """The site's home in French, whatever Wagtail's own migrations left there."""
    home = HomePage.objects.first()
    if home is not None:
        return home
    locale, _ = Locale.objects.get_or_create(language_code="fr")
    root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
    for leftover in root.get_children():
        leftover.delete()
    root = Page.objects.get(pk=root.pk)
    home = root.add_child(instance=HomePage(title="Cordée", slug="home", locale=locale))
    Site.objects.all().delete()
    Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Cordée")
    return home


def make_catalogue_page(organisation: Organisation) -> CataloguePage:
    page = CataloguePage(title=f"Parcours {organisation.name}", slug=organisation.code, organisation=organisation)
    make_home().add_child(instance=page)
    return page


def make_journey_page(organisation: Organisation, framework: Framework, code: str = "PAGES") -> JourneyPage:
    """One block, one sequence, no activity yet."""
    catalogue = make_catalogue_page(organisation)
    page = JourneyPage(title="Un parcours", slug=code.lower(), code=code, framework=framework)
    catalogue.add_child(instance=page)
    row = framework.blocks.order_by("position").first()
    block = BlockPage(title="Un bloc", slug="b1", code="B1", competency_block=row)
    page.add_child(instance=block)
    sequence = SequencePage(title="Une séquence", slug="s1", code="P11", week=1)
    block.add_child(instance=sequence)
    for one in (page, block, sequence):
        one.save_revision().publish()
    return page


def add_activity(journey_page: JourneyPage, page: ActivityPage, indicator: object = None) -> Activity:
    """Publish the page below the journey's first sequence; the published Activity row."""
    sequence = SequencePage.objects.descendant_of(journey_page).first()
    assert sequence is not None
    sequence.add_child(instance=page)
    if indicator is not None:
        page.feeds.create(indicator=indicator, scale=Decimal(100))
    page.save_revision().publish()
    return Activity.objects.get(key=page.translation_key)


def journey_of(page: JourneyPage) -> Journey:
    return Journey.objects.get(key=page.translation_key)
