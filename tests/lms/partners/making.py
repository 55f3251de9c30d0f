"""Partners, questions and a public directory, in one call each."""

from typing import Any

from lms.partners.asking import ask
from lms.partners.models import DirectoryRules, Partner, PartnerRequest, Pictogram
from lms.people.models import Organisation, Person


def make_partner(organisation: Organisation, code: str = "agence", *signs: str, **fields: Any) -> Partner:
    """A published one with an e-mail; signs as "step:financing"."""
    told = {"name": code.title(), "email": f"{code}@partner.example", "is_published": True, **fields}
    partner = Partner.objects.create(organisation=organisation, code=code, **told)
    for sign in signs:
        axis, _colon, value = sign.partition(":")
        Pictogram.objects.create(partner=partner, axis=axis, code=value)
    return partner


def publish_directory(organisation: Organisation, **fields: Any) -> DirectoryRules:
    told = {"is_public": True, **fields}
    return DirectoryRules.objects.update_or_create(organisation=organisation, defaults=told)[0]


def make_request(partner: Partner, asker: Person | None, question: str = "Par où commencer ?") -> PartnerRequest:
    said = ask.Said(question, f"key-{PartnerRequest.objects.count()}", "Vic", "vic@visitor.example")
    return ask.ask(partner, said, asker)
