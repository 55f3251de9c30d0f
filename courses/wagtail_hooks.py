"""Where Wagtail finds our hooks; each module named here registers its own."""

from courses import admin_access, authoring, documents  # noqa: F401
