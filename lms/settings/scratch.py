"""A world that lives for one command: `journey check` replays a file here. Memory only, whatever the site's database.

Everything else (kinds, languages) is as in the settings of the site that asks, named in CORDEE_SCRATCH_OF.
"""

import os
import tempfile
from importlib import import_module
from pathlib import Path

_site = import_module(os.environ.get("CORDEE_SCRATCH_OF", "lms.settings.base"))
globals().update({name: getattr(_site, name) for name in dir(_site) if name.isupper()})


class _WithoutMigrations(dict[str, None]):
    """Tables are made from the models at once: a tenth of the time, and nothing old to carry over."""

    def __contains__(self, app: object) -> bool:
        return True

    def __missing__(self, app: str) -> None:
        return None


IS_SCRATCH = True
DEBUG = False
SECRET_KEY = "for-one-command"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
MIGRATION_MODULES = _WithoutMigrations()
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
WAGTAILSEARCH_BACKENDS = MODELSEARCH_BACKENDS = {
    "default": {"BACKEND": "modelsearch.backends.database", "AUTO_UPDATE": False}
}
DATA_DIR = Path(os.environ.get("CORDEE_SCRATCH_DIR", tempfile.gettempdir()))
MEDIA_ROOT = DATA_DIR / "media"
