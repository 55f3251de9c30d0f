"""A process of its own: Bo uploads a content in the admin, and the machine stops while its files are written."""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import django


def main(media: str, package: str) -> None:
    django.setup()
    from django.conf import settings
    from django.core.files.storage import FileSystemStorage
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from lms.people.models import Organisation, Person

    settings.MEDIA_ROOT = media
    save, written = FileSystemStorage._save, []

    def save_or_stop(self: FileSystemStorage, name: str, content: Any) -> str:
        if len(written) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        written.append(name)
        return save(self, name, content)

    FileSystemStorage._save = save_or_stop  # type: ignore[method-assign]
    client = Client()
    client.force_login(Person.objects.get(email="bo@example.org"))
    upload = SimpleUploadedFile("a.h5p", Path(package).read_bytes())
    organisation = Organisation.objects.get(code="club").pk
    client.post(reverse("h5p-contents:add"), {"upload": upload, "organisation": organisation})
    raise SystemExit(f"not stopped: {written}")


if __name__ == "__main__":
    main(*sys.argv[1:])
