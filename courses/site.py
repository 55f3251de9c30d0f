"""The first pages of a site: its home, and one catalogue for each organisation. Imports and the demo call it."""

from django.conf import settings
from django.utils.text import slugify
from wagtail.models import Locale, Page, Site

from courses.models import CataloguePage, HomePage
from lms.people.models import Organisation


def ensure_home() -> HomePage:
    """The home page in the site's first language; made where Wagtail's own first page stands until somebody writes."""
    locale, _ = Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
    home = HomePage.objects.filter(locale=locale).first()
    if home is None:
        root = Page.get_first_root_node() or Page.add_root(title="Root", slug="root", locale=locale)
        home = root.add_child(instance=HomePage(title="Cordée", slug="accueil", locale=locale))
    _serve(home)
    return home


def ensure_catalogue(organisation: Organisation) -> CataloguePage:
    """The catalogue of that organisation in the site's first language."""
    home = ensure_home()
    page = CataloguePage.objects.filter(organisation=organisation, locale=home.locale).order_by("path").first()
    if page is None:
        slug = free_slug(home, organisation.code)
        page = home.add_child(
            instance=CataloguePage(
                title=organisation.name, slug=slug, organisation=organisation, locale=home.locale, live=True
            )
        )
    return page


def free_slug(parent: Page, words: str) -> str:
    """A short plain slug from those words that no other child of the page has."""
    stem = slugify(words)[:70].strip("-") or "page"
    taken = set(parent.get_children().filter(slug__startswith=stem).values_list("slug", flat=True))
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def _serve(home: HomePage) -> None:
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        Site.objects.create(hostname="localhost", root_page=home, is_default_site=True, site_name="Cordée")
        return
    if site.root_page_id == home.pk or isinstance(site.root_page.specific, HomePage):
        return
    welcome = site.root_page
    site.root_page, site.site_name = home, site.site_name or "Cordée"
    site.save()
    # Wagtail's welcome page, as its migrations leave it: nobody has written there.
    if welcome.specific_class is Page and not welcome.get_children_count() and welcome.latest_revision_id is None:
        Page.objects.get(pk=welcome.pk).delete()
