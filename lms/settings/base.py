"""Settings shared by every way of running Cordée; dev, test and production say what differs."""

import os
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lms.plugins.registry import kind_apps

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(os.environ.get("CORDEE_DATA", BASE_DIR / ".data"))
THEME = os.environ.get("CORDEE_THEME", "default")
THEME_DIRS = [BASE_DIR / "themes" / name for name in dict.fromkeys((THEME, "default"))]

# One line a kind. A pip package adds its own through the entry point "cordee.kinds".
ACTIVITY_KINDS = [
    "content.text",
    "content.h5p",
    "content.session",
    "content.appointment",
    "content.quiz",
    "content.survey",
    "content.jury",
    "content.deliverable",
    "content.toolbox",
    "content.video",
    "content.testimonial",
    "content.forum",
]

INSTALLED_APPS = [
    *kind_apps(ACTIVITY_KINDS),
    "courses",
    "courses.media",
    "lms.reports",
    "lms.agenda",
    "lms.assessment",
    "lms.progress",
    "lms.partners",
    "lms.incidents",
    "lms.conversations",
    "lms.notices",
    "lms.enrolment",
    "lms.catalogue",
    "lms.people",
    "lms.plugins",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.sites",
    "courses.users_app.UsersAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtailmedia",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_tasks",
    "django_tasks_db",
    "django_htmx",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "lms.weight.CompressText",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lms.origins.ContentOriginMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "lms.bounds.BoundsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lms.people.middleware.PersonMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "lms.urls"
WSGI_APPLICATION = "lms.wsgi.application"
ASGI_APPLICATION = "lms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [path / "templates" for path in THEME_DIRS],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lms.people.context.face",
                "lms.notices.context.notices",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL") or f"sqlite:///{DATA_DIR / 'cordee.sqlite3'}",
        conn_max_age=60,
        conn_health_checks=True,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE takes the write lock at BEGIN: two writers wait for each other instead of failing.
    # synchronous=FULL: an answer given is an evidence kept, also when the machine stops.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }

REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}
# What a worker does from time to time: dotted name of a function without arguments, and every how many seconds.
PERIODIC: dict[str, int] = {
    "lms.notices.deliver.send_all_due": 60,
    "lms.notices.digest.send_digests": 600,
    "lms.agenda.reminders.run": 600,
    "lms.partners.asking.letters.send_all_due": 60,
    "lms.partners.asking.reminding.remind": 900,
    "lms.partners.asking.retention.forget": 86_400,
    "lms.incidents.retention.forget": 86_400,
    "lms.agenda.classes.watch.look": 60,
    "lms.agenda.classes.attest.attest": 300,
    "content.deliverable.uploads.sweep": 3600,
    "courses.media.consents.warning.warn": 6 * 3600,
    "courses.media.work.run.sweep": 60,
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}

AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# What else follows a role, by dotted name (lms/people/models.py, follow_roles).
ROLE_FOLLOWERS = ["courses.permissions.follow"]
# How much waits behind an entry of the menu, by the name of its address: dotted names of functions of a person.
MENU_COUNTS = {
    "assessment:to_mark": "lms.assessment.queue.count_for",
    "conversations:home": "lms.conversations.unread.count_for",
}
MENU_COUNTS = {"assessment:to_mark": "lms.assessment.queue.count_for"}
# Where an organisation's venues are (lms/partners/places.py): dotted name of a function of the organisation's id.
VENUE_PLACES = "lms.agenda.venues.places_of"

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "people:home"
CSRF_FAILURE_VIEW = "lms.people.errors.csrf_failure"
# Learners share computers: the session ends with the browser unless the person asks to stay signed in (14 days).
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 14 * 24 * 3600

ACCOUNT_ADAPTER = "lms.people.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# People are invited at an address their organisation knows; a code sent there proves it at the first sign-in.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_FORMS = {"add_email": "lms.people.adapter.NewAddressForm"}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
# Eight digits, written 1234-5678: a phone offers its number pad.
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": True}
# A training room has one address: room for twenty people at once by address, little for guessing at one account.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "request_login_code": "60/m/ip,3/m/key",
    "reset_password": "60/m/ip,5/m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Cordée"
MFA_TOTP_TOLERANCE = 1
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Authors enter by the same door as everybody (lms/people/door.py), and change their password in the same place.
WAGTAILADMIN_LOGIN_URL = "/account/door/"
WAGTAIL_FRONTEND_LOGIN_URL = "/account/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILUSERS_PASSWORD_REQUIRED = False

LANGUAGE_CODE = "fr"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = WAGTAIL_I18N_ENABLED = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [path / "static" for path in THEME_DIRS if (path / "static").is_dir()]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A form, and a form with a file: what is larger is turned away before it is read (lms/bounds.py).
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
LARGEST_UPLOAD = 260 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o644

# Where third-party content (H5P) is served: an origin that never gets a cookie of ours.
SITE_ORIGIN = os.environ.get("SITE_ORIGIN", "http://localhost:8000")
CONTENT_ORIGIN = os.environ.get("CONTENT_ORIGIN", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]

# Hosts whose players a page may call once its reader has clicked; PeerTube has many: add yours, separated by spaces.
VIDEO_HOSTS = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    *os.environ.get("VIDEO_HOSTS", "").split(),
]
# A server in front may read private files itself: its internal address of their folder, such as /private/ (nginx).
MEDIA_ACCEL = os.environ.get("MEDIA_ACCEL", "")
# Where ffmpeg and ffprobe are, if not on the path: folders, as in PATH.
MEDIA_TOOLS = os.environ.get("MEDIA_TOOLS", "")
WAGTAILMEDIA = {
    "MEDIA_MODEL": "media.Video",
    "MEDIA_FORM_BASE": "courses.media.desk.forms.ChooserForm",
    "VIDEO_EXTENSIONS": ["mp4", "m4v", "mov", "webm", "mkv", "ogv", "avi", "mpg"],
}

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": [SELF, CONTENT_ORIGIN, *VIDEO_HOSTS],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
    },
}

WAGTAIL_SITE_NAME = "Cordée"
WAGTAILADMIN_BASE_URL = SITE_ORIGIN
# Editors' browsers call nobody outside.
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []

# A mail server that does not answer holds a worker up no longer than this, in seconds.
EMAIL_TIMEOUT = 20
# When the day's e-mail leaves, on the organisation's own clock: late enough to say what tomorrow brings.
DIGEST_HOUR = 17
# From one place (a forum, a conversation) no more e-mails an hour to one person leave at once; the rest waits for it.
MAIL_PER_HOUR = 6
# Where answers to our e-mails come in, such as reponse@site.example; with it, `name+token@` must reach us too. The
# secret opens the address that a mail server may post them to. Without them nobody is asked to answer by e-mail.
INBOUND_ADDRESS = os.environ.get("INBOUND_ADDRESS", "")
INBOUND_SECRET = os.environ.get("INBOUND_SECRET", "")
# Who takes an answer by e-mail, by sort of target; kinds have a module `replies` (lms/notices/inbound/targets.py).
REPLIES = {"conversation": "lms.conversations.replies"}
# The door of a virtual class opens this many minutes before; its server must answer within so many seconds.
CLASS_OPENS_MINUTES = 15
CLASS_SERVER_SECONDS = 5.0

DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "Cordée <cordee@localhost>")
