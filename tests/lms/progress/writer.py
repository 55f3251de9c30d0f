"""A process of test_concurrency.py: records for ever, or so many messages, and prints what it knows to be kept."""

import itertools
import sys
from decimal import Decimal


def main(name: str, enrolment_id: str, author_id: str, count: str) -> None:
    import django

    django.setup()
    from lms.catalogue.models import Activity, Indicator
    from lms.enrolment.models import Enrolment
    from lms.people.models import Person
    from lms.progress import intake

    enrolment, author = Enrolment.objects.get(pk=enrolment_id), Person.objects.get(pk=author_id)
    activities = list(Activity.objects.filter(journey=enrolment.journey_id).select_related("version").order_by("pk"))
    indicators = list(Indicator.objects.order_by("pk")[:3])
    for number in range(int(count)) if int(count) else itertools.count():
        key = f"{name}-{number}"
        if number % 3 == 2:
            value = Decimal(number % 100)
            intake.judge(enrolment, indicators[number % len(indicators)], value, author=author, key=key)
        else:
            verb = "opened" if number % 3 else "completed"
            intake.receive(enrolment, activities[number % len(activities)], {"verb": verb}, key=key)
        print(key, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
