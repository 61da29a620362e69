"""What accounts are found by: their words without accents or case."""

from core.database.bulk import update_rows
from core.text.words import fold
from ledger.books.models import Account


def of_account(code: str, label: str) -> str:
    """Text kept in ``Account.search_text``."""
    return fold(f"{code} {label}")[:300]


def refresh_accounts() -> int:
    """Write the missing or outdated texts of accounts. Returns how many."""
    accounts = [
        (pk, text)
        for pk, code, label, known in Account.objects.values_list(
            "pk", "code", "label", "search_text"
        ).iterator()
        if (text := of_account(code, label)) != known
    ]
    update_rows(Account, ["search_text"], accounts)
    return len(accounts)
