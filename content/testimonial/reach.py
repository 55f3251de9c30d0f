"""What a search across all videos finds of this kind: films of the testimonials that a person may read today."""

from django.db.models import QuerySet

from content.testimonial.access import shown_to
from courses.media.models import Video
from lms.people.models import Person


def videos_for(person: Person) -> QuerySet[Video]:
    return Video.objects.filter(pk__in=shown_to(person).values("video"))
