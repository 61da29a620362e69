"""A line says when it is due: those of the past on their own date.

Posted lines refuse every update. PostgreSQL fills the column while it rewrites the table, which is
no update; on SQLite the triggers are aside.
"""

from django.db import migrations, models

from core.triggers import keeping_triggers, vendor_sql


class Migration(migrations.Migration):
    dependencies = [("ledger", "0010_matching_balances_both")]

    operations = keeping_triggers(
        [
            migrations.AddField(
                model_name="entryline",
                name="due_on",
                field=models.DateField(null=True, verbose_name="échéance"),
            ),
            vendor_sql(
                postgresql=["ALTER TABLE ledger_entryline ALTER due_on TYPE date USING date"],
                sqlite=["UPDATE ledger_entryline SET due_on = date"],
            ),
            migrations.AlterField(
                model_name="entryline",
                name="due_on",
                field=models.DateField(verbose_name="échéance"),
            ),
            migrations.AddIndex(
                model_name="entryline",
                index=models.Index(
                    fields=["due_on", "account"], name="ledger_entr_due_on_67b8a7_idx"
                ),
            ),
        ]
    )
