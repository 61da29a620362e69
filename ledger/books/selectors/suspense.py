"""The suspense account of an entity: money in the bank whose owner is not known yet.

Account 472 of both French charts, « Recettes à classer ou à régulariser » (plan comptable général)
and « Attente copropriétaires créditeurs » (order of 14 March 2005, annex): by its code.
"""

from django.db.models import QuerySet

from ledger.books.models import Account

#: How its code begins.
SUSPENSE = "472"


def is_suspense(account: Account) -> bool:
    """Whether what lies on this account waits for its owner."""
    return account.code.startswith(SUSPENSE)


def suspense_accounts() -> QuerySet[Account]:
    """The open ones, of nobody's."""
    return Account.objects.filter(
        code__startswith=SUSPENSE, closed_on__isnull=True, party__isnull=True
    )
