"""Hears Wagtail's page signals and publishes the journey they touch again, whole. The only place that hears them."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page
from wagtail.signals import (
    copy_for_translation_done,
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
)

from courses.models import JourneyPage
from courses.outline import plan_of
from lms.catalogue.models import Framework, Journey
from lms.catalogue.publish import publish, version_indicators, withdraw

_waiting: ContextVar[set[UUID] | None] = ContextVar("journeys waiting to be published", default=None)


def publish_journey(key: UUID) -> Journey | None:
    """Bring learners' outline to what is live of this journey's pages; withdraw it when nothing is."""
    with transaction.atomic():
        plan = plan_of(key)
        if plan is None:
            withdraw(key)
            return None
        return publish(plan)


def publish_framework(framework: Framework) -> None:
    """Thresholds changed: freeze them as new versions and publish every journey that works on them."""
    with transaction.atomic():
        version_indicators(framework.pk)
        republish(JourneyPage.objects.filter(framework=framework).values_list("translation_key", flat=True))


def republish(keys: Iterable[UUID]) -> None:
    """Publish these journeys, now or once at the end of publishing_once()."""
    waiting = _waiting.get()
    if waiting is not None:
        waiting.update(keys)
        return
    for key in sorted(set(keys)):
        publish_journey(key)


@contextmanager
def publishing_once() -> Iterator[None]:
    """Many changes, one publication each journey at the end; all of it or nothing."""
    if _waiting.get() is not None:
        yield
        return
    with transaction.atomic():
        keys: set[UUID] = set()
        token = _waiting.set(keys)
        try:
            yield
        finally:
            _waiting.reset(token)
        for key in sorted(keys):
            publish_journey(key)


@receiver([page_published, page_unpublished, page_slug_changed])
def hear_page(instance: Page, **kwargs: Any) -> None:
    republish(_journeys_around(instance.path))


@receiver(post_page_move)
def hear_move(instance: Page, parent_page_before: Page, **kwargs: Any) -> None:
    moved = Page.objects.get(pk=instance.pk)  # the instance may still hold the path it had
    republish([*_journeys_around(parent_page_before.path, below=False), *_journeys_around(moved.path)])


@receiver(post_delete, sender=Page)
def hear_deletion(instance: Page, **kwargs: Any) -> None:
    own = Journey.objects.filter(key=instance.translation_key).values_list("key", flat=True)
    republish([*_journeys_around(instance.path, below=False), *own])


@receiver(copy_for_translation_done)
def hear_translation(source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    if isinstance(target_obj, Page) and target_obj.live:
        republish(_journeys_around(target_obj.path))


def _journeys_around(path: str, below: bool = True) -> list[UUID]:
    """Keys of the journeys that hold the page at this path, or that are below it."""
    steps = [path[:end] for end in range(Page.steplen, len(path) + 1, Page.steplen)]
    keys = list(JourneyPage.objects.filter(path__in=steps).values_list("translation_key", flat=True))
    if below and not keys:
        keys = list(JourneyPage.objects.filter(path__startswith=path).values_list("translation_key", flat=True))
    return keys
