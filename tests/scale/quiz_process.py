"""One process of quiz.py: its learners begin together, answer question by question in turn, and hand in."""

import json
import sys
import time


def main() -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client
    from django.urls import reverse

    from content.quiz.models import Attempt
    from lms.catalogue.models import Activity
    from lms.people.models import Person
    from tests.scale.measuring import bare_page
    from tests.scale.quiz import right_fields

    settings.ALLOWED_HOSTS = ["*"]
    asked = json.loads(sys.stdin.readline())
    activity = Activity.objects.get(pk=asked["activity"])
    begin = reverse("quiz:start", args=[activity.key])
    clients = {}
    for person in Person.objects.filter(pk__in=asked["people"]):
        clients[person.pk] = Client(SERVER_NAME="localhost")
        clients[person.pk].force_login(person)
    first = next(iter(clients.values()))
    first.get(activity.address)  # templates and addresses are read before people come in
    print("ready", flush=True)
    sys.stdin.readline()
    saves, bare, ends, refused = [], [], [], 0

    def timed(times: list[float], ask, wanted: int) -> int:  # type: ignore[no-untyped-def]
        before = time.perf_counter()
        answer = ask()
        times.append(1000 * (time.perf_counter() - before))
        return int(answer.status_code != wanted)

    began: list[float] = []
    for client in clients.values():
        refused += timed(began, lambda client=client: client.post(begin), 302)
    rows = Attempt.objects.filter(activity=activity, enrolment__person__in=asked["people"])
    attempts = {row.enrolment.person_id: row for row in rows.select_related("enrolment__person")}
    count = attempts[asked["people"][0]].answers.count()
    right = {pk: list(row.answers.select_related("version")) for pk, row in attempts.items()}
    with bare_page(attempts[asked["people"][0]].enrolment) as look:
        for place in range(count):
            for pk, client in clients.items():
                page, answer = reverse("quiz:attempt", args=[attempts[pk].public_id]), right[pk][place]
                data = {f"seen-{answer.position}": "", "tab": f"t{pk}", "page": str(place + 1), **right_fields(answer)}
                data["go"] = str(place + 2) if place + 1 < count else "end"
                refused += timed(saves, lambda client=client, page=page, data=data: client.post(page, data), 302)
                before = time.perf_counter()
                look()
                bare.append(1000 * (time.perf_counter() - before))
    for pk, client in clients.items():
        page = reverse("quiz:attempt", args=[attempts[pk].public_id])
        refused += timed(ends, lambda client=client, page=page: client.post(page, {"go": "submit"}), 302)
    print(json.dumps({"saves": saves, "bare": bare, "ends": ends, "refused": refused}))


if __name__ == "__main__":
    main()
