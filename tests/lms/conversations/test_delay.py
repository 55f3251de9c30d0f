"""Working time between a question and its answer; without a database."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from lms.conversations.delay import promised, usual_words, words_of, working_minutes
from lms.enrolment.days_off import DaysOff

PARIS, OPEN = ZoneInfo("Europe/Paris"), DaysOff()
CLOSED = DaysOff(((date(2026, 3, 4), date(2026, 3, 5)),))


def paris(day: int, hour: int = 12, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("asked", "days", "off", "day"),
    [
        (paris(2), 2, OPEN, date(2026, 3, 4)),  # Monday: Wednesday
        (paris(5), 2, OPEN, date(2026, 3, 9)),  # Thursday: over the weekend
        (paris(7), 2, OPEN, date(2026, 3, 10)),  # Saturday counts for nothing
        (paris(3), 2, CLOSED, date(2026, 3, 9)),  # Wednesday and Thursday are closed
        (paris(2), 0, OPEN, date(2026, 3, 3)),  # less than a day is never promised
    ],
)
def test_an_answer_is_promised_until_the_end_of_a_working_day(asked, days, off, day):
    found = promised(asked, days, PARIS, off)
    assert found.date() == day and (found.hour, found.minute) == (23, 59)


def test_the_day_of_the_question_is_the_organisation_s_not_the_server_s():
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)  # Tuesday already in Paris
    assert promised(late, 1, PARIS, OPEN).date() == date(2026, 3, 4)


def test_weekends_and_days_off_do_not_count():
    assert working_minutes(paris(6, 18), paris(9, 6), PARIS, OPEN) == 12 * 60
    assert working_minutes(paris(3, 12), paris(6, 12), PARIS, CLOSED) == 24 * 60
    assert working_minutes(paris(7), paris(8), PARIS, OPEN) == 0
    assert working_minutes(paris(3), paris(2), PARIS, OPEN) == 0


def test_a_day_when_the_clocks_change_has_its_own_length():
    # On Sunday 29 March nobody works; Friday noon to Monday noon is 24 hours.
    assert working_minutes(paris(27), paris(30), PARIS, OPEN) == 24 * 60


def test_a_promise_ends_however_long_an_organisation_is_closed():
    for_ever = DaysOff(((date(2026, 1, 1), date(2036, 1, 1)),))
    assert promised(paris(2), 2, PARIS, for_ever) > paris(2)


@pytest.mark.parametrize(
    ("minutes", "words"), [(1, "1 minute"), (40, "40 minutes"), (300, "5 hours"), (2880, "2 working days")]
)
def test_time_is_said_as_a_person_would(source_words, minutes, words):
    with translation.override("en"):
        assert words_of(minutes) == words


def test_the_promise_is_one_sentence(source_words):
    with translation.override("en"):
        assert usual_words("Chloé", 2) == "Chloé answers within 2 working days."
