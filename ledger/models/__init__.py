from ledger.models.account import Account
from ledger.models.anchor import Anchor, AnchorSettings
from ledger.models.bank import BankAccount
from ledger.models.bank_details import BankDetailsChange
from ledger.models.entity import Entity, FiscalYear, LetterVariable, ReceiptJournal
from ledger.models.entry import Entry, EntryLine, Journal, JournalSequence
from ledger.models.flag import PartyFlag
from ledger.models.legal_hold import LegalHold
from ledger.models.matching import MatchedLine, Matching
from ledger.models.party import Building, Lot, Party
from ledger.models.portfolio import PortfolioEntity

__all__ = [
    "Account",
    "Anchor",
    "AnchorSettings",
    "BankAccount",
    "BankDetailsChange",
    "Building",
    "Entity",
    "Entry",
    "EntryLine",
    "FiscalYear",
    "Journal",
    "JournalSequence",
    "LegalHold",
    "LetterVariable",
    "Lot",
    "MatchedLine",
    "Matching",
    "Party",
    "PartyFlag",
    "PortfolioEntity",
    "ReceiptJournal",
]
