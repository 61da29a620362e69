"""What the database itself keeps: the audit trail and its seals for good, and the cache of the
small edition."""

from django.db import migrations

from core.database.services.trail import LOCK
from core.database.triggers import append_only, refuse_truncate, vendor_sql

_CACHE = """
CREATE TABLE core_database_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires {instant} NOT NULL
)
"""
_INDEX = "CREATE INDEX core_database_cache_expires ON core_database_cache (expires)"
_DROP = "DROP TABLE core_database_cache"

#: Taken before the first event gets its number, kept until the commit: see the sealing of the trail.
WRITING = f"""
CREATE FUNCTION core_database_auditevent_writing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({LOCK});
    RETURN NULL;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("core_database", "0001_initial")]

    operations = [
        append_only("core_database_auditevent"),
        append_only("core_database_recordversion"),
        append_only("core_database_trailseal"),
        refuse_truncate("core_database_auditevent"),
        refuse_truncate("core_database_recordversion"),
        refuse_truncate("core_database_trailseal"),
        vendor_sql(
            postgresql=[_CACHE.format(instant="timestamp with time zone"), _INDEX],
            sqlite=[_CACHE.format(instant="datetime"), _INDEX],
            undo_postgresql=[_DROP],
            undo_sqlite=[_DROP],
        ),
        vendor_sql(
            postgresql=[
                WRITING,
                """
                CREATE TRIGGER core_database_auditevent_writing BEFORE INSERT ON core_database_auditevent
                FOR EACH STATEMENT EXECUTE FUNCTION core_database_auditevent_writing()
                """,
            ],
            undo_postgresql=[
                "DROP TRIGGER core_database_auditevent_writing ON core_database_auditevent",
                "DROP FUNCTION core_database_auditevent_writing()",
            ],
        ),
    ]
