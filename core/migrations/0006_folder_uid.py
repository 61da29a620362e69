"""What an exchange folder's secrets are bound to."""

import uuid
from typing import Any

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _draw(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("ExchangeFolder",):
        model: Any = apps.get_model("core", name)
        for row in model.objects.filter(uid=None).only("pk").iterator():
            model.objects.filter(pk=row.pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):
    dependencies = [("core", "0005_security_log")]

    operations = [
        migrations.AddField(
            model_name="exchangefolder",
            name="uid",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(_draw, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="exchangefolder",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
