"""What other rooms do with lines of the draft that is of no one channel."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from decimal import Decimal

from core.house.registry import Registry
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.draft.models import DraftReceipt

#: Called in the transaction that keys a line by hand, once it is written, with its journal loaded.
#: Raises BusinessError where it may not be keyed.
KEYING_CHECKS: Registry[str, Callable[[DraftReceipt], None]] = Registry.of_functions(
    "check of what is keyed"
)

#: Entry lines of these accounts that a debit collects: no other money settles them by itself.
#: A constant number of statements.
BEING_DEBITED: Registry[str, Callable[[Collection[int]], Collection[int]]] = Registry.of_functions(
    "lines being debited"
)


def _never(_receipt: DraftReceipt) -> bool:
    return False


@dataclass(frozen=True)
class Follower:
    """What hangs on a receipt, and goes with its money when it is drafted again: ``follow`` is
    called in that transaction with the reversed receipt and the id of the new line.
    ``keeps_debts``: whether what the receipt settles is still its own, and not to be chosen anew.
    """

    code: str
    follow: Callable[[DraftReceipt, int], None]
    keeps_debts: Callable[[DraftReceipt], bool] = _never


FOLLOWERS: Registry[str, Follower] = Registry("follower of a receipt", key=lambda each: each.code)

#: Whose account a scanned paper is of, and what it asks for in euros. Raises BusinessError for what
#: is no such paper, or was misread.
PAPERS: Registry[str, Callable[[str], tuple[Account, Decimal]]] = Registry.of_functions(
    "reader of papers"
)


def read_paper(text: str) -> tuple[Account, Decimal]:
    """Whose a scanned paper is, and what it asks for in euros. Raises BusinessError."""
    refusal = BusinessError("")
    for read in PAPERS:
        try:
            return read(text)
        except BusinessError as error:
            refusal = error
    raise refusal
