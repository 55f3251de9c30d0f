"""A library of 1,000 resources: queries and processor time of its screens."""

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from content.toolbox.models import Resource
from lms.catalogue.models import Competency
from tests.factories import make_world
from tests.scale.calendar import cost_of

STEPS = ("idee", "marche", "chiffrage", "cadre", "reseau", "lancement")


def measure(resources: int = 1000) -> dict[str, dict[str, float]]:
    """{"first_page" | "last_page" | "search" | "facet" | "desk": {"queries", "cpu_ms"}}; nothing of it stays."""
    with transaction.atomic():
        world = make_world()
        rows = list(Competency.objects.select_related("competency_block"))
        made = [
            Resource(
                organisation=world.organisation,
                title=f"Fiche {number}",
                description="Pour avancer d’un pas.",
                format="page",
                licence="CC-BY-SA-4.0",
                authors="Bo",
                step=STEPS[number % len(STEPS)],
                competency=rows[number % len(rows)],
                competency_block=rows[number % len(rows)].competency_block,
                words=f"fiche {number} budget prix client " * 40,
                live=True,
            )
            for number in range(resources)
        ]
        Resource.objects.bulk_create(made)
        client = Client(SERVER_NAME="localhost")
        client.force_login(world.ana)
        cache.clear()
        address = reverse("toolbox:library")
        found = {
            "first_page": cost_of(client, address),
            "last_page": cost_of(client, f"{address}?page={-(-resources // 20)}"),
            "search": cost_of(client, f"{address}?q=budget+{resources - 1}"),
            "facet": cost_of(client, f"{address}?step=idee&block=B1"),
        }
        client.force_login(world.dora)
        found["desk"] = cost_of(client, reverse("toolbox:desk"))
        transaction.set_rollback(True)
    return found
