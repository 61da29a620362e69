from receipts.models.coupon import PaymentCoupon
from receipts.models.draft import DraftReceipt

__all__ = ["DraftReceipt", "PaymentCoupon"]
