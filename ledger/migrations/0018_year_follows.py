"""A fiscal year names the one that it follows, which no other may follow."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core.triggers import keeping_triggers


def follow(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Years that are there follow each other by their dates."""
    last: dict[int, object] = {}
    for year in apps.get_model("ledger", "FiscalYear").objects.order_by("entity_id", "start"):
        if year.entity_id in last:
            year.follows = last[year.entity_id]
            year.save(update_fields=["follows"])
        last[year.entity_id] = year


class Migration(migrations.Migration):
    dependencies = [("ledger", "0017_anchors")]

    operations = [
        *keeping_triggers(
            [
                migrations.AddField(
                    model_name="fiscalyear",
                    name="follows",
                    field=models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="ledger.fiscalyear",
                    ),
                )
            ]
        ),
        migrations.RunPython(follow, migrations.RunPython.noop),
    ]
