"""The code of a half-day: who reads it now may sign, who read it before or elsewhere may not."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from hypothesis import assume, given
from hypothesis import strategies as st

from lms.agenda.signoffs import codes

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
SECRETS = st.uuids(version=4)
PARIS = ZoneInfo("Europe/Paris")


@given(SECRETS, MOMENTS, st.integers(0, codes.STEP))
def test_a_code_signs_while_it_is_shown_and_for_one_step_more(secret, moment, seconds):
    code = codes.code_at(secret, moment)
    assert len(code) == 6 and code.isdigit()
    assert codes.is_current(secret, code, moment + timedelta(seconds=seconds))


@given(SECRETS, MOMENTS, st.integers(2 * codes.STEP, 400 * 24 * 3600))
def test_an_expired_code_never_signs(secret, moment, seconds):
    code, later = codes.code_at(secret, moment), moment + timedelta(seconds=seconds)
    shown = {codes.code_at(secret, later), codes.code_at(secret, later - timedelta(seconds=codes.STEP))}
    assume(code not in shown)  # six digits come again by chance, twice in a million
    assert not codes.is_current(secret, code, later)


@given(SECRETS, MOMENTS, st.integers(1, 3600))
def test_a_code_of_later_does_not_sign_yet(secret, moment, seconds):
    moment = moment.replace(second=0, microsecond=0)
    code = codes.code_at(secret, moment + timedelta(seconds=codes.STEP + seconds))
    assume(code not in {codes.code_at(secret, moment), codes.code_at(secret, moment - timedelta(seconds=codes.STEP))})
    assert not codes.is_current(secret, code, moment)


@given(SECRETS, SECRETS, MOMENTS)
def test_the_code_of_another_half_day_never_signs(secret, other, moment):
    assume(secret != other)
    foreign, before = codes.code_at(other, moment), moment - timedelta(seconds=codes.STEP)
    assume(foreign not in {codes.code_at(secret, moment), codes.code_at(secret, before)})
    assert not codes.is_current(secret, foreign, moment)


@given(st.text(max_size=12))
def test_rubbish_is_no_code(text):
    secret, moment = UUID(int=1), datetime(2026, 11, 12, tzinfo=UTC)
    shown = {codes.code_at(secret, moment), codes.code_at(secret, moment - timedelta(seconds=codes.STEP))}
    assert codes.is_current(secret, text, moment) == (text in shown)


def test_the_codes_of_a_day_do_not_favour_a_number():
    secret, start = uuid4(), datetime(2026, 11, 12, tzinfo=UTC)
    day = [codes.code_at(secret, start + timedelta(seconds=codes.STEP * step)) for step in range(2880)]
    assert len(set(day)) > 2850
    assert {code[0] for code in day} == set("0123456789")


def test_the_hour_that_a_clock_change_repeats_has_codes_of_its_own():
    secret = uuid4()
    first = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)
    second = first.replace(fold=1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
    assert not codes.is_current(secret, codes.code_at(secret, first), second)


def test_the_qr_is_a_picture_without_a_style():
    drawing = codes.qr_of("https://example.org/fr/agenda/sign/00000000-0000-0000-0000-000000000000/1/?code=123456")
    assert drawing.startswith("<svg") and "<path" in drawing
    assert "style=" not in drawing and "<script" not in drawing
