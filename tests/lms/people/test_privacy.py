"""A person reads all that is known of them, and is forgotten when they ask; totals do not move."""

import json
from decimal import Decimal
from io import StringIO
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.apps import apps
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import models
from wagtail.models import ModelLogEntry, PageLogEntry, Revision

from lms.people import privacy
from lms.people.models import ErasureRequest, Membership, Person, Role
from lms.progress import intake
from lms.progress.models import ActivityTotal, EnrolmentTotal, Evidence, JourneyTotal
from tests.factories import make_organisation, make_person, make_world
from tests.pages import make_journey_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    """Ana did something; Bo judged her and said why."""
    world = make_world(blocks=1)
    intake.receive(world.enrolment, world.activity(), {"verb": "completed"}, key="k1")
    intake.judge(
        world.enrolment, world.indicator(), Decimal(70), author=world.bo, comment="Ana explains her prices well."
    )
    return world


def sums() -> list:
    counted = [EnrolmentTotal, ActivityTotal, JourneyTotal]
    return [list(table.objects.order_by("pk").values()) for table in counted]


def tables_naming(person_id: int) -> list[str]:
    """Every column of every table, of ours or not, that still holds this person's number."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            points = isinstance(field, models.ForeignKey) and field.related_model is Person
            if points and model._base_manager.filter(**{field.attname: person_id}).exists():
                found.append(f"{model._meta.label}.{field.name}")
    return found


def test_the_copy_holds_the_account_and_what_was_done_and_said(world):
    copy = privacy.export(world.ana)
    assert copy["people"]["email"] == "ana@example.org"
    assert copy["people"]["roles"] == [{"organisation": "Organisation club", "role": "learner"}]
    words = json.dumps(copy, ensure_ascii=False)
    assert "Ana explains her prices well." in words
    assert "Activité 1.1.1" in words or str(world.activity().key) in words


def test_the_copy_is_plain_json_and_holds_no_secret(world):
    TOTP.activate(world.ana, secret := generate_totp_secret())
    codes = RecoveryCodes.activate(world.ana).get_unused_codes()
    words = json.dumps(privacy.export(world.ana))
    assert world.ana.password not in words and secret not in words
    assert not [code for code in codes if code in words]
    assert "totp" in words


def test_the_copy_holds_nothing_of_somebody_else(world):
    make_person("Zoé Zimmer", world.organisation, Role.LEARNER)
    words = json.dumps(privacy.export(world.ana), ensure_ascii=False)
    assert "Zimmer" not in words and "otto@example.org" not in words


def test_an_erased_person_is_named_nowhere_and_totals_stay(world):
    before, pk = sums(), world.ana.pk
    EmailAddress.objects.create(user=world.ana, email="ana@example.org", primary=True, verified=True)
    TOTP.activate(world.ana, generate_totp_secret())
    privacy.erase(world.ana, decided_by=world.admin)
    assert tables_naming(pk) == []
    assert sums() == before
    assert not EmailAddress.objects.filter(email="ana@example.org").exists()
    assert not Evidence.objects.exclude(comment="").exists()


def test_a_nameless_line_says_that_it_was_done_and_by_whom(world):
    key = world.ana.public_id
    privacy.erase(world.ana, decided_by=world.admin)
    line = ErasureRequest.objects.get()
    assert (line.person, line.person_key, line.state) == (None, key, ErasureRequest.State.DONE)
    assert line.decided_by == world.admin and line.decided_at


def test_erasing_who_judged_keeps_the_judgement_without_the_name(world):
    pk = world.bo.pk
    before = sums()
    privacy.erase(world.bo)
    assert tables_naming(pk) == []
    assert sums() == before
    assert Evidence.objects.filter(verb="assessed").exists()


def test_erasing_an_author_keeps_the_pages_without_the_name(world):
    page = make_journey_page(world.organisation, world.framework, code="AUTHOR")
    page.save_revision(user=world.bo, log_action=True).publish(user=world.bo)
    assert PageLogEntry.objects.filter(user=world.bo).exists()
    assert "wagtail.publish" in json.dumps(privacy.export(world.bo))
    pk = world.bo.pk
    privacy.erase(world.bo)
    assert tables_naming(pk) == []
    assert Revision.objects.filter(object_id=str(page.pk)).exists()
    assert not ModelLogEntry.objects.filter(user_id=pk).exists()


def test_open_sessions_of_an_erased_person_are_closed(client, world):
    client.force_login(world.ana)
    assert Session.objects.count() == 1
    privacy.erase(world.ana)
    assert Session.objects.count() == 0
    assert client.get("/account/data/").status_code == 302


def test_others_sessions_stay_open(client, world):
    client.force_login(world.bo)
    privacy.erase(world.ana)
    assert client.get("/account/data/").status_code == 200


def test_when_one_app_fails_nothing_is_erased(world):
    with patch("lms.people.identity.erase", side_effect=RuntimeError), pytest.raises(RuntimeError):
        privacy.erase(world.ana)
    assert Evidence.objects.exclude(comment="").exists()
    assert Person.objects.filter(pk=world.ana.pk).exists()
    assert not ErasureRequest.objects.exists()


def test_every_app_of_ours_that_points_at_people_exports_and_erases():
    answered = {label for label, module in privacy.privacy_modules() if module.export and module.erase}
    assert {"courses", "progress", "enrolment"} <= answered


def test_kinds_forget_before_enrolments_do():
    order = [label for label, _module in privacy.privacy_modules()]
    assert order.index("progress") < order.index("enrolment")


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("privacy", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_a_copy(world):
    assert json.loads(run("export", "ANA@example.org"))["people"]["name"] == "Ana Ferreira"


def test_the_command_erases_when_it_is_told_yes(world):
    assert "Erased" in run("erase", "ana@example.org", "--yes")
    assert not Person.objects.filter(email="ana@example.org").exists()


def test_the_command_asks_for_the_address_again(world):
    with patch("builtins.input", return_value="y"), pytest.raises(CommandError, match="Nothing was erased"):
        run("erase", "ana@example.org")
    assert Person.objects.filter(email="ana@example.org").exists()


def test_the_command_says_when_nobody_signs_in_so(world):
    with pytest.raises(CommandError, match="Nobody signs in as zoe"):
        run("export", "zoe@example.org")


def test_groups_and_memberships_go_with_the_person(world):
    privacy.erase(world.bo)
    assert not Group.objects.filter(user__isnull=False, name="club: trainers").exists()
    assert not Membership.objects.filter(role=Role.TRAINER).exists()


def test_somebody_of_no_organisation_can_be_erased_too():
    nobody = make_person("Nobody", make_organisation())
    privacy.erase(nobody)
    assert not Person.objects.exists()
