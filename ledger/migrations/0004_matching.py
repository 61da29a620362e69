"""Matching (*lettrage*) beside the entry lines, which never change; flags on parties."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import core.money
from core.triggers import vendor_sql

PG_FITS = """
CREATE FUNCTION ledger_matchedline_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_entryline l JOIN ledger_matching m ON m.account_id = l.account_id
        WHERE l.id = NEW.line_id AND m.id = NEW.matching_id AND NEW.amount <= l.debit + l.credit
    ) THEN
        RAISE EXCEPTION 'a line is matched on its own account, and for its amount at most'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""

PG_BALANCES = """
CREATE FUNCTION ledger_matching_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint := COALESCE(NEW.matching_id, OLD.matching_id);
BEGIN
    IF EXISTS (
        SELECT FROM ledger_matchedline x JOIN ledger_entryline l ON l.id = x.line_id
        WHERE x.matching_id = touched
        HAVING sum(CASE WHEN l.debit > 0 THEN x.amount ELSE -x.amount END) <> 0
    ) THEN
        RAISE EXCEPTION 'matching %: debits and credits differ', touched
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""

PG_TRIGGERS = [
    """
    CREATE TRIGGER ledger_matchedline_fits BEFORE INSERT OR UPDATE ON ledger_matchedline
    FOR EACH ROW EXECUTE FUNCTION ledger_matchedline_fits()
    """,
    """
    CREATE CONSTRAINT TRIGGER ledger_matching_balances
    AFTER INSERT OR UPDATE OR DELETE ON ledger_matchedline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_matching_balances()
    """,
]

PG_UNDO = [
    "DROP TRIGGER ledger_matching_balances ON ledger_matchedline",
    "DROP TRIGGER ledger_matchedline_fits ON ledger_matchedline",
    "DROP FUNCTION ledger_matching_balances()",
    "DROP FUNCTION ledger_matchedline_fits()",
]


def sqlite_fits(event: str) -> str:
    return f"""
    CREATE TRIGGER ledger_matchedline_fits_{event.lower()} BEFORE {event} ON ledger_matchedline
    WHEN NOT EXISTS (
        SELECT 1 FROM ledger_entryline l JOIN ledger_matching m ON m.account_id = l.account_id
        WHERE l.id = NEW.line_id AND m.id = NEW.matching_id AND NEW.amount <= l.debit + l.credit
    )
    BEGIN
        SELECT RAISE(ABORT, 'a line is matched on its own account, and for its amount at most');
    END
    """  # noqa: S608


def user() -> models.ForeignKey:
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


KINDS = [
    ("deceased", "Décédé"),
    ("guardianship", "Tutelle ou curatelle"),
    ("blocked", "Compte bloqué"),
    ("contested", "Dette contestée"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0003_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="account",
            options={
                "default_permissions": (),
                "ordering": ["entity__code", "code"],
                "permissions": [("issue_rent_receipts", "Délivrer les quittances de loyer")],
                "verbose_name": "compte",
            },
        ),
        migrations.CreateModel(
            name="Matching",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="lettre")),
                ("is_total", models.BooleanField(default=False, verbose_name="total")),
                ("matched_on", models.DateField(verbose_name="lettré le")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matchings",
                        to="ledger.account",
                    ),
                ),
                ("matched_by", user()),
            ],
            options={
                "verbose_name": "lettrage",
                "ordering": ["account", "number"],
                "permissions": [("match_lines", "Lettrer et délettrer les comptes")],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("account", "number"), name="matching_letter")
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchedLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", core.money.MoneyField(verbose_name="montant lettré")),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matched",
                        to="ledger.entryline",
                    ),
                ),
                (
                    "matching",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="ledger.matching",
                    ),
                ),
            ],
            options={
                "verbose_name": "ligne lettrée",
                "ordering": ["line"],
                "default_permissions": (),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="matched_amount_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartyFlag",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=KINDS, max_length=15, verbose_name="signalement"),
                ),
                ("since", models.DateField(verbose_name="depuis le")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note")),
                ("raised_at", models.DateTimeField(auto_now_add=True, verbose_name="signalé le")),
                (
                    "lifted_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="levé le"),
                ),
                ("lifted_by", user()),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flags",
                        to="ledger.party",
                    ),
                ),
                ("raised_by", user()),
            ],
            options={
                "verbose_name": "signalement",
                "ordering": ["-raised_at", "-id"],
                "permissions": [
                    ("flag_parties", "Signaler un tiers (décès, tutelle, contestation…)")
                ],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("party", "kind"),
                        name="party_flagged_once",
                    )
                ],
            },
        ),
        vendor_sql(
            postgresql=[PG_FITS, PG_BALANCES, *PG_TRIGGERS],
            undo_postgresql=PG_UNDO,
            sqlite=[sqlite_fits("INSERT"), sqlite_fits("UPDATE")],
            undo_sqlite=[
                "DROP TRIGGER ledger_matchedline_fits_update",
                "DROP TRIGGER ledger_matchedline_fits_insert",
            ],
        ),
    ]
