"""What a search across all videos finds of this kind: films of a person's own journeys, and of tutorials."""

from django.db.models import Q, QuerySet

from content.video.models import TutorialPage, TutorialStep, VideoLine
from courses.media.models import Video
from courses.media.showing import PLATFORM, PUBLIC_SITE, visible
from lms.catalogue.models import Activity
from lms.people.access import organisations_where
from lms.people.models import Person


def videos_for(person: Person) -> QuerySet[Video]:
    own = Activity.objects.filter(is_live=True, journey__enrolments__person=person)
    lines = VideoLine.objects.filter(page__live=True, page__translation_key__in=own.values("key"))
    tutorials = TutorialPage.objects.live().public()
    steps = TutorialStep.objects.filter(page__in=tutorials.values("pk"), video__isnull=False).values("video")
    taught = Video.objects.filter(pk__in=steps)
    inside = visible(taught.filter(organisation__in=organisations_where(person)), PLATFORM)
    journeys = visible(Video.objects.filter(pk__in=lines.values("video")), PLATFORM)
    anybody = visible(taught, PUBLIC_SITE)
    return Video.objects.filter(
        Q(pk__in=inside.values("pk")) | Q(pk__in=journeys.values("pk")) | Q(pk__in=anybody.values("pk"))
    )
