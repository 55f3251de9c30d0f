"""The demo's forums: what its learners and an invited business owner wrote, and what is new or waits today."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from content.forum import demo_words as words
from content.forum import moderating
from content.forum.access import Pass, pass_to
from content.forum.models import Forum, ForumPage, Post, ReadMark, Report, Thread
from content.forum.telling import measured_by
from content.forum.writing import Draft, add_post, open_thread
from courses.demo.deeds import Deed
from courses.models import JourneyPage
from courses.publish import publishing_once
from lms.catalogue.models import Journey
from lms.enrolment.models import Enrolment
from lms.notices.models import Notice
from lms.people.models import Membership, Person, Role

# By the place of an activity in its sequence: what is asked where several share a forum.
RULES = {
    "Se présenter et poser sa question": ("started", 1),
    "Répondre à deux autres personnes": ("replied", 2),
    "Échange différé avec une cheffe d'entreprise invitée": ("exchanged", 1),
    "Question au tuteur et réponse": ("answered", 1),
}
NUMBERS = count()


def prepare(journey: Journey, told: Mapping[str, Any]) -> None:
    """Each step asks its own thing of the forum; the guest is invited, and has written."""
    root = JourneyPage.objects.get(translation_key=journey.key)
    with publishing_once():
        for page in ForumPage.objects.descendant_of(root):
            page.rule, page.times = RULES.get(page.title, ("posted", 1))
            page.save_revision().publish()
    _before_anybody_came(journey)


def do(deed: Deed) -> set[int]:
    """What its rule asks, said in the activity's forum; and as many useful messages as are wanted of its moderator."""
    version = deed.activity.version
    assert version is not None and deed.enrolment.person is not None
    forum = _forum(deed.enrolment.organisation_id, version.settings["forum"])
    if forum is None:
        return set()
    held = _pass(deed.enrolment.person, forum)
    match version.rule:
        case "started":
            title, text = _pick(words.INTRODUCTIONS, deed)
            open_thread(held, f"{held.person.first_name} : {title.lower()}", _draft(text, deed.moment))
        case "replied":
            _reply_to_others(held, deed)
        case "answered":
            _ask(held, deed)
        case _:
            _answer_the_guest(held, deed)
            return _recognise(held, deed)
    return set()


def build(journey: Journey, told: Mapping[str, Any]) -> None:
    """Talk between those who are under way; all of it read but the latest, and one message that was reported."""
    for each in Forum.objects.filter(organisation=journey.organisation_id):
        _put_in_order(each)
    rows = Enrolment.objects.filter(journey=journey, state=Enrolment.State.ACTIVE, person__isnull=False)
    rows = rows.exclude(pk__in=told["settled"]).select_related("person").order_by("pk")
    people = [row.person for row in rows if row.person is not None]
    forum = _forum(journey.organisation_id, "F01")
    if forum is None or len(people) < 4:
        return
    now, ana = timezone.now(), people[0]
    for number, (title, text) in enumerate(words.TALK):
        moment = now - timedelta(days=3 - number, hours=5)
        thread = open_thread(_pass(people[1 + number], forum), title, _draft(text, moment)).thread
        for place in range(2):
            said = words.TALK_REPLIES[2 * number + place]
            person = people[(2 + number + place) % len(people)]
            _say(person, thread, said, moment + timedelta(hours=2 + place))
    _everything_is_read(journey, now)
    latest = Thread.objects.filter(forum=forum).latest("pk")
    _say(people[2], latest, words.NEWS, now - timedelta(hours=3))
    odd = _say(people[3], latest, words.REPORTED, now - timedelta(hours=2))
    Report.objects.create(post=odd, person=ana, reason=words.WHY_REPORTED, made_at=now - timedelta(hours=1))


def _before_anybody_came(journey: Journey) -> None:
    """A welcome of the trainer's, and the guest's own thread, older than every learner's history."""
    moment = timezone.now() - timedelta(days=200)
    team = Membership.objects.filter(organisation=journey.organisation_id).select_related("person").order_by("pk")
    trainer = team.filter(role=Role.TRAINER).first()
    guest = team.filter(role=Role.GUEST).first()
    talk, mixed = (_forum(journey.organisation_id, code) for code in ("F01", "F02"))
    if talk is not None and trainer is not None:
        thread = open_thread(_pass(trainer.person, talk), words.WELCOME[0], _draft(words.WELCOME[1], moment)).thread
        Thread.objects.filter(pk=thread.pk).update(is_pinned=True)
    if mixed is not None and guest is not None:
        mixed.guests.add(guest.person)
        open_thread(_pass(guest.person, mixed), words.GUEST[0], _draft(words.GUEST[1], moment))


def _reply_to_others(held: Pass, deed: Deed) -> None:
    """To the last two who wrote and are somebody else; where there are fewer, to the guest and the trainer."""
    here = Post.objects.filter(thread__forum=held.forum, reply_to=None, author__isnull=False).exclude(
        author=held.person
    )
    found: dict[int, Post] = {}
    for post in here.select_related("thread", "author").order_by("-pk")[:40]:
        found.setdefault(post.author_id or 0, post)
    others = list(found.values())[:2]
    if len(others) < 2:
        moderator = _pass(_trainer(deed), held.forum)
        others.append(add_post(moderator, _first_thread(held), _draft(words.REPLIES[1], deed.moment)))
    for number, post in enumerate(others):
        text = words.REPLIES[(deed.enrolment.pk + number) % len(words.REPLIES)]
        add_post(held, post.thread, _draft(text, deed.moment + timedelta(minutes=11 * number), post))


def _answer_the_guest(held: Pass, deed: Deed) -> None:
    guest = held.forum.guests.first()
    post = Post.objects.filter(thread__forum=held.forum, author=guest).select_related("thread", "author").first()
    if guest is not None and post is not None:
        add_post(held, post.thread, _draft(_pick(words.TO_A_GUEST, deed), deed.moment, post))


def _ask(held: Pass, deed: Deed) -> None:
    """A question, the trainer's answer the day after, accepted."""
    place = deed.enrolment.pk % len(words.QUESTIONS)
    title, text = words.QUESTIONS[place]
    asked = open_thread(held, title, _draft(text, deed.moment), Thread.Sort.QUESTION)
    answers = _pass(_trainer(deed), held.forum)
    answer = add_post(answers, asked.thread, _draft(words.ANSWERS[place], _after(deed.moment), asked))
    moderating.accept(held, answer, deed.moment)


def _recognise(held: Pass, deed: Deed) -> set[int]:
    """As many of this learner's messages as the wanted figure says; more are written where there are too few."""
    indicators = [one for one in measured_by(deed.enrolment, held.forum) if one.pk in deed.wanted]
    wanted = int(deed.wanted[indicators[0].pk]) if indicators else 0
    if wanted <= 0:
        return set()
    own = Post.objects.filter(thread__forum=held.forum, author=held.person, useful_at=None)
    posts = list(own.select_related("thread").order_by("pk"))
    while len(posts) < wanted:
        text = words.MORE if len(posts) % 2 else words.REPLIES[len(posts) % len(words.REPLIES)]
        posts.append(add_post(held, _first_thread(held), _draft(text, deed.moment)))
    moderator = _pass(deed.assessor(indicators[0]), held.forum)
    for post in posts[:wanted]:
        moderating.recognise(moderator, post, deed.moment)
    return {one.pk for one in indicators}


def _everything_is_read(journey: Journey, now: datetime) -> None:
    """By everybody, at the time; no e-mail about it goes out today."""
    people = Person.objects.filter(enrolments__journey=journey).distinct()
    threads = list(Thread.objects.filter(forum__organisation=journey.organisation_id))
    ReadMark.objects.filter(thread__in=threads).delete()
    team = Person.objects.filter(memberships__organisation=journey.organisation_id)
    readers = {one.pk: one for one in (*people, *team)}
    marks = [ReadMark(person=one, thread=row, position=row.size) for one in readers.values() for row in threads]
    ReadMark.objects.bulk_create(marks, batch_size=2000)
    fresh = Notice.objects.filter(topic="forum", read_at=None)
    fresh.update(read_at=now, mail=Notice.Mail.NONE)


def _put_in_order(forum: Forum) -> None:
    """Histories were told one learner after the other: places in a thread are those of the days they tell of."""
    for thread in forum.threads.all():
        posts = list(thread.posts.filter(is_private=False).order_by("created_at", "pk"))
        for number, post in enumerate(posts, start=1):
            post.position = number
        Post.objects.bulk_update(posts, ["position"])
        if posts:
            Thread.objects.filter(pk=thread.pk).update(last_at=posts[-1].created_at)


def _say(person: Person, thread: Thread, text: str, moment: datetime) -> Post:
    return add_post(_pass(person, thread.forum), thread, _draft(text, moment))


def _draft(text: str, moment: datetime, reply_to: Post | None = None) -> Draft:
    return Draft(text, f"demo-{next(NUMBERS)}", reply_to, at=min(moment, timezone.now()), is_quiet=True)


def _forum(organisation_id: int, code: str) -> Forum | None:
    return Forum.objects.select_related("organisation").filter(organisation=organisation_id, code=code).first()


def _pass(person: Person, forum: Forum) -> Pass:
    person.forget_roles()
    held = pass_to(person, forum)
    assert held is not None, f"{person} may not come to {forum}"
    return held


def _trainer(deed: Deed) -> Person:
    people = Membership.objects.filter(organisation=deed.enrolment.organisation_id, role=Role.TRAINER)
    return people.select_related("person").order_by("pk")[0].person


def _first_thread(held: Pass) -> Thread:
    return Thread.objects.filter(forum=held.forum).order_by("pk")[0]


def _pick(texts: Any, deed: Deed) -> Any:
    return texts[deed.enrolment.pk % len(texts)]


def _after(moment: datetime) -> datetime:
    return min(moment + timedelta(hours=20), timezone.now() - timedelta(minutes=50))
