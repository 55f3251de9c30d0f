"""What a library of resources keeps, and the page of the toolbox kind."""

from content.toolbox.models.history import EasyReadReview, Favourite, Library, ResourceVersion
from content.toolbox.models.page import ToolboxLine, ToolboxPage
from content.toolbox.models.resource import Resource, StoredFile

__all__ = [
    "EasyReadReview",
    "Favourite",
    "Library",
    "Resource",
    "ResourceVersion",
    "StoredFile",
    "ToolboxLine",
    "ToolboxPage",
]
