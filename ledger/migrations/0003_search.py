"""Search as you type: trigram indexes on PostgreSQL; SQLite scans, its tables are small."""

from django.db import migrations

from core.triggers import vendor_sql

TABLES = ("account", "party")


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_guards")]

    operations = [
        vendor_sql(
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                *(
                    f"CREATE INDEX ledger_{table}_search ON ledger_{table}"
                    " USING gin (search_text gin_trgm_ops)"
                    for table in TABLES
                ),
            ],
            undo_postgresql=[f"DROP INDEX ledger_{table}_search" for table in TABLES],
        )
    ]
