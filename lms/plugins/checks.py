"""System checks: a kind that breaks the contract is named when the site starts, not when a learner opens it."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from lms.plugins.kind import Kind, Verb
from lms.plugins.registry import kinds


@register()
def check_kinds(app_configs: Sequence[Any] | None, **options: Any) -> list[CheckMessage]:
    """One error for each promise a kind does not keep."""
    return [
        Error(f"Kind {name}: {fault}", id="cordee.E001") for name, kind in kinds().items() for fault in faults(kind)
    ]


def faults(kind: Kind) -> list[str]:
    """What is wrong with a declaration, in words."""
    found = []
    if not kind.name.isidentifier() or len(kind.name) > 40:
        found.append("its name must be one short word")
    if not kind.verbs or not all(isinstance(verb, Verb) for verb in kind.verbs):
        found.append("its verbs must come from the closed list")
    if not kind.attested <= kind.verbs:
        found.append("what others attest must be among its verbs")
    if kind.dated is not None and not kind.attested:
        found.append("a dated meeting attests something")
    if not kind.rules:
        found.append("it offers no completion rule")
    if len({rule.name for rule in kind.rules}) != len(kind.rules):
        found.append("two of its rules share a name")
    return found
