"""A bank account says in which journal it is kept: slips no longer choose one."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: What entities chose for their slips until now, beside the journals of channels.
SETTING = "cheque.deposit"


def take_over(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """The journal that an entity chose for its slips is that of its only bank account."""
    chosen = apps.get_model("ledger", "ReceiptJournal").objects.filter(channel=SETTING)
    banks = apps.get_model("ledger", "BankAccount").objects
    for entity_id, journal_id in chosen.values_list("entity_id", "journal_id"):
        its = banks.filter(entity_id=entity_id)
        if its.count() == 1:
            its.update(journal_id=journal_id)
    chosen.delete()


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_matching_undoes")]

    operations = [
        migrations.AddField(
            "bankaccount",
            "journal",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_account",
                to="ledger.journal",
                verbose_name="journal",
            ),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
