"""350 testimonials: queries and processor time of their list, of a search, of the feed, of the editors' desk and of a
search across all videos; and how much more than with 35."""

from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.content.testimonial.making import make_testimonial
from tests.factories import make_world
from tests.scale.calendar import cost_of

MANY, FEW = 350, 35
Costs = dict[str, dict[str, float]]


def measure(testimonials: int = MANY, few: int = FEW) -> Costs:
    """{"list" | "filtered" | "last_page" | "feed" | "desk" | "said": {"queries", "cpu_ms", "ratio"}}; nothing of it
    stays. The ratio is that of times, to the same screen with few of them."""
    small, large = _costs(few), _costs(testimonials)
    for name, cost in large.items():
        cost["ratio"] = round(cost["cpu_ms"] / small[name]["cpu_ms"], 2)
    return large


def _costs(testimonials: int) -> Costs:
    with transaction.atomic():
        world = make_world()
        for number in range(testimonials):
            make_testimonial(
                world.organisation,
                f"Récit {number}",
                theme=f"thème {number % 7}",
                step=f"étape {number % 5}",
                territory=f"territoire {number % 4}",
                public=number % 3 > 0,
            )
        cache.clear()
        ana, emile = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
        ana.force_login(world.ana)
        emile.force_login(world.emile)
        listed = reverse("testimonial:list")
        found = {
            "list": cost_of(ana, listed),
            "filtered": cost_of(ana, f"{listed}?theme=th%C3%A8me+0&q=boulangerie"),
            "last_page": cost_of(ana, f"{listed}?page=99"),
            "feed": cost_of(ana, reverse("testimonial:feed")),
            "said": cost_of(ana, f"{reverse('media:search')}?q=boulangerie"),
            "desk": cost_of(emile, "/admin/testimonials/"),
        }
        transaction.set_rollback(True)
    return found
