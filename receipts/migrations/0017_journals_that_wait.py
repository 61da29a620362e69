"""Sorted by journal, the draft asks only for journals that a line waits for."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0026_legal_holds"),
        ("receipts", "0016_identified_receipts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="draftreceipt",
            index=models.Index(
                condition=models.Q(("status", "pending")),
                fields=["journal"],
                name="receipts_draft_by_journal",
            ),
        ),
    ]
