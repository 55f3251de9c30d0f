"""The demo's organisations, people and pages, from nothing; build_demo calls it inside one transaction."""

import copy
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Collection, Locale, Page

from courses.demo.assessed import add_assessed, write_grids
from courses.demo.pictures import PLACES, make_picture
from courses.demo.texts import add_texts
from courses.importer import Imported, import_journey, read_journey
from courses.journeyfile.reading import Document
from courses.models import BlockPage, JourneyPage, SequencePage
from courses.publish import publish_journey, publishing_once
from courses.site import ensure_catalogue, ensure_home
from lms.catalogue.models import Activity
from lms.enrolment.enrol import enrol
from lms.people.members import grant
from lms.people.models import Organisation, Person, Role
from lms.plugins.registry import companion, kinds

HERE = Path(__file__).parent
FILE = HERE / "demo-journey.yaml"
PASSWORD = "cordee-demo"
# Account, name, role. `python3 -m lms demo` prints them.
TEAM = (
    ("ana", "Ana Ferreira", Role.LEARNER),
    ("bo", "Bo Berger", Role.TRAINER),
    ("chloe", "Chloé Costa", Role.COACH),
    ("dora", "Dora Diallo", Role.COORDINATOR),
    ("emile", "Émile Esteve", Role.EDITOR),
    ("eva", "Eva Evrard", Role.EVALUATOR),
    ("gaelle", "Gaëlle Guérin", Role.GUEST),
)
PHONE = "05 00 00 00 00"
# What happened to the demo's learners happened after its activities were written.
WRITTEN = timedelta(days=300)


def make_people() -> tuple[Organisation, dict[str, Person]]:
    """The organisation of the journey file, and one account for each role."""
    organisation = Organisation.objects.create(
        code="LCDP",
        name="Le Chantier des Possibles",
        help_name="Chloé Costa",
        help_phone=PHONE,
        help_email="chloe@demo.example",
    )
    ensure_catalogue(organisation)
    people = {}
    for account, name, role in TEAM:
        people[account] = Person.objects.create_user(f"{account}@demo.example", PASSWORD, name=name)
        grant(people[account], organisation, role)
    Person.objects.filter(pk=people["chloe"].pk).update(phone=PHONE)
    admin = Person.objects.create_superuser("admin@demo.example", PASSWORD, name="Aude Marchand")
    grant(admin, organisation, Role.ADMIN)
    return organisation, {**people, "admin": admin}


def make_journey(organisation: Organisation) -> tuple[Document, Imported, dict[str, Any]]:
    """The journey of the file with its texts, pictures, quizzes and grids, published; and what kinds want to know."""
    document = read_journey(FILE.read_bytes())
    add_texts(document.data)
    told = add_assessed(document.data, organisation)
    _add_pictures(document.data)
    organisation.referents = document.data["organisme"]["referents"]
    organisation.save()
    imported = import_journey(document, organisation)
    _write_home(organisation)
    assert imported.journey is not None
    write_grids(imported.journey)
    for module in _demos():
        if hasattr(module, "prepare"):
            module.prepare(imported.journey, told)
    return document, imported, told


def backdate(imported: Imported) -> None:
    """Activities as old as the histories that follow: what is younger than a learner's work asks nothing of them."""
    Activity.objects.filter(journey=imported.journey).update(created_at=timezone.now() - WRITTEN)
    publish_journey(imported.page.translation_key)


def fill_kinds(imported: Imported, told: dict[str, Any]) -> None:
    """What a kind keeps beside the record, as learners would have left it, and what waits today: see deeds.py."""
    for module in _demos():
        if hasattr(module, "build"):
            module.build(imported.journey, told)


def translate(imported: Imported) -> None:
    """Home, catalogue, journey, blocks and sequences in English; activities stay in French."""
    words: dict[str, Any] = yaml.safe_load((HERE / "anglais.yaml").read_text(encoding="utf-8"))
    locale, _is_new = Locale.objects.get_or_create(language_code="en")
    journey = JourneyPage.objects.get(pk=imported.page.pk)
    with publishing_once():
        _translate(ensure_home(), locale, words["home"])
        _translate(journey.get_parent().specific, locale, words["catalogue"])
        _translate(journey, locale, words["journey"])
        for block in BlockPage.objects.child_of(journey).order_by("path"):
            _translate(block, locale, {"title": words["blocks"][block.code]})
            for sequence in SequencePage.objects.child_of(block).order_by("path"):
                _translate(sequence, locale, {"title": words["sequences"][sequence.code]})


def make_elsewhere() -> None:
    """Otto's organisation, with a journey of its own: what he sees is his, and nothing of the other one."""
    organisation = Organisation.objects.create(
        code="CANAL", name="Les Ateliers du Canal", help_name="Mina Prévost", help_phone="05 00 00 00 01"
    )
    document = read_journey(FILE.read_bytes())
    data = copy.deepcopy(document.data)
    add_texts(data)
    add_assessed({**data, "blocs": data["blocs"][:1]}, organisation)
    small = {
        "langue": "fr",
        "organisme": {"code": "CANAL", "nom": organisation.name, "lieux": data["organisme"]["lieux"]},
        "parcours": {
            "code": "FAIRE-LE-POINT",
            "titre": "Deux semaines pour faire le point",
            "accroche": "Ce que vous savez faire, ce que vous voulez, et la suite.",
            "duree_semaines": 2,
            "public": ["toute personne qui se pose des questions"],
            "prerequis": "aucun",
        },
        "blocs": data["blocs"][:1],
    }
    imported = import_journey(Document(small), organisation)
    assert imported.journey is not None
    otto = Person.objects.create_user("otto@demo.example", PASSWORD, name="Otto Keller")
    grant(otto, organisation, Role.LEARNER)
    enrol(otto, imported.journey, timezone.localdate() - timedelta(days=4))


def _demos() -> Iterator[Any]:
    return (module for name in kinds() if (module := companion(name, "demo")) is not None)


def _write_home(organisation: Organisation) -> None:
    home, catalogue = ensure_home(), ensure_catalogue(organisation)
    home.intro = (
        "<p>Des parcours à plusieurs et un par un, sur place et à distance. À chaque étape, quelqu'un est sur la même "
        "corde.</p>"
    )
    catalogue.intro = "<p>Des parcours gratuits pour qui a un projet, une idée, ou seulement l'envie que ça change.</p>"
    for page in (home, catalogue):
        page.save_revision().publish()


def _add_pictures(data: dict[str, Any]) -> None:
    root = Collection.get_first_root_node()
    collection = Collection.objects.filter(name=_("Drawings of the demo")).first() or root.add_child(
        name=_("Drawings of the demo")
    )
    for block in data["blocs"]:
        for sequence in block["sequences"]:
            for activity in sequence["activites"]:
                if name := PLACES.get((sequence["code"], activity["titre"])):
                    image: Any = make_picture(name, collection)
                    activity["images_du_site"] = [{"id": image.pk, "texte": image.description}]


def _translate(page: Page, locale: Locale, words: dict[str, str]) -> None:
    twin = page.specific.copy_for_translation(locale)
    for name, text in words.items():
        setattr(twin, name, text)
    twin.save_revision().publish()
