"""What each role meets at the addresses of signing; marks as in tests/role_matrix.py. Ana sits in Bo's session."""

from typing import Any

from lms.agenda.models import SignOff
from lms.agenda.signoffs import sign
from lms.agenda.signoffs.words import Word
from tests.lms.agenda.signoffs.room import make_half_day

TABLE = r"""
GET  en/agenda/sign/                                                                        SROOOOOOOOO
POST en/agenda/sign/                                                                        SMMMMMMMMMM
GET  en/agenda/sign/<uuid:signed_session>/<int:part>/                                       SOFFFFFFFNN
POST en/agenda/sign/<uuid:signed_session>/<int:part>/                                       SOFFFFFFFNN
GET  en/agenda/signing/<uuid:signed_session>/                                               SFRFRFFFRNN
POST en/agenda/signing/<uuid:signed_session>/                                               SMMMMMMMMMM
GET  en/agenda/signing/<uuid:signed_session>/<int:part>/                                    SFOFOFFFONN
POST en/agenda/signing/<uuid:signed_session>/<int:part>/                                    SFRFRFFFRNN
GET  en/agenda/signing/<uuid:signed_session>/<int:part>/add/                                SFOFOFFFONN
POST en/agenda/signing/<uuid:signed_session>/<int:part>/add/                                SFNFNFFFNNN
GET  en/agenda/signing/<uuid:signed_session>/<int:part>/paper/                              SFOFOFFFONN
POST en/agenda/signing/<uuid:signed_session>/<int:part>/paper/                              SFOFOFFFONN
GET  en/agenda/signing/<uuid:signed_session>/<int:part>/<uuid:signer>/                      SFOFOFFFONN
POST en/agenda/signing/<uuid:signed_session>/<int:part>/<uuid:signer>/                      SFRFRFFFRNN
GET  en/agenda/sheet/<uuid:signed_session>/                                                 SFOFOFFFONN
POST en/agenda/sheet/<uuid:signed_session>/                                                 SMMMMMMMMMM
GET  en/agenda/sheet/<uuid:signed_session>/sheet.pdf                                        SFOFOFFFONN
POST en/agenda/sheet/<uuid:signed_session>/sheet.pdf                                        SMMMMMMMMMM
GET  en/agenda/sign-off/<uuid:sign_off>/correct/                                            SFOFOFFFONN
POST en/agenda/sign-off/<uuid:sign_off>/correct/                                            SFOFOFFFONN
"""


def sample_values(site: Any) -> dict[str, Any]:
    """A half-day that runs now, led by Bo, with Ana noted as absent."""
    world = site.walk.world
    half_day = make_half_day(world, minutes_ago=30)
    row = sign.mark(half_day, world.enrolment, Word(SignOff.State.ABSENT, "Malade"), world.bo).sign_off
    return {
        "agenda:signed_session": half_day.session.public_id,
        "agenda:part": half_day.part,
        "agenda:signer": world.enrolment.public_id,
        "agenda:sign_off": row.public_id,
    }
