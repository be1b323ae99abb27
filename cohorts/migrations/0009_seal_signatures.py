from django.db import migrations

# A wall against mistakes and against whoever has the application's door but not the database's:
# nobody changes or deletes a signature by SQL, be it the ORM's. TRUNCATE stays possible on
# PostgreSQL (tests empty their tables with it); a chain that is gone shows against the log.
SEAL_POSTGRESQL = """
CREATE FUNCTION refuse_to_change_signatures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signatures are never changed nor deleted' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER signatures_are_never_changed BEFORE UPDATE OR DELETE ON cohorts_signaturerecord
    FOR EACH ROW EXECUTE FUNCTION refuse_to_change_signatures();
"""
UNSEAL_POSTGRESQL = """
DROP TRIGGER signatures_are_never_changed ON cohorts_signaturerecord;
DROP FUNCTION refuse_to_change_signatures();
"""
SEAL_SQLITE = [
    """
    CREATE TRIGGER signatures_are_never_changed BEFORE UPDATE ON cohorts_signaturerecord
    BEGIN SELECT RAISE(ABORT, 'signatures are never changed'); END
    """,
    """
    CREATE TRIGGER signatures_are_never_deleted BEFORE DELETE ON cohorts_signaturerecord
    BEGIN SELECT RAISE(ABORT, 'signatures are never deleted'); END
    """,
]
UNSEAL_SQLITE = [
    "DROP TRIGGER signatures_are_never_changed",
    "DROP TRIGGER signatures_are_never_deleted",
]


def seal(apps, schema_editor):
    _run(schema_editor, SEAL_POSTGRESQL, SEAL_SQLITE)


def unseal(apps, schema_editor):
    _run(schema_editor, UNSEAL_POSTGRESQL, UNSEAL_SQLITE)


def _run(schema_editor, postgresql, sqlite):
    statements = [postgresql] if schema_editor.connection.vendor == "postgresql" else sqlite
    for statement in statements:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("cohorts", "0008_say_what_was_signed")]

    operations = [migrations.RunPython(seal, unseal)]
