"""The signed lines that are told outside each day, and where they go."""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import append_only, refuse_truncate


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0008_seals"),
        ("ledger", "0016_refuse_truncate"),
    ]

    operations = [
        migrations.CreateModel(
            name="Anchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="n°")),
                ("at", models.DateTimeField(verbose_name="signé le")),
                ("line", models.TextField()),
            ],
            options={
                "ordering": ["-number"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="AnchorSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "email",
                    models.EmailField(
                        blank=True, max_length=254, verbose_name="e-mail de l’expert-comptable"
                    ),
                ),
                (
                    "folder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.exchangefolder",
                        verbose_name="dossier d’échange",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="one_setting_of_anchors"
                    )
                ],
            },
        ),
        append_only("ledger_anchor"),
        refuse_truncate("ledger_anchor"),
    ]
