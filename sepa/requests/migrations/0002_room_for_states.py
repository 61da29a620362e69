"""Room on each page for the next version of its rows: no index then learns of a new state."""

from django.db import migrations

from core.database.triggers import vendor_sql


class Migration(migrations.Migration):
    dependencies = [("sepa_requests", "0001_initial")]

    operations = [
        vendor_sql(
            postgresql=["ALTER TABLE sepa_requests_oneoffrequest SET (fillfactor = 50)"],
            undo_postgresql=["ALTER TABLE sepa_requests_oneoffrequest RESET (fillfactor)"],
        ),
    ]
