import core.money
import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("receipts", "0003_counter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CashOverride",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="motif")),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cash_override",
                        to="receipts.draftreceipt",
                    ),
                ),
            ],
            options={
                "permissions": [
                    ("override_cash_rule", "Admettre un règlement en espèces malgré la règle")
                ],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="CashRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ceiling",
                    core.money.MoneyField(
                        default=Decimal("1000.00"), verbose_name="plafond ordinaire"
                    ),
                ),
                (
                    "ceiling_abroad",
                    core.money.MoneyField(
                        default=Decimal("15000.00"),
                        verbose_name="plafond des débiteurs domiciliés à l’étranger",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="one_row_of_cash_rules"
                    )
                ],
            },
        ),
    ]
