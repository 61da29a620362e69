"""The draft among 200,000 pending lines, searched by trigrams (PostgreSQL); SQLite scans.

What came on a day is found without reading all there ever was: rows are written in the order of
their moments, so a block range index finds them, at next to no cost.
"""

from django.db import migrations

from core.database.triggers import vendor_sql


class Migration(migrations.Migration):
    dependencies = [("receipts_draft", "0001_initial"), ("ledger_books", "0004_search")]

    operations = [
        vendor_sql(
            postgresql=[
                "CREATE INDEX receipts_draft_draftreceipt_days ON receipts_draft_draftreceipt USING brin (created_at)"
                " WITH (pages_per_range = 32, autosummarize = on)"
            ],
            undo_postgresql=["DROP INDEX receipts_draft_draftreceipt_days"],
        ),
        vendor_sql(
            postgresql=[
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                "CREATE INDEX receipts_draft_search ON receipts_draft_draftreceipt USING gin"
                " (upper(label) gin_trgm_ops, upper(movement_reference) gin_trgm_ops,"
                " upper(voucher) gin_trgm_ops)",
            ],
            undo_postgresql=["DROP INDEX receipts_draft_search"],
        ),
    ]
