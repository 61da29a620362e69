import core.money
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core", "0003_subscription"),
        ("ledger", "0003_search"),
        ("receipts", "0002_payment_coupon"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BalancesFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("business_date", models.DateField(db_index=True, verbose_name="nuit du")),
                ("account_count", models.PositiveIntegerField(verbose_name="comptes")),
                ("total", core.money.MoneyField(verbose_name="total dû")),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.archivedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-business_date", "-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PaymentsFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "En cours de lecture"),
                            ("read", "Lu"),
                            ("refused", "Refusé"),
                        ],
                        default="reading",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("remarks", models.TextField(blank=True)),
                ("kiosk", models.CharField(blank=True, max_length=20, verbose_name="automate")),
                (
                    "business_date",
                    models.DateField(db_index=True, null=True, verbose_name="journée du"),
                ),
                ("read_at", models.DateTimeField(null=True)),
                ("announced_count", models.PositiveIntegerField(null=True)),
                ("announced_total", core.money.MoneyField(null=True)),
                ("announced_cash", core.money.MoneyField(null=True)),
                ("found_count", models.PositiveIntegerField(default=0)),
                ("found_total", core.money.MoneyField(default=Decimal("0.00"))),
                ("found_cash", core.money.MoneyField(default=Decimal("0.00"))),
                ("drafted_count", models.PositiveIntegerField(default=0)),
                ("drafted_total", core.money.MoneyField(default=Decimal("0.00"))),
                ("known_count", models.PositiveIntegerField(default=0)),
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.archivedfile",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="KioskSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "sender",
                    models.CharField(
                        default="LSC",
                        max_length=20,
                        verbose_name="nom de l’agence dans les fichiers",
                    ),
                ),
                (
                    "balances_folder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.exchangefolder",
                        verbose_name="dossier où déposer les soldes",
                    ),
                ),
                (
                    "entities",
                    models.ManyToManyField(
                        blank=True,
                        related_name="+",
                        to="ledger.entity",
                        verbose_name="entités abonnées",
                    ),
                ),
                (
                    "payments_folder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.exchangefolder",
                        verbose_name="dossier où relever les paiements",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("see_kiosk", "Voir les journées de l’automate"),
                    ("run_kiosk", "Importer les paiements, décider des lignes mises de côté"),
                ],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="one_row_of_kiosk_settings"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AsideLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line_number", models.PositiveIntegerField(verbose_name="ligne")),
                ("raw", models.TextField()),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "À décider"),
                            ("taken", "Repris au brouillard"),
                            ("set_down", "Classé sans suite"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="état",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("decided_at", models.DateTimeField(null=True)),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="receipts.draftreceipt",
                    ),
                ),
                (
                    "payments_file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="aside",
                        to="connectic.paymentsfile",
                    ),
                ),
            ],
            options={
                "ordering": ["payments_file", "line_number"],
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "waiting")),
                        fields=["id"],
                        name="connectic_aside_waiting",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payments_file", "line_number"), name="line_kept_aside_once"
                    )
                ],
            },
        ),
    ]
