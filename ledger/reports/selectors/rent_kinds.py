"""What is charged to a tenant: told by the account that the entry credits, then by its label.

The lease is what a quittance acknowledges: rent and charges (law of 6 July 1989, articles 21 and
23). A deposit (account 165), a badge, costs or interest are owed beside it, and what was carried
forward from another year is the rent of no month of this one.
"""

import re
from enum import StrEnum

from core.text.words import fold
from ledger.books.enums import AccountRole


class Kind(StrEnum):
    RENT = "rent"
    CHARGES = "charges"
    #: Of the lease, and not told apart.
    BOTH = "both"
    DEPOSIT = "deposit"
    OTHER = "other"
    #: What was owed before; of no period.
    CARRIED = "carried"


LEASE = (Kind.RENT, Kind.CHARGES, Kind.BOTH)

#: Journals of opening balances, whatever their labels say.
_OPENING_JOURNALS = {"AN", "ANO", "RAN"}
_OPENING = re.compile(r"\b(a nouveau|report a|reprise d|solde anterieur|solde initial)")
_DEPOSIT = re.compile(r"\b(depots? de garantie|caution)\b")
_OTHER = re.compile(
    r"\b(badges?|cles?|telecommandes?|frais|honoraires|interets?|penalites?|relances?"
    r"|degradations?|reparations?|remplacement|remboursement)\b"
)
_RENT = re.compile(r"\bloyers?\b")
_CHARGES = re.compile(r"\b(charges?|provisions?|ordures menageres|teom)\b")


def kind_of(label: str, code: str = "", role: str = "", journal: str = "") -> Kind:
    """The kind of a debt: ``code`` and ``role`` are those of the account that its entry credits,
    empty where several tell nothing in common."""
    words = fold(label)
    if journal in _OPENING_JOURNALS or _OPENING.search(words):
        return Kind.CARRIED
    if beside := _beside_the_lease(words, code, role):
        return beside
    rent, charges = _RENT.search(words), _CHARGES.search(words)
    if bool(rent) != bool(charges):
        return Kind.RENT if rent else Kind.CHARGES
    if rent or not code.startswith(("706", "708")):
        return Kind.BOTH
    return Kind.RENT if code.startswith(("706", "7083")) else Kind.CHARGES


def _beside_the_lease(words: str, code: str, role: str) -> Kind | None:
    """The account prevails over the words: 165 for deposits, 70 or the landlord for the lease."""
    if code.startswith("165"):
        return Kind.DEPOSIT
    if role == AccountRole.TREASURY or (code.startswith("7") and not code.startswith("70")):
        return Kind.OTHER
    if code.startswith("70"):
        return None
    if _DEPOSIT.search(words):
        return Kind.DEPOSIT
    return Kind.OTHER if _OTHER.search(words) and not _RENT.search(words) else None
