"""A page that is sent twice opens one batch."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receipts", "0014_receipt_answer"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="page",
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
    ]
