from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0008_bank_account_journal"),
        ("receipts", "0011_bounced_cheque"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="draftreceipt",
            index=models.Index(
                condition=models.Q(("status", "pending")),
                fields=["amount"],
                name="receipts_draft_by_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="draftreceipt",
            index=models.Index(
                condition=models.Q(("status", "pending")),
                fields=["label"],
                name="receipts_draft_by_label",
            ),
        ),
        migrations.AddIndex(
            model_name="draftreceipt",
            index=models.Index(
                condition=models.Q(("status", "pending")),
                fields=["movement_reference"],
                name="receipts_draft_by_ref",
            ),
        ),
    ]
