from django.db import migrations, models
from django.db.models import F
from django.conf import settings

from core.triggers import vendor_sql


def tell_what_was_fetched(apps, _editor):
    """What left the waiting room did so at its present state's time at the latest."""
    requests = apps.get_model("sepa", "OneOffRequest").objects
    requests.exclude(state__in=["draft", "pending"]).update(fetched_at=F("state_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0003_subscription"),
        ("sepa", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="oneoffrequest", name="sepa_pending_requests"),
        migrations.AddField(
            model_name="oneoffrequest",
            name="fetched_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(tell_what_was_fetched, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="oneoffrequest",
            index=models.Index(
                condition=models.Q(("fetched_at__isnull", True), ("signed_at__isnull", False)),
                fields=["id"],
                name="sepa_waiting_requests",
            ),
        ),
        # Room on each page for the next version of its rows: no index then learns of a new state.
        vendor_sql(
            postgresql=["ALTER TABLE sepa_oneoffrequest SET (fillfactor = 50)"],
            undo_postgresql=["ALTER TABLE sepa_oneoffrequest RESET (fillfactor)"],
        ),
    ]
