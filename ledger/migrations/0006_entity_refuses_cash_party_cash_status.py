from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0005_building_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="entity",
            name="refuses_cash",
            field=models.BooleanField(default=False, verbose_name="refuse les espèces"),
        ),
        migrations.AddField(
            model_name="party",
            name="cash_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Plafond ordinaire"),
                    ("abroad", "Domicilié fiscalement à l’étranger, hors activité professionnelle"),
                    ("no_account", "Sans compte bancaire ni autre moyen : pas de plafond"),
                ],
                max_length=10,
                verbose_name="espèces",
            ),
        ),
    ]
