from receipts.models.answer import ReceiptAnswer
from receipts.models.batch import Batch, CounterRule, CounterSetting, UnfinishedLine
from receipts.models.cash import CashOverride, CashRule
from receipts.models.cash_book import CashCount, CashReceipt, TillDifferenceAccounts
from receipts.models.cheque import BouncedCheque, Cheque, ChequeShare
from receipts.models.coupon import PaymentCoupon
from receipts.models.deposit import DepositLine, DepositSlip
from receipts.models.draft import DraftReceipt
from receipts.models.held import HeldCheque, HeldShare
from receipts.models.identification import Identification
from receipts.models.outcome import ItemOutcome
from receipts.models.transfer import TransferItem, TransferService, TransferSlip

__all__ = [
    "Batch",
    "BouncedCheque",
    "CashCount",
    "CashOverride",
    "CashReceipt",
    "CashRule",
    "Cheque",
    "ChequeShare",
    "CounterRule",
    "CounterSetting",
    "DepositLine",
    "DepositSlip",
    "DraftReceipt",
    "HeldCheque",
    "HeldShare",
    "Identification",
    "ItemOutcome",
    "PaymentCoupon",
    "ReceiptAnswer",
    "TillDifferenceAccounts",
    "TransferItem",
    "TransferService",
    "TransferSlip",
    "UnfinishedLine",
]
