from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound


class Identification(EntityBound):
    """Whose a receipt was that had gone to the suspense account (472). Who said so and when, and
    what undid it, its entry tells."""

    bound_by = "receipt"

    receipt = models.ForeignKey(
        "receipts_draft.DraftReceipt", on_delete=models.PROTECT, related_name="identifications"
    )
    account = models.ForeignKey(
        "ledger_books.Account", verbose_name=_("compte"), on_delete=models.PROTECT, related_name="+"
    )
    #: Debits the suspense account, credits the client.
    entry = models.OneToOneField(
        "ledger_books.Entry", on_delete=models.PROTECT, related_name="identification"
    )
    undone = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["receipt"], condition=Q(undone=False), name="identified_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id}: {self.account_id}"
