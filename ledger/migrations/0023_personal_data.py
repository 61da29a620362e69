"""Two rights on a person: to hand over what is held, and to erase what nothing obliges to keep."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0022_keep_reading"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="party",
            options={
                "default_permissions": (),
                "ordering": ["last_name", "first_name", "company", "id"],
                "permissions": [
                    ("see_contacts", "Voir les tiers et leurs coordonnées"),
                    ("hand_over_data", "Remettre à une personne tout ce qui est gardé d’elle"),
                    ("erase_parties", "Effacer un tiers que plus rien n’oblige à garder"),
                ],
                "verbose_name": "tiers",
            },
        ),
    ]
