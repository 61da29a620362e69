from receipts.models.draft import DraftReceipt

__all__ = ["DraftReceipt"]
