"""What each role meets at the coordinator's day; see tests/role_matrix.py for columns and marks."""

from typing import Any

TABLE = r"""
GET  en/agenda/day/                                                                         SFFFOFFFOFO
POST en/agenda/day/                                                                         SMMMMMMMMMM
"""


def sample_values(site: Any) -> dict[str, Any]:
    """The address holds nothing."""
    return {}
