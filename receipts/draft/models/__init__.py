from receipts.draft.models.answer import ReceiptAnswer
from receipts.draft.models.cash_rule import CashOverride, CashRule
from receipts.draft.models.draft_receipt import DraftReceipt
from receipts.draft.models.identification import Identification

__all__ = [
    "CashOverride",
    "CashRule",
    "DraftReceipt",
    "Identification",
    "ReceiptAnswer",
]
