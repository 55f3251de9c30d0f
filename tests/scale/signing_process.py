"""One process of signing.py: takes its people, waits for the word, and has each tap once through the real page."""

import json
import sys
import time


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse
    from django.utils import timezone

    from lms.agenda.models import HalfDay
    from lms.agenda.signoffs import codes
    from lms.people.models import Person

    settings.ALLOWED_HOSTS = ["*"]
    asked = json.loads(sys.stdin.readline())
    half_day = HalfDay.objects.select_related("session").get(pk=asked["half_day"])
    page = reverse("agenda:sign", args=[half_day.session.public_id, half_day.part])
    people = Person.objects.in_bulk(asked["people"])
    clients = []
    for pk in asked["people"]:
        client = Client(SERVER_NAME="localhost")
        client.force_login(people[pk])
        clients.append(client)
    clients[0].get(page)  # templates and addresses are read before people come in
    print("ready", flush=True)
    sys.stdin.readline()
    milliseconds, refused = [], 0
    for client in clients:
        before = time.perf_counter()
        answer = client.post(page, {"code": codes.code_at(half_day.secret, timezone.now())})
        milliseconds.append(1000 * (time.perf_counter() - before))
        refused += answer.status_code != 302
    print(json.dumps({"milliseconds": milliseconds, "refused": refused}))


if __name__ == "__main__":
    main()
