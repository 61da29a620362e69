"""Search as you type: trigram indexes on PostgreSQL; SQLite scans, its tables are small."""

from django.db import migrations

from core.database.triggers import vendor_sql


class Migration(migrations.Migration):
    dependencies = [("ledger_books", "0003_guards")]

    operations = [
        vendor_sql(
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                "CREATE INDEX ledger_books_account_search ON ledger_books_account"
                " USING gin (search_text gin_trgm_ops)",
            ],
            undo_postgresql=["DROP INDEX ledger_books_account_search"],
        )
    ]
