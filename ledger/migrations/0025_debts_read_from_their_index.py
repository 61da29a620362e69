"""What is overdue is added up from the index alone: it names the entry and the line as well."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0024_account_held_since"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entryline",
            name="ledger_debts_by_due_day",
        ),
        migrations.AddIndex(
            model_name="entryline",
            index=models.Index(
                condition=models.Q(("debit__gt", 0)),
                fields=["due_on", "account"],
                include=("debit", "entry", "id"),
                name="ledger_debts_by_due_day",
            ),
        ),
    ]
