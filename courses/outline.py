"""Reads the live pages of a journey, in all its languages, as the plan that lms/catalogue/publish.py writes."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from wagtail.models import Page

from courses.models import ActivityPage, BlockPage, CataloguePage, Feed, JourneyPage, Prerequisite, SequencePage
from courses.reference import first_of
from lms.catalogue.plan import ActivityPlan, BlockPlan, JourneyPlan, SequencePlan, Texts

Named = dict[UUID, tuple[Texts, Texts]]  # titles and addresses by language
Some = TypeVar("Some", bound=Page)


def plan_of(key: UUID) -> JourneyPlan | None:
    """What learners may walk through now; None when no page of the journey is live."""
    twins = [page for page in JourneyPage.objects.filter(translation_key=key).select_related("locale") if page.live]
    if not twins:
        return None
    page = first_of(twins)
    named = _named(twins)
    titles, addresses = named[key]
    return JourneyPlan(
        key=key,
        organisation_id=CataloguePage.objects.ancestor_of(page).get().organisation_id,
        code=page.code,
        titles=titles,
        addresses=addresses,
        framework_id=page.framework_id,
        weeks=page.weeks,
        max_weeks=page.max_weeks,
        entry_every_days=page.entry_every_days,
        # The delay is told to people long after the page may be gone.
        extras={**(page.extras or {}), "reply_delay_days": page.reply_delay_days},
        blocks=_blocks(page, named),
    )


def _named(twins: list[JourneyPage]) -> Named:
    """Titles and addresses of every live page, by language. What is live below a draft is not shown."""
    named: Named = defaultdict(lambda: ({}, {}))
    for twin in twins:
        language = twin.locale.language_code.split("-")[0]
        rows = Page.objects.descendant_of(twin, inclusive=True).order_by("path").defer_streamfields()
        for page in _without_drafts(rows):
            titles, addresses = named[page.translation_key]
            titles[language] = page.title
            if parts := page.get_url_parts():
                addresses[language] = parts[2]
    return named


def _without_drafts(rows: Iterable[Some]) -> list[Some]:
    """Live pages in tree order, less those below a page that is not live."""
    kept: list[Some] = []
    hidden = ""
    for page in rows:
        if hidden and page.path.startswith(hidden):
            continue
        if page.live:
            kept.append(page)
        else:
            hidden = page.path
    return kept


def _blocks(journey: JourneyPage, named: Named) -> tuple[BlockPlan, ...]:
    sequences = _by_parent(_sequences(journey, named))
    return tuple(
        BlockPlan(
            code=page.code,
            titles=named[page.translation_key][0],
            competency_block_id=page.competency_block_id,
            aim=page.aim,
            sequences=tuple(sequences[page.path]),
        )
        for page in BlockPage.objects.child_of(journey).live().order_by("path")
    )


def _sequences(journey: JourneyPage, named: Named) -> list[tuple[str, SequencePlan]]:
    rows = SequencePage.objects.descendant_of(journey).live().order_by("path").prefetch_related("competencies")
    pages = [page for page in rows if page.translation_key in named]
    activities = _by_parent(_activities(journey, named))
    needs = _prerequisites(pages)
    names = ("code", "timing", "grouping", "place", "week", "minutes", "off_site", "venue")
    return [
        (
            page.path,
            SequencePlan(
                key=page.translation_key,
                titles=named[page.translation_key][0],
                addresses=named[page.translation_key][1],
                prerequisites=tuple(needs[page.pk]),
                competencies=tuple(competency.pk for competency in page.competencies.all()),
                activities=tuple(activities[page.path]),
                **{name: getattr(page, name) for name in names},
            ),
        )
        for page in pages
    ]


def _prerequisites(pages: list[SequencePage]) -> dict[int, list[UUID]]:
    """Keys of what each page waits for. In a copied journey a line names the source's page: its code finds ours."""
    own_keys = {page.translation_key for page in pages}
    by_code = {page.code: page.translation_key for page in pages}
    found: dict[int, list[UUID]] = defaultdict(list)
    rows = Prerequisite.objects.filter(page__in=[page.pk for page in pages]).order_by("sort_order")
    for page_id, key, code in rows.values_list("page_id", "needs__translation_key", "needs__code"):
        needed = key if key in own_keys else by_code.get(code)
        if needed is not None:
            found[page_id].append(needed)
    return found


def _activities(journey: JourneyPage, named: Named) -> list[tuple[str, ActivityPlan]]:
    rows = ActivityPage.objects.descendant_of(journey).live().order_by("path").specific()
    # A page whose kind is not installed any more has no rule: it is withdrawn until the kind is back.
    pages = [page for page in rows if page.translation_key in named and page.kind]
    feeds: dict[int, list[tuple[int, Any]]] = defaultdict(list)
    lines = Feed.objects.filter(page__in=[page.pk for page in pages]).order_by("sort_order")
    for page_id, indicator_id, scale in lines.values_list("page_id", "indicator_id", "scale"):
        feeds[page_id].append((indicator_id, scale))
    return [
        (
            page.path,
            ActivityPlan(
                key=page.translation_key,
                kind=page.kind,
                titles=named[page.translation_key][0],
                addresses=named[page.translation_key][1],
                rule=page.rule_in_force(),
                minutes=page.minutes,
                is_required=page.is_required,
                settings=page.rule_settings(),
                feeds=tuple(feeds[page.pk]),
            ),
        )
        for page in pages
    ]


def _by_parent(items: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for path, item in items:
        found[path[: -Page.steplen]].append(item)
    return found
