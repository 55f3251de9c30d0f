"""Words that people write end in pages, files and letters: words they stay, never markup, formulas or headings."""

import json
from decimal import Decimal

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.h5p.models import Package
from lms.catalogue.models import Journey
from lms.people.models import Membership, Organisation, Person, Role, follow_roles
from lms.progress import intake, tally
from lms.progress.models import Evidence
from tests.content.h5p.making import make
from tests.factories import enrol_learner, make_person

pytestmark = pytest.mark.django_db
MARKUP = "<img src=x onerror=alert(1)>"
FORMULA = "=HYPERLINK(1)"


def as_(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(response) -> str:
    assert response.status_code == 200
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return content.decode()


def test_comments_names_and_reasons_are_shown_as_words_on_every_screen(site):
    world, seat = site.walk.world, site.seat
    Person.objects.filter(pk__in=[world.ana.pk, world.bo.pk, world.chloe.pk]).update(name=f"N {MARKUP}")
    Membership.objects.filter(person=world.eva).update(may_see_names=True)
    bo = Person.objects.get(pk=world.bo.pk)
    outcome = intake.judge(seat, world.indicator(), Decimal(70), author=bo, comment=f"C {MARKUP}")
    second = intake.judge(seat, world.indicator(), Decimal(80), author=bo, comment=f"C {MARKUP}")
    evidence = Evidence.objects.get(pk=outcome.evidence_id)
    intake.void(evidence, author=bo, reason=f"R {MARKUP}")
    kept = Evidence.objects.get(pk=second.evidence_id)
    tally.move_all()
    indicator, competency = world.indicator().pk, world.indicator().competency_id
    shown = 0
    for who, address in (
        ("ana", reverse("courses:my_progress", args=[seat.public_id])),
        ("ana", reverse("courses:my_journey", args=[seat.public_id])),
        ("bo", reverse("courses:learners")),
        ("bo", reverse("courses:learner", args=[seat.public_id])),
        ("bo", reverse("courses:judge", args=[seat.public_id, indicator])),
        ("bo", reverse("courses:withdraw", args=[seat.public_id, kept.public_id])),
        ("eva", reverse("reports:matrix", args=[world.journey.key])),
        ("eva", reverse("reports:learner", args=[seat.public_id])),
        ("eva", reverse("reports:measures", args=[seat.public_id, competency])),
        ("eva", reverse("reports:evidence", args=[seat.public_id, evidence.public_id, indicator])),
        ("eva", reverse("reports:evidence", args=[seat.public_id, kept.public_id, indicator])),
        ("dora", reverse("people:members", args=[world.organisation.code])),
        ("dora", reverse("people:member", args=[world.organisation.code, world.ana.public_id])),
    ):
        text = text_of(as_(world.people[who]).get(address))
        assert "<img src=x" not in text, address
        shown += "&lt;img src=x" in text
    assert shown >= 10


def test_a_package_s_words_are_words_in_the_admin(site):
    world = site.walk.world
    follow_roles(world.bo, world.organisation)
    media = [{"path": path, "mime": "image/png"} for path in (f"https://{MARKUP}/x.png", MARKUP)]
    upload = SimpleUploadedFile("a.h5p", make({"content/content.json": json.dumps({"media": media})}).getvalue())
    client = as_(world.bo)
    body = {"upload": upload, "organisation": world.organisation.pk}
    text = text_of(client.post(reverse("h5p-contents:add"), body, follow=True))
    assert "<img src=x" not in text
    package = Package.objects.get(organisation=world.organisation)
    assert any("<img" in warning for warning in package.warnings)
    for name in ("inspect", "edit", "delete", "history", "usage"):
        assert "<img src=x" not in text_of(client.get(reverse(f"h5p-contents:{name}", args=[package.pk]))), name


def test_no_file_runs_a_formula_or_breaks_its_name(site):
    world = site.walk.world
    Journey.objects.filter(pk=world.journey.pk).update(code='J"1\r\nSet-Cookie: a=b')
    Person.objects.filter(pk=world.ana.pk).update(name=FORMULA)
    intake.judge(site.seat, world.indicator(), Decimal(70), author=world.bo)
    cache.clear()
    for address in (
        reverse("reports:matrix_csv", args=[world.journey.key]),
        reverse("reports:journey_measures_csv", args=[world.journey.key]),
        reverse("reports:measures_csv", args=[site.seat.public_id]),
    ):
        response = as_(world.bo).get(address)
        assert f"\n{FORMULA}" not in text_of(response)
        assert not response.cookies
        name = response["Content-Disposition"]
        assert name.startswith("attachment; filename=") and name.count('"') == 2 and "\n" not in name


def test_an_organisation_s_name_adds_no_heading_to_a_letter(site):
    world = site.walk.world
    Organisation.objects.filter(pk=world.organisation.pk).update(name="Club\r\nBcc: evil@example.org")
    address = reverse("people:invite", args=[world.organisation.code])
    body = {"email": "new@example.org", "name": "Nadia\r\nX: y", "roles": [Role.LEARNER]}
    assert as_(world.dora).post(address, body).status_code in (200, 302)
    for letter in mail.outbox:
        assert letter.recipients() == ["new@example.org"]
        assert "\n" not in letter.subject


def test_words_of_a_page_written_by_a_trainer_run_nothing(site):
    """Wagtail's editor sends its own form of text; what it does not know, it leaves out."""
    world = site.walk.world
    follow_roles(world.bo, world.organisation)
    page = site.walk.sequences[0]
    link = {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}}
    block = {"key": "a", "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "text": f"lien {MARKUP}"}
    intro = {"entityMap": {"0": link}, "blocks": [{**block, "entityRanges": [{"offset": 0, "length": 4, "key": 0}]}]}
    client = as_(world.bo)
    address = f"/admin/pages/{page.pk}/edit/"
    form = client.get(address).context["form"]
    body = {name: form[name].value() for name in form.fields}
    body = {name: value for name, value in body.items() if value is not None and value is not False and value != []}
    for formset in form.formsets.values():
        body |= {f"{formset.prefix}-{part}_FORMS": 0 for part in ("TOTAL", "INITIAL")}
    body |= {"intro": json.dumps(intro), "action-publish": "1", "comments-TOTAL_FORMS": 0, "comments-INITIAL_FORMS": 0}
    response = client.post(address, body)
    assert response.status_code == 302, response.context["form"].errors
    page.refresh_from_db()
    assert "lien" in page.intro
    assert "javascript:" not in page.intro and "<img" not in page.intro
    text = text_of(as_(world.ana).get(page.get_url()))
    assert "javascript:alert" not in text and "<img src=x" not in text


def test_a_learner_made_of_signs_breaks_no_screen(site):
    world = site.walk.world
    odd = make_person(
        '"><script>\u202e\u0000'.replace("\u0000", "") + "é" * 100, world.organisation, email="odd@example.org"
    )
    enrol_learner(world, odd)
    for who, address in (("bo", reverse("courses:learners")), ("dora", f"/people/{world.organisation.code}/")):
        assert '"><script>' not in text_of(as_(world.people[who]).get(address))
