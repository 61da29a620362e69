"""Letters of lines that undo each other: neither debts nor payments."""

from importlib import import_module

from django.db import migrations, models

from core.triggers import vendor_sql

_sqlite_fits = import_module("ledger.migrations.0004_matching").sqlite_fits

MAKE = [_sqlite_fits("INSERT"), _sqlite_fits("UPDATE")]
DROP = [
    "DROP TRIGGER ledger_matchedline_fits_update",
    "DROP TRIGGER ledger_matchedline_fits_insert",
]


class Migration(migrations.Migration):
    dependencies = [("ledger", "0006_entity_refuses_cash_party_cash_status")]

    operations = [
        # SQLite rebuilds the table, which triggers of another one name: they are put back after.
        vendor_sql(sqlite=DROP, undo_sqlite=MAKE),
        migrations.AddField(
            "matching",
            "undoes",
            models.BooleanField(default=False, verbose_name="annulation"),
        ),
        vendor_sql(sqlite=MAKE, undo_sqlite=DROP),
    ]
