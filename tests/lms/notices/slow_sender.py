"""A worker that sends slowly, says so after each letter, and is there to be killed. Arguments: database, folder."""

import os
import sys
import time
from pathlib import Path
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend


class Slow(BaseEmailBackend):
    """One file a letter, named after the notice."""

    def send_messages(self, messages: Any) -> int:
        for message in messages:
            name = message.extra_headers["Message-ID"].split(".")[1]
            (Path(os.environ["CORDEE_SENT"]) / name).write_bytes(message.message().as_bytes())
            print("sent", flush=True)
            time.sleep(0.3)
        return len(messages)


def main(url: str, folder: str) -> None:
    Path(folder).mkdir()
    os.environ.update(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="lms.settings.test", CORDEE_SENT=folder)
    import django
    from django.conf import settings

    django.setup()
    settings.EMAIL_BACKEND = "tests.lms.notices.slow_sender.Slow"
    from lms.notices import deliver

    deliver.send_all_due()


if __name__ == "__main__":
    main(*sys.argv[1:])
