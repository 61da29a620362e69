from django.conf import settings
from django.db import models

from core.database.portfolio import EntityBound


class ReceiptAnswer(EntityBound):
    """A person was asked before a line goes to the books, and said yes."""

    bound_by = "receipt"

    receipt = models.ForeignKey(
        "receipts_draft.DraftReceipt",
        on_delete=models.CASCADE,
        related_name="answers",
        db_index=False,
    )
    #: One of ``receipts.draft.enums.RefusalCode``: what was asked.
    code = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["receipt", "code"], name="one_answer_per_question")
        ]

    def __str__(self) -> str:
        return f"{self.receipt_id} {self.code}"
