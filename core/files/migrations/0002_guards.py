"""Rows of archived files stay for good: what is erased leaves a tombstone."""

from django.db import migrations

from core.database.triggers import refuse_delete


class Migration(migrations.Migration):
    dependencies = [("core_files", "0001_initial")]

    operations = [
        refuse_delete("core_files_archivedfile"),
    ]
