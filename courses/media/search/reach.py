"""Which videos a person may look through: those that a kind shows them somewhere, those of their organisation for its
team, and all of a library for who keeps it."""

from django.db.models import Q, QuerySet

from courses.media.access import kept_organisations
from courses.media.models import Consent, Video
from courses.media.showing import PLATFORM, PUBLIC_SITE, Place, visible
from lms.people.access import TEAM, is_member, organisations_where
from lms.people.models import Person
from lms.plugins.registry import companion, kinds


def readable(person: Person) -> QuerySet[Video]:
    """The roles are read; the rest is asked with the query that uses it."""
    agreed = visible(Video.objects.filter(organisation__in=organisations_where(person, *TEAM)), PLATFORM)
    withdrawn = Consent.objects.filter(withdrawn_at__isnull=False, video__isnull=False).values("video")
    kept = Video.objects.filter(organisation__in=kept_organisations(person)).exclude(pk__in=withdrawn)
    wanted = Q()
    for videos in (agreed, kept, *_shown_by_kinds(person)):
        wanted |= Q(pk__in=videos.values("pk"))
    return Video.objects.filter(wanted)


def place_of(person: Person, video: Video) -> Place:
    """What is agreed for members is shown to members; everybody else meets what is agreed for anybody."""
    is_inside = is_member(person, video.organisation_id)
    inside = visible(Video.objects.filter(pk=video.pk), PLATFORM)
    return PLATFORM if is_inside and inside.exists() else PUBLIC_SITE


def _shown_by_kinds(person: Person) -> list[QuerySet[Video]]:
    """A kind's module `reach` tells which videos it shows this person today: `videos_for(person)`, a queryset that has
    asked `showing` and what of the kind is published."""
    modules = (companion(name, "reach") for name in kinds())
    return [module.videos_for(person) for module in modules if module is not None]
