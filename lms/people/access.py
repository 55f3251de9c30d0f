"""The only place that answers "may this person do that here?". Reads aloud; views ask here and nowhere else.

What concerns one enrolment stands in `lms/enrolment/access.py`, which asks here what a person is in an organisation.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest

from lms.people import privacy
from lms.people.models import Membership, Organisation, Person, Role

Visitor = Person | AnonymousUser

# Figures about fewer people than this point at somebody (design.md 7).
SMALLEST_GROUP = 5

TEAM = frozenset({Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.EDITOR, Role.EVALUATOR, Role.ADMIN})
AUTHORS = frozenset({Role.TRAINER, Role.EDITOR, Role.ADMIN})
READERS = frozenset({Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.EVALUATOR, Role.ADMIN})
# Roles that know everybody of their organisation by name. Coaches know the people they coach.
KNOW_EVERYBODY = frozenset({Role.TRAINER, Role.COORDINATOR, Role.ADMIN})


class Reach(StrEnum):
    """Whom somebody reads about in an organisation's reports."""

    EVERYBODY = "everybody"  # each learner, by name
    COACHED = "coached"  # each learner they coach, by name; nobody else
    FIGURES = "figures"  # learners without names; no sum over fewer than SMALLEST_GROUP people
    NOBODY = "nobody"


@dataclass
class Held:
    """What one person is in one organisation."""

    organisation: Organisation
    roles: set[Role] = field(default_factory=set)
    may_see_names: bool = False


def signed_in(request: HttpRequest) -> Person:
    """The person behind a request that has passed `login_required`."""
    assert isinstance(request.user, Person)
    return request.user


def roles(person: Visitor) -> dict[int, set[Role]]:
    """Roles by organisation id. One query, kept on the person instance, so one query a request."""
    return {organisation_id: held.roles for organisation_id, held in _held(person).items()}


def is_member(person: Visitor, organisation_id: int) -> bool:
    """Is this person anything at all in that organisation?"""
    return organisation_id in _held(person)


def has_role(person: Visitor, organisation_id: int, *asked: Role) -> bool:
    """Does this person hold one of these roles there? Who runs the site counts as administrator everywhere."""
    if person.is_active and person.is_superuser and Role.ADMIN in asked:
        return True
    held = _held(person).get(organisation_id)
    return held is not None and not held.roles.isdisjoint(asked)


def has_role_somewhere(person: Visitor, *asked: Role) -> bool:
    runs_the_site = person.is_active and person.is_superuser and Role.ADMIN in asked
    return runs_the_site or bool(organisations_where(person, *asked))


def organisations_where(person: Visitor, *asked: Role) -> list[int]:
    """Ids of the organisations where this person holds one of these roles (any role, if none is asked)."""
    wanted = set(asked) or set(Role)
    return [organisation_id for organisation_id, held in _held(person).items() if held.roles & wanted]


def may_author(person: Visitor, organisation_id: int) -> bool:
    """Write this organisation's pages, and look at learners' screens without being enrolled."""
    return has_role(person, organisation_id, *AUTHORS)


def may_judge(person: Visitor, organisation_id: int) -> bool:
    """Say what a learner did or declared, in their place. Coaches: see `may_see_name_of` for which learners; what an
    indicator is worth: see `may_judge` of `lms/enrolment/access.py`."""
    return has_role(person, organisation_id, Role.TRAINER, Role.COACH)


def may_decide(person: Visitor, organisation_id: int) -> bool:
    """Decide in the place of an indicator's assessor, with a reason. Who assesses: see `lms/enrolment/access.py`."""
    return has_role(person, organisation_id, Role.COORDINATOR, Role.ADMIN)


def may_withdraw_evidence(person: Visitor, organisation_id: int) -> bool:
    return has_role(person, organisation_id, Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)


def may_waive(person: Visitor, organisation_id: int) -> bool:
    """Say that an activity is not asked of a learner: who teaches, coaches or plans."""
    return has_role(person, organisation_id, Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)


def may_organise_juries(person: Visitor, organisation_id: int) -> bool:
    """Plan a jury, ask people to sit on it and order its candidates; who sits is said by each jury itself."""
    return has_role(person, organisation_id, Role.TRAINER, Role.COORDINATOR, Role.ADMIN)


def may_recognise(person: Visitor, organisation_id: int) -> bool:
    """Recognise what a learner could do before: who may say what a learner can do."""
    return may_judge(person, organisation_id)


def may_attest(person: Visitor, organisation_id: int) -> bool:
    """Say that a learner was there: who teaches or coaches, and who keeps the paper sheets."""
    return has_role(person, organisation_id, Role.TRAINER, Role.COACH, Role.COORDINATOR, Role.ADMIN)


def may_plan(person: Visitor, organisation_id: int) -> bool:
    """Keep places, sessions, calendars and entries of an organisation."""
    return has_role(person, organisation_id, Role.COORDINATOR, Role.ADMIN)


def may_read_notes(person: Visitor, organisation_id: int) -> bool:
    """Coaches' private notes are for coaches (design.md 7); of which learners, lms.agenda.access says."""
    return has_role(person, organisation_id, Role.COACH)


def may_enrol(person: Visitor, organisation_id: int) -> bool:
    return has_role(person, organisation_id, Role.COORDINATOR, Role.ADMIN)


def may_invite(person: Visitor, organisation_id: int) -> bool:
    """Open the list of members and add learners to it."""
    return has_role(person, organisation_id, Role.COORDINATOR, Role.ADMIN)


def may_grant(person: Visitor, organisation_id: int, role: Role) -> bool:
    """Give or take a role: administrators any, coordinators those of people who are accompanied."""
    if role in (Role.LEARNER, Role.GUEST):
        return may_invite(person, organisation_id)
    return has_role(person, organisation_id, Role.ADMIN)


def may_administer(person: Visitor, organisation_id: int) -> bool:
    """Keep the organisation's own card: its name, whom to ask for help, its time zone."""
    return has_role(person, organisation_id, Role.ADMIN)


def may_erase(viewer: Visitor, person: Person) -> bool:
    """Decide on erasing somebody's data: whoever administers every organisation that knows this person."""
    known_by = privacy.organisations_of(person)
    if person.is_superuser or not known_by:
        return viewer.is_active and viewer.is_superuser
    return all(has_role(viewer, organisation_id, Role.ADMIN) for organisation_id in known_by)


def may_read_reports(person: Visitor, organisation_id: int) -> bool:
    return reach(person, organisation_id) is not Reach.NOBODY


def may_see_names(person: Visitor, organisation_id: int) -> bool:
    """Everybody's name in this organisation. Coaches see some: ask `reach` or `may_see_name_of`."""
    return reach(person, organisation_id) is Reach.EVERYBODY


def reach(person: Visitor, organisation_id: int) -> Reach:
    """Whom this person reads about; somebody with two roles has the wider reach."""
    if has_role(person, organisation_id, *KNOW_EVERYBODY):
        return Reach.EVERYBODY
    held = _held(person).get(organisation_id)
    if held is None:
        return Reach.NOBODY
    if Role.EVALUATOR in held.roles:
        return Reach.EVERYBODY if held.may_see_names else Reach.FIGURES
    return Reach.COACHED if Role.COACH in held.roles else Reach.NOBODY


def may_see_name_of(viewer: Visitor, organisation_id: int, learner_id: int | None, coach_id: int | None) -> bool:
    """This learner's name and record: the learner, their coach, and those who know everybody."""
    if viewer.pk is not None and viewer.pk == learner_id:
        return True
    if may_see_names(viewer, organisation_id):
        return True
    return viewer.pk is not None and viewer.pk == coach_id and has_role(viewer, organisation_id, Role.COACH)


def may_see_figure_of(viewer: Visitor, organisation_id: int, people: int) -> bool:
    """A sum over that many people: those without names see none over fewer than SMALLEST_GROUP."""
    held_reach = reach(viewer, organisation_id)
    return held_reach in (Reach.EVERYBODY, Reach.COACHED) or (held_reach is Reach.FIGURES and people >= SMALLEST_GROUP)


def home_organisation(person: Visitor) -> Organisation | None:
    """The organisation whose clock and help contact this person gets: the first they joined. No query of its own."""
    return next((held.organisation for held in _held(person).values()), None)


def _held(person: Visitor) -> dict[int, Held]:
    if not person.is_authenticated:
        return {}
    if "_held_roles" not in person.__dict__:
        person.__dict__["_held_roles"] = _read(person)
    held: dict[int, Held] = person.__dict__["_held_roles"]
    return held


def _read(person: Person) -> dict[int, Held]:
    found: dict[int, Held] = {}
    for membership in Membership.objects.filter(person_id=person.pk).select_related("organisation").order_by("pk"):
        held = found.setdefault(membership.organisation_id, Held(membership.organisation))
        held.roles.add(Role(membership.role))
        held.may_see_names |= membership.may_see_names
    return found
