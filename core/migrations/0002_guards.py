"""What the database itself keeps: the audit trail for good, and the cache of the small edition."""

from django.db import migrations

from core.triggers import append_only, vendor_sql

#: The table that Django's database cache wants, where there is no Redis.
_CACHE = """
CREATE TABLE core_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY, value text NOT NULL, expires {instant} NOT NULL
)
"""
_INDEX = "CREATE INDEX core_cache_expires ON core_cache (expires)"
_DROP = "DROP TABLE core_cache"


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        append_only("core_auditevent"),
        vendor_sql(
            postgresql=[_CACHE.format(instant="timestamp with time zone"), _INDEX],
            sqlite=[_CACHE.format(instant="datetime"), _INDEX],
            undo_postgresql=[_DROP],
            undo_sqlite=[_DROP],
        ),
    ]
