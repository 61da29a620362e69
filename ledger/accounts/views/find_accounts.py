"""What the search over everything finds among accounts."""

from collections.abc import Iterator

from core.people.models import User
from core.screens.search import Found
from ledger.accounts import selectors
from ledger.books.views.book_links import account_url


def find_accounts(_user: User, text: str) -> Iterator[Found]:
    for account in selectors.find_accounts(text):
        yield Found(account_url(account), f"{account.code} {account.label}", account.entity.code)
