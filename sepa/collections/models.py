from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text.money import MoneyField
from sepa.collections.enums import CollectionState


class Collection(EntityBound):
    """One pain.008 file: the direct debits of one creditor account for one collection date."""

    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="collections"
    )
    bank_account = models.ForeignKey(
        "ledger_books.BankAccount", on_delete=models.PROTECT, related_name="collections"
    )
    state = models.CharField(
        _("état"),
        max_length=10,
        choices=CollectionState.choices,
        default=CollectionState.GENERATED,
    )
    message_id = models.CharField(max_length=35, unique=True)
    payment_id = models.CharField(max_length=35, unique=True)
    pain_version = models.CharField(max_length=20)
    collection_date = models.DateField(_("date de prélèvement"))
    transaction_count = models.PositiveIntegerField(_("nombre"))
    total = MoneyField(_("total"))
    file = models.ForeignKey("core_files.ArchivedFile", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("fichier de prélèvement")
        permissions = [
            ("see_collections", _("Voir les fichiers de prélèvement et les mandats")),
            ("fetch_requests", _("Vérifier les prélèvements en attente")),
            ("generate_collection", _("Générer, annuler et transmettre un fichier de prélèvement")),
        ]

    def __str__(self) -> str:
        return self.message_id


class CollectionTransaction(EntityBound):
    """One debit of a collection. A mandate is in one living collection at most."""

    bound_by = "collection"

    #: Its index is that of the end-to-end ids, which begins with it.
    collection = models.ForeignKey(
        Collection, on_delete=models.PROTECT, related_name="transactions", db_index=False
    )
    mandate = models.ForeignKey(
        "sepa_mandates.Mandate", on_delete=models.PROTECT, related_name="transactions"
    )
    end_to_end_id = models.CharField(max_length=35)
    amount = MoneyField(_("montant"))
    #: The entry that moved it from the account of debits under way to the bank's; null where it is
    #: still to be moved, or was posted at the bank's straight away.
    paid_entry = models.ForeignKey(
        "ledger_books.Entry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    #: False once its collection is cancelled: the mandate is free again.
    live = models.BooleanField(default=True)

    class Meta:
        default_permissions = ()
        ordering = ["collection", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["mandate"], condition=Q(live=True), name="mandate_in_one_live_collection"
            ),
            models.UniqueConstraint(fields=["collection", "end_to_end_id"], name="end_to_end_id"),
        ]

    def __str__(self) -> str:
        return self.end_to_end_id
