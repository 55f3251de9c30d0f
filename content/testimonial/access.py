"""Who reads which testimonials: anybody those agreed for the public site, members also those for the platform alone.
And who keeps them: editors prepare, who publishes pages approves. Each asks the consents of the moment."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Value

from content.testimonial.models import Testimonial
from courses.media.models import Video
from courses.media.showing import PLATFORM, PUBLIC_SITE, Place, visible
from lms.people.access import AUTHORS, Visitor, has_role, roles
from lms.people.models import Role

APPROVERS = (Role.TRAINER, Role.ADMIN)


def shown_to(person: Visitor) -> QuerySet[Testimonial]:
    """Those that this person may read today, with `is_public`: may anybody?"""
    own = list(roles(person)) if person.is_authenticated else []
    inside = Q(organisation_id__in=own) & Q(_shown_in(PLATFORM)) if own else Q(pk__in=[])
    rows = Testimonial.objects.filter(live=True).annotate(is_public=_shown_in(PUBLIC_SITE))
    return rows.filter(Q(is_public=True) | inside)


def shown_to_anybody() -> QuerySet[Testimonial]:
    return Testimonial.objects.filter(_shown_in(PUBLIC_SITE), live=True).annotate(is_public=Value(True))


def may_keep(person: Visitor, organisation_id: int) -> bool:
    """Write testimonials and submit them."""
    return has_role(person, organisation_id, *AUTHORS)


def may_approve(person: Visitor, organisation_id: int) -> bool:
    """Publish them and take them down."""
    return has_role(person, organisation_id, *APPROVERS)


def _shown_in(place: Place) -> Exists:
    return Exists(visible(Video.objects.filter(pk=OuterRef("video")), place))
