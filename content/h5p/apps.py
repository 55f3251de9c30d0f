from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class H5PConfig(AppConfig):
    name = "content.h5p"
    label = "h5p"
    verbose_name = _("Interactive contents (H5P)")
