"""What the search over everything finds in the books."""

from collections.abc import Iterator

from core.people.models import User
from core.screens.search import Found
from ledger.books.selectors import book_records as records
from ledger.books.views.book_links import bank_account_url, entry_url
from ledger.books.views.common import SEE


def find_entries(_user: User, text: str) -> Iterator[Found]:
    for entry in records.find_entries(text):
        detail = f"{entry.entity.code} · {entry.date:%d/%m/%Y}"
        yield Found(entry_url(entry), f"{entry} {entry.label}", detail)


def find_bank_accounts(user: User, text: str) -> Iterator[Found]:
    for account in records.find_bank_accounts(text) if user.has_perm(SEE) else ():
        yield Found(bank_account_url(account), str(account), account.entity.code)
