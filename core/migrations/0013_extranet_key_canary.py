"""One row that only the keys of this database's extranet can read."""

import core.crypto.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0012_erased_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExtranetKeyCanary",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.SlugField(max_length=12, unique=True)),
                ("sealed", core.crypto.fields.EncryptedTextField()),
                ("mark", models.CharField(max_length=64)),
            ],
            options={
                "default_permissions": (),
            },
        ),
    ]
