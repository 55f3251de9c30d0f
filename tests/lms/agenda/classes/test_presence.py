"""Who was connected: what a server says is kept within the session, its people and the clock, however it says it."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lms.agenda.classes import report, watch
from lms.agenda.classes.presence import connected_minutes, is_present, keep, merged, present_in, seen_now
from lms.agenda.half_days import Span
from lms.agenda.models import AgendaRules, Booking, Presence, Session
from lms.enrolment.models import Enrolment
from tests.factories import World, enrol_learner, make_person, make_world
from tests.lms.agenda.classes.making import make_class, use
from tests.lms.agenda.classes.server import SECRET, BigBlueButton, token

MINUTE = timedelta(minutes=1)


@pytest.fixture
def world(db) -> World:
    world = make_world(blocks=1)
    AgendaRules.objects.create(
        organisation=world.organisation, bigbluebutton_url="http://127.0.0.1:9/", bigbluebutton_secret=SECRET
    )
    return world


@pytest.fixture
def ended(world) -> Session:
    """An hour, over for an hour; it may lie on both sides of midday."""
    return make_class(world, began=120, minutes=60)


def ruby(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S +0000")


def told(session: Session, *guests: dict, meeting_id: str = "") -> dict:
    """As post_events_analytics_callback.rb writes it."""
    return {
        "version": "1.0",
        "meeting_id": meeting_id or f"cordee-{session.public_id}",
        "internal_meeting_id": "640ab2bae07bedc4c163f679a746f7ab7fb5d1fa-1531155809613",
        "data": {
            "metadata": {"meeting_name": session.title},
            "duration": 3600,
            "start": ruby(session.starts_at),
            "finish": ruby(session.ends_at),
            "attendees": list(guests),
            "files": ["default.pdf"],
            "polls": [],
        },
    }


def guest(enrolment: Enrolment, *spans: tuple[datetime, datetime | None]) -> dict:
    return {
        "ext_user_id": str(enrolment.public_id),
        "name": "Ana Ferreira",
        "moderator": False,
        "joins": [ruby(joined) for joined, _left in spans],
        "leaves": [ruby(left) for _joined, left in spans if left],
        "duration": 99999,
        "engagement": {"chats": 0},
    }


def send(session: Session, body: object, authorization: str | None = None):
    bearer = f"Bearer {token(timezone.now().timestamp() + 86400)}" if authorization is None else authorization
    return Client().post(
        reverse("agenda:presence", args=[session.public_id]),
        body if isinstance(body, bytes) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": bearer},
    )


def rows() -> list[tuple[datetime, datetime]]:
    return list(Presence.objects.order_by("joined_at").values_list("joined_at", "left_at"))


# -- the report


def test_a_signed_report_is_kept_and_counted(world, ended):
    start = ended.starts_at.replace(microsecond=0)
    body = told(ended, guest(world.enrolment, (start + 5 * MINUTE, start + 25 * MINUTE), (start + 30 * MINUTE, None)))
    assert send(ended, body).status_code == 204
    assert connected_minutes(ended, world.enrolment) in (49, 50)  # a second may be cut off
    assert send(ended, body).status_code == 204
    assert Presence.objects.count() == 2


def test_without_the_server_s_own_signature_nothing_is_kept(world, ended):
    now = timezone.now().timestamp()
    good = token(now + 86400)
    bearers = [
        "a.b.c",
        "é.è.ê",
        "a" * 10_000,
        token(now + 86400, "another secret"),
        token(now - 60),
        token(now + 400 * 86400),
        token(now + 86400, algorithm="none"),
        token(now + 86400, algorithm="HS256"),
        f"{good.rpartition('.')[0]}.",
        f"{good}x",
    ]
    body = told(ended, guest(world.enrolment, (ended.starts_at, ended.ends_at)))
    for authorization in ["", "Bearer", f"Basic {good}", *(f"Bearer {one}" for one in bearers)]:
        assert send(ended, body, authorization).status_code == 401
    assert rows() == []


def test_an_organisation_without_a_secret_takes_no_report_not_even_one_signed_with_nothing(world, ended):
    AgendaRules.objects.update(bigbluebutton_secret="")
    assert send(ended, told(ended), f"Bearer {token(timezone.now().timestamp() + 60, '')}").status_code == 401


def test_a_report_on_one_class_is_not_taken_for_another(world, ended):
    other = make_class(world, began=120)
    body = told(ended, guest(world.enrolment, (ended.starts_at, ended.ends_at)))
    assert send(other, body).status_code == 400 and rows() == []


def test_a_report_that_cannot_be_read_is_said_to_be_so(world, ended):
    bodies = [b"", b"{", b"[]", b"null", b'{"meeting_id": 3}', b"\xff\xfe", b"[" * 50_000]
    bodies.append(f'{{"meeting_id": "cordee-{ended.public_id}", "data": {{"attendees": [1]}}}}'.encode())
    for body in bodies:
        assert send(ended, body).status_code == 400
    assert rows() == []


def test_odd_guests_break_nothing(world, ended):
    for odd in (None, 3, [], "x", {"joins": 3}, {"ext_user_id": None, "joins": [None]}):
        assert send(ended, told(ended, odd)).status_code in (204, 400)  # type: ignore[arg-type]
    assert rows() == []


# -- a server that lies


def test_more_minutes_than_the_session_lasts_are_cut(world, ended):
    day = timedelta(days=1)
    send(ended, told(ended, guest(world.enrolment, (ended.starts_at - day, ended.ends_at + day))))
    assert connected_minutes(ended, world.enrolment) == 60
    ((joined, left),) = rows()
    assert joined == ended.starts_at - 15 * MINUTE and left == ended.ends_at


def test_the_same_minutes_on_two_devices_count_once(world, ended):
    start = ended.starts_at
    spans = [(start, start + 30 * MINUTE), (start + 10 * MINUTE, start + 40 * MINUTE)]
    keep(ended, {str(world.enrolment.public_id): [Span(*span) for span in spans]})
    assert connected_minutes(ended, world.enrolment) == 40


def test_people_who_have_no_seat_are_nobody(world, ended):
    other = enrol_learner(world, make_person("Ada", world.organisation))
    Booking.objects.create(session=ended, enrolment=other, state=Booking.State.WAITING)
    span = (ended.starts_at, ended.ends_at)
    body = told(ended, guest(other, span), {**guest(world.enrolment, span), "ext_user_id": "w_unknown"})
    assert send(ended, body).status_code == 204 and rows() == []


def test_what_is_still_to_come_has_not_been(world):
    session = make_class(world, began=10, minutes=60)
    keep(session, {str(world.enrolment.public_id): [Span(session.starts_at, session.ends_at)]})
    assert connected_minutes(session, world.enrolment) == 10
    assert rows()[0][1] <= timezone.now()


def test_a_class_that_has_not_begun_has_seen_nobody(world):
    session = make_class(world, began=-600)
    keep(session, {str(world.enrolment.public_id): [Span(session.starts_at, session.ends_at)]})
    assert rows() == []


def test_ten_thousand_joins_of_one_person_are_few_rows(world, ended):
    second = timedelta(seconds=0.3)
    spans = [Span(ended.starts_at + n * second, ended.starts_at + n * second + second / 2) for n in range(10_000)]
    keep(ended, {str(world.enrolment.public_id): spans})
    assert len(rows()) <= 200


# -- does it count?


@pytest.mark.parametrize(("minutes", "counts"), [(47, False), (48, True), (60, True)])
def test_four_fifths_of_a_half_day_count_unless_the_organisation_wishes_otherwise(world, minutes, counts):
    session = make_class(world, began=1440, minutes=60)
    half_day = session.half_days.first()
    session.half_days.exclude(pk=half_day.pk).delete()
    half_day.starts_at, half_day.ends_at = session.starts_at, session.ends_at
    half_day.save()
    keep(session, {str(world.enrolment.public_id): [Span(session.starts_at, session.starts_at + minutes * MINUTE)]})
    assert is_present(session, world.enrolment, half_day) == counts
    AgendaRules.objects.update(presence_share=100)
    assert is_present(session, world.enrolment, half_day) == (minutes == 60)


def test_presence_of_many_is_two_queries(world, ended, django_assert_num_queries):
    half_day = ended.half_days.get(part=1)
    with django_assert_num_queries(2):
        assert present_in(ended, half_day) == set()


# -- looking in while it runs


def test_two_looks_that_see_the_same_person_are_one_connection(world):
    session = make_class(world, began=10)
    key, now = str(world.enrolment.public_id), timezone.now()
    for minutes in (9, 8, 7, 3, 2):
        seen_now(session, [key, "nobody"], now - minutes * MINUTE)
    assert [round((left - joined) / MINUTE) for joined, left in rows()] == [2, 1]


def test_the_periodic_look_asks_the_server_who_is_there(world):
    with BigBlueButton() as server:
        use(world, server)
        session = make_class(world, began=10)
        client = Client()
        client.force_login(world.ana)
        server.enter(client.get(reverse("agenda:join", args=[session.public_id]))["Location"])
        assert watch.look() == 1
        Presence.objects.update(left_at=timezone.now() - MINUTE, joined_at=timezone.now() - 5 * MINUTE)
        assert watch.look() == 1
    assert Presence.objects.count() == 1
    assert connected_minutes(session, world.enrolment) == 5


def test_a_class_that_is_cancelled_while_it_runs_is_ended(world):
    with BigBlueButton() as server:
        use(world, server)
        session = make_class(world, began=10)
        client = Client()
        client.force_login(world.ana)
        server.enter(client.get(reverse("agenda:join", args=[session.public_id]))["Location"])
        Session.objects.update(state=Session.State.CANCELLED)
        watch.look()
        assert server.meetings[f"cordee-{session.public_id}"].is_ended
    assert rows() == []


def test_a_server_that_does_not_answer_keeps_nobody_from_looking_at_the_others(world, settings):
    settings.CLASS_SERVER_SECONDS = 0.3
    make_class(world, began=10)
    assert watch.look() == 1
    assert rows() == []


def test_there_is_nothing_to_ask_when_no_class_runs(world, django_assert_num_queries, ended):
    with django_assert_num_queries(1):
        assert watch.look() == 0


# -- time, whatever the order


spans = st.lists(
    st.tuples(st.integers(0, 500), st.integers(0, 500)).map(
        lambda pair: Span(*(datetime(2026, 3, 10, tzinfo=UTC) + second * MINUTE for second in pair))
    ),
    max_size=12,
)


@given(spans, st.randoms())
def test_merging_loses_no_moment_counts_none_twice_and_minds_no_order(given_spans, shuffler):
    def minutes(pieces: list[Span]) -> set[int]:
        return {
            number
            for piece in pieces
            for number in range(500)
            if piece.starts_at <= datetime(2026, 3, 10, tzinfo=UTC) + number * MINUTE < piece.ends_at
        }

    found = merged(given_spans)
    assert minutes(found) == minutes(given_spans)
    assert all(one.ends_at < two.starts_at for one, two in pairwise(found))
    shuffled = list(given_spans)
    shuffler.shuffle(shuffled)
    assert merged(shuffled) == found


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(body):
    with contextlib.suppress(report.Unreadable):
        report.read(body, "x")


@given(st.text(max_size=200))
def test_any_header_is_no_signature(words):
    assert not report.is_signed(words, SECRET, timezone.now())
