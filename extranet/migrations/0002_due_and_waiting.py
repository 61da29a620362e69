"""What clients see says when it is due, and what the office has received or will debit."""

import django.db.models.deletion
from django.db import migrations, models

import core.money


class Migration(migrations.Migration):
    dependencies = [("extranet", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="publishedaccount",
            name="to_come",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="publishedline",
            name="due_on",
            field=models.DateField(null=True),
        ),
        migrations.RunSQL(
            "UPDATE extranet_publishedline SET due_on = date", migrations.RunSQL.noop
        ),
        migrations.AlterField(
            model_name="publishedline",
            name="due_on",
            field=models.DateField(),
        ),
        migrations.CreateModel(
            name="PublishedWaiting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("amount", core.money.MoneyField()),
                ("is_debit", models.BooleanField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waiting",
                        to="extranet.publishedaccount",
                    ),
                ),
            ],
            options={"ordering": ["day", "id"], "default_permissions": ()},
        ),
    ]
