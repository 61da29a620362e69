from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.database.lookups import among
from core.database.portfolio import EntityBound, Portfolio
from core.text import guarded
from core.text.money import MoneyField
from receipts.draft.enums import ReceiptStatus


class DraftReceipt(EntityBound):
    """One line of the draft (brouillard): money announced or received, not yet in the books.

    ``channel`` and ``source_key`` are its identity: the same payment, replayed, is the same row.
    """

    channel = models.CharField(_("canal"), max_length=20)
    source_key = models.CharField(max_length=120)
    status = models.CharField(
        _("état"), max_length=10, choices=ReceiptStatus.choices, default=ReceiptStatus.PENDING
    )
    entity = models.ForeignKey(
        "ledger_books.Entity",
        verbose_name=_("entité"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="receipts",
    )
    #: Null while unassigned: the payment names an account that the books do not know.
    account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="receipts",
        db_index=False,
    )
    #: Why it is unassigned, in words for the accountant; empty once it has an account.
    unassigned_reason = guarded.CharField(max_length=200, blank=True, masks=True)
    movement_reference = guarded.CharField(
        _("réf. mouvement"), max_length=60, blank=True, masks=True
    )
    movement_date = models.DateField(_("date mouvement"))
    label = guarded.CharField(_("libellé mouvement"), max_length=120)
    amount = MoneyField(_("montant"))
    journal = models.ForeignKey(
        "ledger_books.Journal",
        verbose_name=_("journal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    voucher = guarded.CharField(_("pièce"), max_length=30, blank=True)
    #: Whose line it is (« seulement les miens »); null for what the night brought to nobody.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="receipts",
        db_index=False,
    )
    #: What the source said, kept as it came (no IBAN in it).
    raw_data = guarded.JSONField(default=dict, masks=True)
    created_at = models.DateTimeField(auto_now_add=True)
    prepared_at = models.DateTimeField(null=True, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    #: Accounting date asked for when prepared; the entry takes it.
    entry_date = models.DateField(null=True, blank=True)
    entry = models.OneToOneField(
        "ledger_books.Entry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="receipt",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = guarded.CharField(max_length=200, blank=True)
    #: Last change of its journal, voucher, label or account: who edits next is told of it.
    edited_at = models.DateTimeField(null=True, blank=True)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    class Meta:
        # Every index is written again at each change of status: relations have only those below.
        default_permissions = ()
        ordering = ["-movement_date", "-id"]
        verbose_name = _("ligne du brouillard")
        permissions = [
            ("see_draft", _("Voir le brouillard d’encaissement")),
            ("see_others", _("Brouillard de saisie : voir les mouvements des autres")),
            ("edit_draft", _("Modifier, comptabiliser et annuler des lignes du brouillard")),
            ("post_receipts", _("Valider : écrire définitivement en comptabilité")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["channel", "source_key"], name="receipt_identity"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="receipt_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(status="posted", entry__isnull=False)
                | (~Q(status="posted") & Q(entry__isnull=True)),
                name="receipt_posted_with_its_entry",
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False, entity__isnull=False)
                | (Q(account__isnull=True) & ~Q(unassigned_reason="")),
                name="receipt_has_an_account_or_says_why",
            ),
        ]
        indexes = [
            # The draft's own order, for each of its scopes: a page never sorts what waits.
            *[
                models.Index(
                    *[F(name) for name in scope],
                    F("movement_date").desc(),
                    F("id").desc(),
                    condition=Q(status="pending"),
                    name=f"receipts_draft_{code}",
                )
                for code, scope in {
                    "all": (),
                    "channel": ("channel",),
                    "mine": ("assigned_to",),
                    "mine_channel": ("assigned_to", "channel"),
                }.items()
            ],
            # What it is sorted by otherwise, of its own columns; and which journals it waits for.
            *[
                models.Index(
                    fields=[name], condition=Q(status="pending"), name=f"receipts_draft_by_{code}"
                )
                for code, name in {
                    "amount": "amount",
                    "journal": "journal",
                    "label": "label",
                    "ref": "movement_reference",
                    "voucher": "voucher",
                }.items()
            ],
            models.Index(
                fields=["prepared_by", "id"],
                condition=Q(status="prepared"),
                name="receipts_to_post",
            ),
            models.Index(fields=["account", "status"]),
            # The counter finds a client by what he paid before.
            models.Index(
                fields=["amount", "account"],
                condition=Q(status="posted"),
                name="receipts_past_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.amount}"

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        """Lines of these entities, and the holder's own that have none yet."""
        if portfolio.entities is None:
            return Q()
        theirs = Q(entity__isnull=True, assigned_to=portfolio.holder_id)
        return among("entity", portfolio.entities) | theirs
