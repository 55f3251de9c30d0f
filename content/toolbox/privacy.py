"""What a library keeps of a person: their favourites, and what they wrote, published or read over in their name.

What they opened stands in the record alone (lms/progress); the names of authors are what a licence asks for.
"""

from typing import Any

from content.toolbox.models import EasyReadReview, Favourite, Resource, ResourceVersion, StoredFile
from lms.people.models import Person


def export(person: Person) -> dict[str, Any]:
    favourites = Favourite.objects.filter(person=person).select_related("resource").order_by("pk")
    owned = Resource.objects.filter(owner=person).order_by("pk")
    versions = ResourceVersion.objects.filter(author=person).order_by("pk")
    reviews = EasyReadReview.objects.filter(author=person).select_related("resource").order_by("pk")
    files = StoredFile.objects.filter(author=person).order_by("pk")
    return {
        "favourites": [{"resource": row.resource.title, "since": row.made_at} for row in favourites],
        "looks_after": [row.title for row in owned],
        "published": [{"resource": str(row), "at": row.published_at} for row in versions],
        "read_over": [{"resource": row.resource.title, "at": row.made_at} for row in reviews],
        "files_sent": [{"name": row.name, "at": row.made_at} for row in files],
    }


def erase(person: Person) -> None:
    """Favourites go; resources stay the organisation's, with nobody who looks after them."""
    Favourite.objects.filter(person=person).delete()
    Resource.objects.filter(owner=person).update(owner=None)
    ResourceVersion.objects.filter(author=person).update(author=None)
    EasyReadReview.objects.filter(author=person).update(author=None)
    StoredFile.objects.filter(author=person).update(author=None)
