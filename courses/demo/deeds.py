"""What a kind does for the demo: its module `demo`, found by file name beside `example`. All of it is optional.

prepare(journey, told)   before anybody learns: what stands beside its pages. told: see assessed.py
do(deed) -> set[int]     one learner does one activity as people do; the ids of the indicators that it measured
build(journey, told)     after everybody lived: what the kind keeps beside the record, and what waits today
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from lms.catalogue.models import Activity, Indicator
from lms.enrolment.models import Enrolment
from lms.people.models import Person


@dataclass(frozen=True)
class Deed:
    """One learner, one activity, one moment, and what should come out of it."""

    enrolment: Enrolment
    activity: Activity  # with its version
    moment: datetime  # UTC, of the past
    wanted: Mapping[int, Decimal]  # value by indicator id; of others nothing is wanted
    assessor: Callable[[Indicator], Person]
    chance: Random
    told: Mapping[str, Any] = field(default_factory=dict)  # the activity's entry of works.yaml, if it has one
    fate: str = ""  # a word of the kind's own; empty: done, and accepted at the first go
