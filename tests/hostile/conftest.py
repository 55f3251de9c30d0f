"""The world that is attacked: Ana's journey of pages, one of them an H5P, and another organisation that wants in."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from content.h5p.example import installed
from content.h5p.models import H5PPage
from lms.catalogue.models import Activity
from lms.enrolment.models import Enrolment
from lms.people.models import Person, Role
from lms.progress.models import Completion, Evidence, IndicatorStanding, Measure
from lms.progress.tokens import make_token
from tests.courses.walk import Walk, make_walk
from tests.factories import make_person
from tests.pages import add_activity, make_catalogue_page


@dataclass
class Site:
    """Olga holds every role in another organisation, and has a catalogue there."""

    walk: Walk
    page: H5PPage
    activity: Activity
    olga: Person

    @property
    def seat(self) -> Enrolment:
        return self.walk.enrolment

    def send(self, token: str | None = None, **body: Any) -> HttpResponse:
        """What Ana's page would send of the H5P, unless another token speaks."""
        told = {
            "token": token or make_token(self.seat.pk, self.activity.pk),
            "content": str(self.page.package.public_id),
            **body,
        }
        return self.post(json.dumps(told))

    def post(self, raw: str | bytes) -> HttpResponse:
        return Client().post(reverse("h5p:send"), raw, content_type="application/json")

    def stored(self) -> tuple[int, ...]:
        """How much there is of everything that a message could write."""
        rows = (Evidence, Measure, Completion, IndicatorStanding)
        return tuple(model.objects.count() for model in rows)


@pytest.fixture
def site(db, settings, tmp_path) -> Site:
    settings.MEDIA_ROOT = tmp_path / "media"
    cache.clear()
    walk = make_walk()
    page = H5PPage(title="Cartes", slug="cartes", package=installed("cards"))
    activity = add_activity(walk.page, page)
    make_catalogue_page(walk.world.other_organisation)
    olga = make_person("Olga", walk.world.other_organisation, *Role, email="olga@example.org")
    walk.world.people["olga"] = olga
    return Site(walk, page, activity, olga)
