"""Slips handed to the bank stay as they were printed; cheques of a day are found at once.

What came on a day is found without reading all there ever was: rows are written in the order of
their moments, so a block range index finds them, at next to no cost.
"""

from django.db import migrations

from core.database.triggers import append_only, vendor_sql


class Migration(migrations.Migration):
    dependencies = [("receipts_counter", "0001_initial")]

    operations = [
        append_only("receipts_counter_depositslip"),
        append_only("receipts_counter_depositline"),
        vendor_sql(
            postgresql=[
                "CREATE INDEX receipts_counter_cheque_days ON receipts_counter_cheque USING brin (keyed_at)"
                " WITH (pages_per_range = 32, autosummarize = on)"
            ],
            undo_postgresql=["DROP INDEX receipts_counter_cheque_days"],
        ),
    ]
