"""A person's right to read and to be forgotten (RGPD art. 15, 17, 20; domain.md C).

Every app that keeps something about people, kinds included, has a module `privacy` with `export(person)`, JSON-able,
and `erase(person)`, which takes away what names or was written by the person and leaves totals as they are; one that
keeps records for organisations says for which: `organisations(person)`; one that destroys what may be wanted later says
what, in `WORDS`, to who decides.
They are found by that file name; this one puts them together.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils import timezone

from lms.people import identity
from lms.people.models import ErasureRequest, Person


def export(person: Person) -> dict[str, Any]:
    """Everything the site knows about a person, as plain JSON values, by app."""
    found = {"people": identity.export(person)}
    found |= {label: module.export(person) for label, module in privacy_modules()}
    plain: dict[str, Any] = json.loads(json.dumps(found, cls=DjangoJSONEncoder))
    return plain


def organisations_of(person: Person) -> set[int]:
    """Ids of the organisations that keep something of this person, whether or not they are still a member."""
    kept = {row.organisation_id for row in person.memberships.all()}
    return kept.union(
        *(module.organisations(person) for _label, module in privacy_modules() if hasattr(module, "organisations"))
    )


def words_before_erasing() -> list[str]:
    """What whoever decides should know first, in sentences."""
    return [str(module.WORDS) for _label, module in privacy_modules() if hasattr(module, "WORDS")]


@transaction.atomic
def erase(person: Person, *, decided_by: Person | None = None) -> None:
    """Forget a person, all of it or nothing. Counts and sums stay; a nameless line says that it was done."""
    asked, _is_new = ErasureRequest.objects.get_or_create(
        person=person, state=ErasureRequest.State.ASKED, defaults={"person_key": person.public_id}
    )
    asked.state, asked.decided_at, asked.decided_by = ErasureRequest.State.DONE, timezone.now(), decided_by
    asked.save()
    # In the order of INSTALLED_APPS: what stands on an enrolment goes before the enrolment forgets whose it is.
    for _label, module in privacy_modules():
        module.erase(person)
    identity.erase(person)
    person.delete()


def privacy_modules() -> Iterator[tuple[str, ModuleType]]:
    """Each app's own privacy module with the app's label, kinds first."""
    for app in apps.get_app_configs():
        name = f"{app.name}.privacy"
        if name != __name__ and find_spec(name):
            yield app.label, import_module(name)
