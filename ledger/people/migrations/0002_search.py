"""Search as you type: trigram indexes on PostgreSQL; SQLite scans, its tables are small."""

from django.db import migrations

from core.database.triggers import vendor_sql


class Migration(migrations.Migration):
    dependencies = [("ledger_people", "0001_initial")]

    operations = [
        vendor_sql(
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                "CREATE INDEX ledger_people_party_search ON ledger_people_party"
                " USING gin (search_text gin_trgm_ops)",
                "CREATE INDEX ledger_people_building_search ON ledger_people_building"
                " USING gin (search_text gin_trgm_ops)",
            ],
            undo_postgresql=[
                "DROP INDEX ledger_people_party_search",
                "DROP INDEX ledger_people_building_search",
            ],
        )
    ]
