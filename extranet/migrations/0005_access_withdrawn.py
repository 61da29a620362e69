"""An access knows since when none of its accounts is published."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("extranet", "0004_address_change")]

    operations = [
        migrations.AddField(
            model_name="clientaccess",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
