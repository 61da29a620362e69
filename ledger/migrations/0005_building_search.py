"""Buildings are searched as accounts and parties are, and lots found by their number."""

from django.db import migrations, models

from core.triggers import vendor_sql


def fill(apps, _editor):
    from ledger.services.search_texts import of_building

    model = apps.get_model("ledger", "Building")
    rows = list(model.objects.all())
    for building in rows:
        building.search_text = of_building(building)
    model.objects.bulk_update(rows, ["search_text"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0004_matching")]

    operations = [
        migrations.AddField(
            model_name="building",
            name="search_text",
            field=models.CharField(blank=True, default="", editable=False, max_length=400),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name="lot",
            index=models.Index(fields=["number"], name="ledger_lot_by_number"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        vendor_sql(
            postgresql=[
                "CREATE INDEX ledger_building_search ON ledger_building"
                " USING gin (search_text gin_trgm_ops)"
            ],
            undo_postgresql=["DROP INDEX ledger_building_search"],
        ),
    ]
