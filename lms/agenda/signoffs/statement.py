"""What exactly was signed, as a text that can be written again at any time, and its SHA-256."""

from datetime import UTC, datetime
from hashlib import sha256

from lms.agenda.models import HalfDay, SignOff


def statement(sign_off: SignOff) -> str:
    """One fact a line, all in UTC. No name, no reason: it can be checked after the person was erased."""
    half_day = sign_off.half_day
    lines = [
        "cordee sign-off 1",
        f"sign-off {sign_off.public_id}",
        f"session {half_day.session.public_id}",
        f"half-day {half_day.part} {terms_of(half_day)}",
        f"person {sign_off.signer}",
        f"enrolment {sign_off.enrolment.public_id if sign_off.enrolment else '-'}",
        f"role {sign_off.role}",
        f"state {sign_off.state} {sign_off.minutes_late}",
        f"method {sign_off.method}",
        f"signed {_utc(sign_off.signed_at)}",
    ]
    return "\n".join(lines) + "\n"


def digest(sign_off: SignOff) -> str:
    return sha256(statement(sign_off).encode()).hexdigest()


def verify(sign_off: SignOff) -> bool:
    """Does what the tables say today still give what was signed? A half-day that was moved does not."""
    return digest(sign_off) == sign_off.statement_hash


def terms_of(half_day: HalfDay) -> str:
    """Its hours: what a learner read before signing, and what they sign."""
    return f"{_utc(half_day.starts_at)}/{_utc(half_day.ends_at)}"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
