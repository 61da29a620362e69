"""Since when a published account is its client's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("extranet", "0005_access_withdrawn"),
    ]

    operations = [
        migrations.AddField(
            model_name="publishedaccount",
            name="held_since",
            field=models.DateField(blank=True, null=True),
        ),
    ]
