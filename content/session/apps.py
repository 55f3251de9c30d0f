from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SessionConfig(AppConfig):
    name = "content.session"
    label = "session"
    verbose_name = _("Session")
