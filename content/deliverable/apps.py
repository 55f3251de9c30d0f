from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeliverableConfig(AppConfig):
    name = "content.deliverable"
    label = "deliverable"
    verbose_name = _("Deliverable")
