"""Tests: fast password hashing, tasks run at once, mail in memory; the database comes from DATABASE_URL."""

import os
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import DATABASES

SECRET_KEY = "tests-only"
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
SCRATCH = Path(tempfile.gettempdir()) / f"cordee-tests-{os.getpid()}"
MEDIA_ROOT = SCRATCH / "media"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Two connections of one test see the same file; in memory they would not.
    DATABASES["default"]["TEST"] = {"NAME": f"{SCRATCH}.sqlite3"}
