"""What a search of words reads: an index of each database's own kind over the words of all cues."""

from django.db import migrations

SQLITE = (
    'CREATE VIRTUAL TABLE "media_cue_fts" USING fts5(words, content="media_cue", content_rowid="id")',
    'CREATE TRIGGER "media_cue_fts_added" AFTER INSERT ON "media_cue" BEGIN'
    ' INSERT INTO "media_cue_fts" (rowid, words) VALUES (new.id, new.words); END',
    'CREATE TRIGGER "media_cue_fts_gone" AFTER DELETE ON "media_cue" BEGIN'
    ' INSERT INTO "media_cue_fts" ("media_cue_fts", rowid, words) VALUES (\'delete\', old.id, old.words); END',
    'CREATE TRIGGER "media_cue_fts_changed" AFTER UPDATE OF words ON "media_cue" BEGIN'
    ' INSERT INTO "media_cue_fts" ("media_cue_fts", rowid, words) VALUES (\'delete\', old.id, old.words);'
    ' INSERT INTO "media_cue_fts" (rowid, words) VALUES (new.id, new.words); END',
)
SQLITE_UNDO = (
    'DROP TRIGGER "media_cue_fts_changed"',
    'DROP TRIGGER "media_cue_fts_gone"',
    'DROP TRIGGER "media_cue_fts_added"',
    'DROP TABLE "media_cue_fts"',
)
POSTGRES = ("CREATE INDEX media_cue_words ON media_cue USING gin (to_tsvector('simple'::regconfig, words))",)
POSTGRES_UNDO = ("DROP INDEX media_cue_words",)


def add(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRES}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def take_away(apps, schema_editor):
    for statement in {"sqlite": SQLITE_UNDO, "postgresql": POSTGRES_UNDO}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("media", "0001_initial")]
    operations = [migrations.RunPython(add, take_away)]
