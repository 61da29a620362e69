"""Archived files leave a tombstone when their retention is over, and their rows stay for good."""

from django.db import migrations, models

import core.guarded
from core.triggers import refuse_delete


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0011_api_key_used"),
    ]

    operations = [
        migrations.AddField(
            model_name="archivedfile",
            name="erased_at",
            field=models.DateTimeField(
                blank=True, editable=False, null=True, verbose_name="effacé le"
            ),
        ),
        migrations.AddField(
            model_name="archivedfile",
            name="erased_for",
            field=models.CharField(blank=True, editable=False, max_length=40),
        ),
        migrations.AddField(
            model_name="archivedfile",
            name="erasure_mark",
            field=models.CharField(blank=True, editable=False, max_length=64),
        ),
        migrations.AddField(
            model_name="agency",
            name="privacy_contact",
            field=core.guarded.CharField(
                blank=True, max_length=200, verbose_name="contact pour les données personnelles"
            ),
        ),
        refuse_delete("core_archivedfile"),
    ]
