"""The draft among 200,000 pending lines: searched by trigrams on PostgreSQL, sorted by voucher."""

from django.conf import settings
from django.db import migrations, models

from core.triggers import vendor_sql


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0015_at_scale"),
        ("receipts", "0012_draft_sorts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="draftreceipt",
            index=models.Index(
                condition=models.Q(("status", "pending")),
                fields=["voucher"],
                name="receipts_draft_by_voucher",
            ),
        ),
        vendor_sql(
            postgresql=[
                "CREATE INDEX receipts_draft_search ON receipts_draftreceipt USING gin"
                " (upper(label) gin_trgm_ops, upper(movement_reference) gin_trgm_ops,"
                " upper(voucher) gin_trgm_ops)"
            ],
            undo_postgresql=["DROP INDEX receipts_draft_search"],
        ),
    ]
