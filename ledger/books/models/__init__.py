from ledger.books.models.account import Account
from ledger.books.models.anchor import Anchor, AnchorSettings
from ledger.books.models.bank import BankAccount
from ledger.books.models.bank_details import BankDetailsChange
from ledger.books.models.entity import Entity, FiscalYear, LetterVariable, ReceiptJournal
from ledger.books.models.entry import Entry, EntryLine, Journal, JournalSequence
from ledger.books.models.portfolio import PortfolioEntity

__all__ = [
    "Account",
    "Anchor",
    "AnchorSettings",
    "BankAccount",
    "BankDetailsChange",
    "Entity",
    "Entry",
    "EntryLine",
    "FiscalYear",
    "Journal",
    "JournalSequence",
    "LetterVariable",
    "PortfolioEntity",
    "ReceiptJournal",
]
