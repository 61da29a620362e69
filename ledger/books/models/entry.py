from django.conf import settings
from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import ZERO, MoneyField


class Journal(EntityBound):
    """A book of entries, such as ``BQ``, with the treasury account that its receipts debit."""

    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="journals"
    )
    code = models.CharField(_("code"), max_length=10)
    label = guarded.CharField(_("libellé"), max_length=80)
    treasury_account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte de trésorerie"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    requires_voucher = models.BooleanField(_("pièce obligatoire"), default=False)
    active = models.BooleanField(_("actif"), default=True)

    class Meta:
        default_permissions = ()
        ordering = ["entity__code", "code"]
        verbose_name = _("journal")
        constraints = [models.UniqueConstraint(fields=["entity", "code"], name="journal_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


class JournalSequence(EntityBound):
    """Last number and last hash of a journal in a fiscal year: its lock, and its chain's end."""

    bound_by = "journal"

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="sequences")
    fiscal_year = models.ForeignKey(
        "ledger_books.FiscalYear", on_delete=models.PROTECT, related_name="sequences"
    )
    last_number = models.PositiveIntegerField(default=0)
    last_hash = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["journal", "fiscal_year"], name="one_sequence_per_journal_and_year"
            )
        ]

    def __str__(self) -> str:
        return f"{self.journal_id}/{self.fiscal_year_id}: {self.last_number}"


class Entry(EntityBound):
    """A balanced posting. Inserted once, never updated, never deleted (database trigger)."""

    # Both are the first column of an index below: one of their own would slow every posting.
    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    journal = models.ForeignKey(
        Journal, on_delete=models.PROTECT, related_name="entries", db_index=False
    )
    fiscal_year = models.ForeignKey(
        "ledger_books.FiscalYear", on_delete=models.PROTECT, related_name="entries"
    )
    #: Without gaps within journal and fiscal year.
    number = models.PositiveIntegerField(_("n°"))
    date = models.DateField(_("date"))
    voucher = guarded.CharField(_("pièce"), max_length=30, blank=True)
    label = guarded.CharField(_("libellé"), max_length=120)
    #: What its debits, and its credits, add up to, in euros; its lines can never exceed it.
    total = MoneyField(_("montant"))
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    posted_at = models.DateTimeField(_("validée le"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Version of the canonical form, then the SHA-256 over the hash before it and this entry.
    hash = models.CharField(max_length=80)

    class Meta:
        default_permissions = ()
        ordering = ["date", "id"]
        verbose_name = _("écriture")
        constraints = [
            models.UniqueConstraint(
                fields=["journal", "fiscal_year", "number"], name="entry_number"
            ),
            models.CheckConstraint(condition=models.Q(total__gt=0), name="entry_total_is_positive"),
        ]
        indexes = [
            models.Index(fields=["entity", "date"]),
            # A voucher is looked up whole, whatever its case; most entries have none.
            models.Index(
                Upper("voucher"), condition=~models.Q(voucher=""), name="ledger_entries_by_voucher"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.journal.code} {self.number}"


class EntryLine(EntityBound):
    """One side of an entry: a debit or a credit, in euros, on one account."""

    bound_by = "account"

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="lines")
    # The first column of an index below.
    account = models.ForeignKey(
        "ledger_books.Account", on_delete=models.PROTECT, related_name="lines", db_index=False
    )
    #: The entry's date, repeated so that an account's lines are read from one index.
    date = models.DateField(_("date"))
    #: When a debt is to be paid; the line's date where nothing else is said.
    due_on = models.DateField(_("échéance"))
    label = guarded.CharField(_("libellé"), max_length=120)
    debit = MoneyField(_("débit"), default=ZERO)
    credit = MoneyField(_("crédit"), default=ZERO)

    class Meta:
        default_permissions = ()
        ordering = ["entry", "id"]
        verbose_name = _("ligne d’écriture")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(debit__gt=0, credit=0) | models.Q(debit=0, credit__gt=0),
                name="entry_line_is_debit_or_credit",
            )
        ]
        indexes = [
            # With its amounts, so that sums are read from the index alone.
            models.Index(
                fields=["account", "date", "id"],
                include=["debit", "credit"],
                name="ledger_lines_of_account",
            ),
            models.Index(
                fields=["due_on", "account"],
                include=["debit", "entry", "id"],
                condition=models.Q(debit__gt=0),
                name="ledger_debts_by_due_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.debit} {self.credit}"
