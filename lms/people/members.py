"""Who belongs to an organisation: people invited, roles given and taken. Screens, commands and imports call it."""

from django.db import IntegrityError, transaction

from lms.people.models import Membership, Organisation, Person, Role


@transaction.atomic
def invite(organisation: Organisation, email: str, name: str, *given: Role) -> tuple[Person, bool]:
    """The person of that e-mail with these roles, and whether the person is new to the site.

    Somebody new has no password: they sign in by a code sent by e-mail, and may choose a password afterwards.
    Somebody known keeps the name they gave themselves.
    """
    person = Person.objects.filter(email__iexact=email).first()
    is_new = person is None
    if person is None:
        try:
            with transaction.atomic():
                person = Person.objects.create_user(email, name=name)
        except IntegrityError:
            # Two clicks at the same moment: the other one was first.
            person, is_new = Person.objects.get(email__iexact=email), False
    for role in given:
        grant(person, organisation, role)
    return person, is_new


@transaction.atomic
def grant(person: Person, organisation: Organisation, role: Role, *, may_see_names: bool = False) -> Membership:
    """Give a role; giving it again changes only `may_see_names`."""
    membership, _is_new = Membership.objects.update_or_create(
        person=person, organisation=organisation, role=role, defaults={"may_see_names": may_see_names}
    )
    return membership


@transaction.atomic
def revoke(person: Person, organisation: Organisation, role: Role) -> None:
    """Take a role; nothing happens when it was not held."""
    for membership in Membership.objects.filter(person=person, organisation=organisation, role=role):
        membership.delete()
    person.forget_roles()
