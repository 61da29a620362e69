from receipts.counter.models.batch import Batch, CounterRule, CounterSetting, UnfinishedLine
from receipts.counter.models.cheque import BouncedCheque, Cheque, ChequeShare
from receipts.counter.models.deposit import DepositLine, DepositSlip
from receipts.counter.models.held_cheque import HeldCheque, HeldShare
from receipts.counter.models.outcome import ItemOutcome
from receipts.counter.models.transfer import TransferItem, TransferService, TransferSlip

__all__ = [
    "Batch",
    "BouncedCheque",
    "Cheque",
    "ChequeShare",
    "CounterRule",
    "CounterSetting",
    "DepositLine",
    "DepositSlip",
    "HeldCheque",
    "HeldShare",
    "ItemOutcome",
    "TransferItem",
    "TransferService",
    "TransferSlip",
    "UnfinishedLine",
]
