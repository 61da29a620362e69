"""An account is of a party and of a building, which are of an entity: keys that go both ways come
once both rooms have their tables."""

import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("core_files", "0001_initial"),
        ("ledger_books", "0001_initial"),
        ("ledger_people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="building",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="ledger_people.building",
                verbose_name="immeuble",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="ledger_people.party",
                verbose_name="tiers",
            ),
        ),
        migrations.AddField(
            model_name="anchorsettings",
            name="folder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core_files.exchangefolder",
                verbose_name="dossier d’échange",
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="folder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core_files.exchangefolder",
                verbose_name="dossier de dépôt",
            ),
        ),
        migrations.AddField(
            model_name="bankdetailschange",
            name="bank_account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_books.bankaccount",
            ),
        ),
        migrations.AddField(
            model_name="bankdetailschange",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="bankdetailschange",
            name="requested_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="entity",
            name="collection_account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_books.bankaccount",
                verbose_name="compte pour prélèvements",
            ),
        ),
        migrations.AddField(
            model_name="entity",
            name="debits_account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_books.account",
                verbose_name="compte des prélèvements en cours",
            ),
        ),
        migrations.AddField(
            model_name="entity",
            name="managing_party",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_people.party",
                verbose_name="identité gérance",
            ),
        ),
        migrations.AddField(
            model_name="entity",
            name="rental_supplier_account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_books.account",
                verbose_name="compte fournisseur en gérance",
            ),
        ),
        migrations.AddField(
            model_name="entity",
            name="validator",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="validation des mouvements par",
            ),
        ),
        migrations.AddField(
            model_name="bankdetailschange",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_details_changes",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_accounts",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="account",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accounts",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="entity",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="posted_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="reverses",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reversed_by",
                to="ledger_books.entry",
            ),
        ),
        migrations.AddField(
            model_name="entryline",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="ledger_books.account",
            ),
        ),
        migrations.AddField(
            model_name="entryline",
            name="entry",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="ledger_books.entry",
            ),
        ),
        migrations.AddField(
            model_name="fiscalyear",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fiscal_years",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="fiscalyear",
            name="follows",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="ledger_books.fiscalyear",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="fiscal_year",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="ledger_books.fiscalyear",
            ),
        ),
        migrations.AddField(
            model_name="journal",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="journals",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="journal",
            name="treasury_account",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_books.account",
                verbose_name="compte de trésorerie",
            ),
        ),
        migrations.AddField(
            model_name="entry",
            name="journal",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="ledger_books.journal",
            ),
        ),
        migrations.AddField(
            model_name="bankaccount",
            name="journal",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="bank_account",
                to="ledger_books.journal",
                verbose_name="journal",
            ),
        ),
        migrations.AddField(
            model_name="journalsequence",
            name="fiscal_year",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sequences",
                to="ledger_books.fiscalyear",
            ),
        ),
        migrations.AddField(
            model_name="journalsequence",
            name="journal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sequences",
                to="ledger_books.journal",
            ),
        ),
        migrations.AddField(
            model_name="lettervariable",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letter_variables",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="portfolioentity",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="portfolioentity",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="portfolio",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="receiptjournal",
            name="entity",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="receipt_journals",
                to="ledger_books.entity",
            ),
        ),
        migrations.AddField(
            model_name="receiptjournal",
            name="journal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger_books.journal",
            ),
        ),
        migrations.AddConstraint(
            model_name="anchorsettings",
            constraint=models.CheckConstraint(
                condition=models.Q(("id", 1)), name="one_setting_of_anchors"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankdetailschange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("entity",),
                name="one_bank_details_change_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankdetailschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="bank_details_change_decided_at",
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["code"], name="ledger_accounts_by_code"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["label"], name="ledger_accounts_by_label"),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(
                condition=models.Q(("published", True)),
                fields=["entity", "code"],
                name="ledger_published_accounts",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(fields=("entity", "code"), name="account_code"),
        ),
        migrations.AddIndex(
            model_name="entryline",
            index=models.Index(
                fields=["account", "date", "id"],
                include=("debit", "credit"),
                name="ledger_lines_of_account",
            ),
        ),
        migrations.AddIndex(
            model_name="entryline",
            index=models.Index(
                condition=models.Q(("debit__gt", 0)),
                fields=["due_on", "account"],
                include=("debit", "entry", "id"),
                name="ledger_debts_by_due_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="entryline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("credit", 0), ("debit__gt", 0)),
                    models.Q(("credit__gt", 0), ("debit", 0)),
                    _connector="OR",
                ),
                name="entry_line_is_debit_or_credit",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscalyear",
            constraint=models.CheckConstraint(
                condition=models.Q(("end__gt", models.F("start"))),
                name="fiscal_year_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiscalyear",
            constraint=models.UniqueConstraint(
                fields=("entity", "start"), name="fiscal_year_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="journal",
            constraint=models.UniqueConstraint(fields=("entity", "code"), name="journal_code"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(fields=["entity", "date"], name="ledger_book_entity__0ecde3_idx"),
        ),
        migrations.AddIndex(
            model_name="entry",
            index=models.Index(
                django.db.models.functions.text.Upper("voucher"),
                condition=models.Q(("voucher", ""), _negated=True),
                name="ledger_entries_by_voucher",
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.UniqueConstraint(
                fields=("journal", "fiscal_year", "number"), name="entry_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="entry",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="entry_total_is_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="journalsequence",
            constraint=models.UniqueConstraint(
                fields=("journal", "fiscal_year"), name="one_sequence_per_journal_and_year"
            ),
        ),
        migrations.AddConstraint(
            model_name="lettervariable",
            constraint=models.UniqueConstraint(
                fields=("entity", "name"), name="letter_variable_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="portfolioentity",
            constraint=models.UniqueConstraint(
                fields=("user", "entity"), name="entity_once_in_a_portfolio"
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptjournal",
            constraint=models.UniqueConstraint(
                fields=("entity", "channel"), name="one_journal_per_entity_and_channel"
            ),
        ),
    ]
