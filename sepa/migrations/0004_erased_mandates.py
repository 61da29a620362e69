"""A mandate says when its proof was erased, at the end of its retention."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sepa", "0003_paid_entry")]

    operations = [
        migrations.AddField(
            model_name="mandate",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="preuve effacée le"),
        ),
    ]
