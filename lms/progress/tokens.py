"""The short-lived word with which a player's frame, which has no cookie, speaks for one learner and one activity."""

from typing import NamedTuple

from django.core import signing

SALT = "cordee.player"
LIFETIME = 4 * 3600  # seconds; the page renews it while it is open


class Pass(NamedTuple):
    enrolment_id: int
    activity_id: int


class ExpiredPass(ValueError):
    """The token is too old or was never ours."""


def make_token(enrolment_id: int, activity_id: int) -> str:
    return signing.dumps([enrolment_id, activity_id], salt=SALT, compress=False)


def read_token(token: str, max_age: int = LIFETIME) -> Pass:
    """The enrolment and activity a token speaks for; raises ExpiredPass."""
    try:
        enrolment_id, activity_id = signing.loads(token, salt=SALT, max_age=max_age)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise ExpiredPass from error
    return Pass(int(enrolment_id), int(activity_id))
