"""What came on a day is found without reading all there ever was.

Rows are written in the order of their moments, so a block range index finds them; it costs next to
nothing to keep, and SQLite's tables are small.
"""

from django.db import migrations

from core.triggers import vendor_sql

MOMENTS = {"draftreceipt": "created_at", "cheque": "keyed_at"}


class Migration(migrations.Migration):
    dependencies = [("receipts", "0008_cash_difference")]

    operations = [
        vendor_sql(
            postgresql=[
                f"CREATE INDEX receipts_{table}_days ON receipts_{table} USING brin ({column})"
                " WITH (pages_per_range = 32, autosummarize = on)"
                for table, column in MOMENTS.items()
            ],
            undo_postgresql=[f"DROP INDEX receipts_{table}_days" for table in MOMENTS],
        ),
    ]
