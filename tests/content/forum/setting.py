"""Forums in a journey of pages: Ana and Ali in group A, Bea in group B, Nino in none, Gaëlle invited."""

from dataclasses import dataclass, field
from typing import Any

from django.test import Client
from django.urls import reverse

from content.forum.access import Pass, pass_to
from content.forum.models import Forum, ForumPage, Post, Thread
from content.forum.writing import Draft, add_post, open_thread
from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Cohort, Enrolment
from lms.people.models import Person, Role
from tests.courses.walk import Walk, make_walk
from tests.factories import enrol_learner, make_person
from tests.kept import kept


@dataclass
class Place:
    walk: Walk
    forum: Forum
    people: dict[str, Person]
    groups: dict[str, Cohort]
    numbers: list[int] = field(default_factory=list)

    def held(self, name: str, forum: Forum | None = None) -> Pass:
        person = Person.objects.get(pk=self.people[name].pk)
        found = pass_to(person, Forum.objects.select_related("organisation").get(pk=(forum or self.forum).pk))
        assert found is not None
        return found

    def draft(self, text: str = "Bonjour à tous.", **fields: Any) -> Draft:
        self.numbers.append(1)
        return Draft(text, fields.pop("key", f"form-number-{len(self.numbers)}"), **fields)

    def thread(self, name: str = "ana", title: str = "Mon idée", forum: Forum | None = None, **fields: Any) -> Thread:
        sort, group = fields.pop("sort", Thread.Sort.DISCUSSION), fields.pop("group", None)
        return open_thread(self.held(name, forum), title, self.draft(**fields), sort, group).thread

    def post(self, name: str, thread: Thread, **fields: Any) -> Post:
        return add_post(self.held(name, thread.forum), thread, self.draft(**fields))

    def client(self, name: str) -> Client:
        client = Client()
        client.force_login(self.people[name])
        return client

    def set(self, **fields: Any) -> None:
        Forum.objects.filter(pk=self.forum.pk).update(**fields)
        self.forum.refresh_from_db()

    def enrolment(self, name: str = "ana") -> Enrolment:
        return Enrolment.objects.get(person=self.people[name])


@kept
def make_place() -> Place:
    walk = make_walk(blocks=1)
    world = walk.world
    groups = {
        name: Cohort.objects.create(organisation=world.organisation, journey=world.journey, name=f"Groupe {name}")
        for name in "AB"
    }
    Enrolment.objects.filter(pk=walk.enrolment.pk).update(cohort=groups["A"])
    people = dict(world.people)
    for name, group in (("Ali Amar", "A"), ("Bea Bost", "B"), ("Nino Nil", "")):
        person = make_person(name, world.organisation, Role.LEARNER)
        people[name.split()[0].lower()] = person
        enrol_learner(world, person, cohort=groups.get(group))
    groups["A"].trainers.add(world.bo)
    people["theo"] = make_person("Théo Thil", world.organisation, Role.TRAINER)
    groups["B"].trainers.add(people["theo"])
    Person.objects.update(language="en")
    forum = Forum.objects.create(
        organisation=world.organisation, code="F02", title="Entre nous", journey=world.journey, for_guests=True
    )
    forum.guests.add(world.gaelle)
    return Place(walk, forum, people, groups)


def add_page(place: Place, rule: str = "posted", times: int = 1, code: str = "F02") -> Activity:
    """An activity of Ana's first sequence in this forum."""
    page = ForumPage(title=f"Écrire ({rule})", minutes=20, forum_code=code, rule=rule, times=times)
    place.walk.sequences[0].add_child(instance=page)
    page.save_revision().publish()
    return Activity.objects.get(key=page.translation_key)


def make_indicator(place: Place) -> Indicator:
    """At least three useful posts, assessed by a moderator, in the sequence of the pages."""
    row = place.walk.world.indicator()
    row.evidence_type, row.assessor, row.source_sequence = "forum_contribution", "moderator", "S11"
    row.unit, row.threshold, row.autonomy_threshold = "messages", 3, 5
    row.save()
    from courses.publish import publish_journey

    publish_journey(place.walk.page.translation_key)
    return row


def url(name: str, row: Any) -> str:
    return reverse(f"forum:{name}", args=[row.public_id])


def said(response: Any) -> str:
    return str(response.content.decode())
