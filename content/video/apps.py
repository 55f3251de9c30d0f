from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VideoConfig(AppConfig):
    name = "content.video"
    label = "video"
    verbose_name = _("Videos and tutorials")
