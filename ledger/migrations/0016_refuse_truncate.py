"""What may not change may not be emptied either."""

from django.db import migrations

from core.triggers import refuse_truncate


class Migration(migrations.Migration):
    dependencies = [("ledger", "0015_at_scale"), ("core", "0008_seals")]

    operations = [
        refuse_truncate("ledger_entry"),
        refuse_truncate("ledger_entryline"),
        refuse_truncate("ledger_journalsequence"),
    ]
