"""Indexes for ten million lines; those that others begin with are gone, so that posting pays less.

Labels and vouchers of entries are searched by trigrams on PostgreSQL, as accounts are.
"""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from core.triggers import keeping_triggers, vendor_sql


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0014_portfolio"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = keeping_triggers(
        [
            migrations.RemoveIndex(
                model_name="entryline",
                name="ledger_entr_account_3f0b5c_idx",
            ),
            migrations.AlterField(
                model_name="entry",
                name="entity",
                field=models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="entries",
                    to="ledger.entity",
                ),
            ),
            migrations.AlterField(
                model_name="entry",
                name="journal",
                field=models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="entries",
                    to="ledger.journal",
                ),
            ),
            migrations.AlterField(
                model_name="entryline",
                name="account",
                field=models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="lines",
                    to="ledger.account",
                ),
            ),
            migrations.AddIndex(
                model_name="account",
                index=models.Index(fields=["label"], name="ledger_accounts_by_label"),
            ),
            migrations.AddIndex(
                model_name="entry",
                index=models.Index(
                    django.db.models.functions.text.Upper("voucher"),
                    condition=models.Q(("voucher", ""), _negated=True),
                    name="ledger_entries_by_voucher",
                ),
            ),
            migrations.AddIndex(
                model_name="entryline",
                index=models.Index(
                    fields=["account", "date", "id"],
                    include=("debit", "credit"),
                    name="ledger_lines_of_account",
                ),
            ),
            migrations.AddIndex(
                model_name="party",
                index=models.Index(
                    fields=["last_name", "first_name", "company", "id"],
                    name="ledger_parties_by_name",
                ),
            ),
            vendor_sql(
                postgresql=[
                    "CREATE INDEX ledger_entry_search ON ledger_entry"
                    " USING gin (upper(label) gin_trgm_ops, upper(voucher) gin_trgm_ops)"
                ],
                undo_postgresql=["DROP INDEX ledger_entry_search"],
            ),
        ]
    )
