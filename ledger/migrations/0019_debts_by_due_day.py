"""What is overdue is added up from an index of debts alone."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0018_year_follows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="entryline",
            name="ledger_entr_due_on_67b8a7_idx",
        ),
        migrations.AddIndex(
            model_name="entryline",
            index=models.Index(
                condition=models.Q(("debit__gt", 0)),
                fields=["due_on", "account"],
                include=("debit",),
                name="ledger_debts_by_due_day",
            ),
        ),
        migrations.AddIndex(
            model_name="matching",
            index=models.Index(
                condition=models.Q(("undoes", True)), fields=["id"], name="ledger_undoing_matchings"
            ),
        ),
    ]
