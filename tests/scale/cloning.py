"""Copies of the model learners, by the thousand, as one INSERT ... SELECT a table: what they hold stays consistent.

A copy of a row gets the number it would have had; keys between copied rows follow by the same sum.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from django.db import connection, models

from lms.catalogue.models import Journey
from lms.enrolment.models import Cohort, Enrolment, EnrolmentTotal
from lms.people.models import Membership, Person
from lms.progress.models import ActivityTotal, Completion, Evidence, IndicatorStanding, JourneyTotal, Measure
from lms.progress.sums import SHARED

COHORT_OF = 5  # copies of all model learners that make one cohort: 5 x 20 = 100 people
FIRST = "'{Awa,Bruno,Chen,Dalila,Élodie,Farid,Gina,Hugo,Inès,Jean,Karim,Lou,Maïwenn,Noé,Oumar,Paula,Rachid,Sonia}'"
LAST = "'{Allain,Bernard,Cissé,Dupont,Étienne,Faure,Garnier,Haddad,Imbert,Jacquet,Kaya,Laurent,Martin,Nguyen}'"

# What happens between two growths is numbered from here, out of the way of the copies.
BEYOND = 1_000_000_000

Say = Callable[[str], None]


class Copied(NamedTuple):
    """A table whose model rows are copied: where they are found, and what a copy has of its own."""

    model: type[models.Model]
    rows: str  # SQL condition on the table
    own: dict[str, str]  # column: SQL expression; n is the number of the copy, {new} the copy's own key
    follows: dict[str, type[models.Model]]  # column: the copied table it points at


def grow(journey: Journey, first: int, last: int, say: Say) -> None:
    """Add copies number first to last of every model learner."""
    _make_cohorts(journey, last)
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        for copied in _tables():
            _number_rows(cursor, copied)
        with _bare_tables(cursor, [copied.model for copied in _tables()], say):
            for copied in _tables():
                say(f"    {copied.model._meta.db_table}")
                _copy(cursor, copied, first, last)
        for copied in _tables():
            _continue_numbers(cursor, copied.model)
        say("    shared totals")
        _sum_up(cursor, journey)
        cursor.execute("SET synchronous_commit = on")
        say("    vacuum analyze")
        cursor.execute("VACUUM ANALYZE")


def _tables() -> list[Copied]:
    """In the order of their keys. Model learners are those whose e-mail says so."""
    people = "email LIKE 'model%@scale.invalid'"
    persons = f"person_id IN (SELECT id FROM people_person WHERE {people})"
    enrolments = f"enrolment_id IN (SELECT id FROM enrolment_enrolment WHERE {persons})"
    cohort = f"(SELECT id FROM scale_cohort WHERE place = (n - 1) / {COHORT_OF})"
    name = f"({FIRST}::text[])[1 + ({{new}} * 7) % 18] || ' ' || ({LAST}::text[])[1 + ({{new}} / 3) % 14]"
    follows_enrolment = {"enrolment_id": Enrolment}
    return [
        Copied(
            Person,
            people,
            {
                "public_id": "gen_random_uuid()",
                "email": "'learner' || {new} || '@scale.invalid'",
                "name": name + " || ' ' || {new}",
            },
            {},
        ),
        Copied(Membership, persons, {}, {"person_id": Person}),
        Copied(Enrolment, persons, {"public_id": "gen_random_uuid()", "cohort_id": cohort}, {"person_id": Person}),
        Copied(
            EnrolmentTotal,
            enrolments,
            {"tallied": f"jsonb_set(t.tallied, '{{cohort}}', to_jsonb({cohort}))"},
            follows_enrolment,
        ),
        Copied(Evidence, enrolments, {"public_id": "gen_random_uuid()"}, {**follows_enrolment, "author_id": Person}),
        Copied(Measure, enrolments, {}, {**follows_enrolment, "evidence_id": Evidence}),
        Copied(Completion, enrolments, {"tallied_cohort": cohort}, follows_enrolment),
        Copied(IndicatorStanding, enrolments, {}, {**follows_enrolment, "measure_id": Measure, "first_id": Measure}),
    ]


def _map(model: type[models.Model]) -> str:
    """The temporary table that holds each model row's place, and the number copies begin at."""
    return f"scale_{model._meta.model_name}"


def _key(model: type[models.Model]) -> str:
    return model._meta.pk.column


def _number_rows(cursor, copied: Copied) -> None:
    table, key, places = copied.model._meta.db_table, _key(copied.model), _map(copied.model)
    if copied.model is EnrolmentTotal:
        return  # its key is that of its enrolment
    cursor.execute(f"DROP TABLE IF EXISTS {places}")
    cursor.execute(
        f"CREATE TEMPORARY TABLE {places} AS SELECT {key} AS old, row_number() OVER (ORDER BY {key}) AS place, "
        f"count(*) OVER () AS many, (SELECT max({key}) FROM {table} WHERE {copied.rows}) AS base "
        f"FROM {table} t WHERE {copied.rows}"
    )
    # Numbers begin after every row that is no copy, at a round place, so that later copies follow the earlier ones.
    cursor.execute(f"UPDATE {places} SET base = (base / 100000 + 1) * 100000")
    cursor.execute(f"ALTER TABLE {places} ADD PRIMARY KEY (old)")
    cursor.execute(f"ANALYZE {places}")


def _copy(cursor, copied: Copied, first: int, last: int) -> None:
    meta, joins, select = copied.model._meta, [], []
    names = [field.column for field in meta.local_concrete_fields]
    new = "k.base + (n - 1) * k.many + k.place"
    for name in names:
        if name in copied.follows:
            other = _map(copied.follows[name])
            alias = f"f_{name}"
            joins.append(f"LEFT JOIN {other} {alias} ON {alias}.old = t.{name}")
            select.append(f"COALESCE({alias}.base + (n - 1) * {alias}.many + {alias}.place, t.{name})")
        elif name in copied.own:
            select.append(copied.own[name].replace("{new}", f"({new})"))
        elif name == meta.pk.column:
            select.append(new)
        else:
            select.append(f't."{name}"')
    if copied.model is not EnrolmentTotal:
        joins.insert(0, f"JOIN {_map(copied.model)} k ON k.old = t.{meta.pk.column}")
    columns = ", ".join(f'"{name}"' for name in names)
    cursor.execute(
        f"INSERT INTO {meta.db_table} ({columns}) SELECT {', '.join(select)} FROM {meta.db_table} t "
        f"{' '.join(joins)} CROSS JOIN generate_series({first}, {last}) AS n WHERE t.{copied.rows}"
    )


def _continue_numbers(cursor, model: type[models.Model]) -> None:
    table, key = model._meta.db_table, _key(model)
    cursor.execute(
        f"SELECT setval(sequence, GREATEST({BEYOND}, (SELECT max({key}) FROM {table}))) "
        f"FROM pg_get_serial_sequence('{table}', '{key}') AS sequence WHERE sequence IS NOT NULL"
    )


def _make_cohorts(journey: Journey, last: int) -> None:
    wanted, there = -(-last // COHORT_OF), Cohort.objects.filter(journey=journey).count()
    Cohort.objects.bulk_create(
        Cohort(organisation_id=journey.organisation_id, journey=journey, name=f"Groupe {number + 1:04}")
        for number in range(there, wanted)
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS scale_cohort")
        cursor.execute(
            "CREATE TEMPORARY TABLE scale_cohort AS SELECT id, row_number() OVER (ORDER BY id) - 1 AS place "
            "FROM enrolment_cohort WHERE journey_id = %s",
            [journey.pk],
        )
        cursor.execute("ALTER TABLE scale_cohort ADD PRIMARY KEY (place)")


@contextmanager
def _bare_tables(cursor, tables: list[type[models.Model]], say: Say) -> Iterator[None]:
    """Without indexes, unique rules and checks of keys while rows pour in; all of them are there again after."""
    names = [model._meta.db_table for model in tables]
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'u' AND conrelid::regclass::text = ANY(%s)",
        [names],
    )
    rules = cursor.fetchall()
    cursor.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index i "
        "WHERE indrelid::regclass::text = ANY(%s) AND NOT indisprimary "
        "AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid AND c.contype = 'u')",
        [names],
    )
    indexes = cursor.fetchall()
    for table, name, _ in rules:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute("SET session_replication_role = replica")
    try:
        yield
    finally:
        cursor.execute("SET session_replication_role = DEFAULT")
        say("    indexes")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in rules:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def _sum_up(cursor, journey: Journey) -> None:
    """The shared totals, counted anew from what every learner's total and completion says."""
    totals, activities = JourneyTotal._meta.db_table, ActivityTotal._meta.db_table
    sums = ", ".join(f"sum(t.{name})" for name in SHARED)
    cursor.execute(f"DELETE FROM {totals} WHERE journey_id = %s", [journey.pk])
    cursor.execute(f"DELETE FROM {activities}")
    for cohort, grouped in (("NULL::bigint", ""), ("e.cohort_id", "GROUP BY e.cohort_id")):
        kept = "" if not grouped else "AND e.cohort_id IS NOT NULL"
        cursor.execute(
            f"INSERT INTO {totals} (organisation_id, journey_id, cohort_id, enrolments, {', '.join(SHARED)}, "
            f"progress_counts) SELECT {journey.organisation_id}, {journey.pk}, {cohort}, count(*), {sums}, '{{}}' "
            f"FROM enrolment_enrolmenttotal t JOIN enrolment_enrolment e ON e.id = t.enrolment_id "
            f"WHERE t.journey_id = {journey.pk} {kept} {grouped}"
        )
        cursor.execute(
            f"UPDATE {totals} j SET progress_counts = c.counts FROM (SELECT cohort, jsonb_object_agg(met, people) "
            f"AS counts FROM (SELECT {cohort} AS cohort, t.indicators_met::text AS met, count(*) AS people "
            f"FROM enrolment_enrolmenttotal t JOIN enrolment_enrolment e ON e.id = t.enrolment_id "
            f"WHERE t.journey_id = {journey.pk} {kept} GROUP BY 1, 2) one GROUP BY cohort) c "
            f"WHERE j.journey_id = {journey.pk} AND j.cohort_id IS NOT DISTINCT FROM c.cohort"
        )
        states = ", ".join(f"count(*) FILTER (WHERE c.state = '{state}')" for state in ("doing", "waiting", "done"))
        cursor.execute(
            f"INSERT INTO {activities} (organisation_id, activity_id, cohort_id, doing, waiting, done) "
            f"SELECT {journey.organisation_id}, c.activity_id, {cohort}, {states} FROM progress_completion c "
            f"JOIN enrolment_enrolment e ON e.id = c.enrolment_id WHERE true {kept} "
            f"GROUP BY c.activity_id{', e.cohort_id' if grouped else ''}"
        )
