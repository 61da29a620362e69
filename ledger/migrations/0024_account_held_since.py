"""Since when an account is its party's; for those already given to another, as the audit tells."""

from datetime import timedelta

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Max
from django.utils import timezone


def hold_from_the_audit(apps: Apps, _editor: BaseDatabaseSchemaEditor | None) -> None:
    """The day after the last change of a party that there was. ``data.party`` holds both names."""
    account = apps.get_model("ledger", "Account")
    events = apps.get_model("core", "AuditEvent").objects.filter(
        action="account.update", object_type="ledger.account", data__has_key="party"
    )
    given = events.exclude(data__party__0="None").values_list("object_id")
    for key, at in given.annotate(last=Max("at")).order_by():
        day = timezone.localdate(at) + timedelta(days=1)
        account._base_manager.filter(pk=int(key)).update(held_since=day)


class Migration(migrations.Migration):
    dependencies = [("core", "0011_api_key_used"), ("ledger", "0023_personal_data")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="held_since",
            field=models.DateField(
                blank=True,
                help_text=(
                    "Ce qui précède ne lui est pas montré : son relevé commence par le solde "
                    "à son arrivée."
                ),
                null=True,
                verbose_name="titulaire depuis le",
            ),
        ),
        migrations.RunPython(hold_from_the_audit, migrations.RunPython.noop),
    ]
