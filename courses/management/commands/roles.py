"""`roles sync`: after an upgrade, the rights of roles in the admin are written again for everybody."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.permissions import sync_memberships
from lms.commands import SiteCommand
from lms.people.models import Organisation


class Command(SiteCommand):
    help = "Bring the rights of roles in the admin in step with this version. Again changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("word", choices=["sync"])

    def handle(self, **options: Any) -> None:
        organisations = list(Organisation.objects.order_by("pk"))
        if not organisations:
            print(_("There is no organisation yet."))
            return
        for organisation in organisations:
            sync_memberships(organisation)
        count = len(organisations)
        words = ngettext("%(count)d organisation is in step.", "%(count)d organisations are in step.", count)
        print(words % {"count": count})
