"""The bank accounts of the agency and of what it manages: they receive money, they never pay it.

Those of every entity count, whoever asks: nobody may debit what they do not see either.
"""

from django.utils.translation import gettext as _

from core.database.crypto import Ring, blind_indexes, holds
from core.text.errors import BusinessError
from ledger.books.models import BankAccount


def own_iban_indexes() -> frozenset[str]:
    """Every blind index that one of our IBANs may have, in one statement."""
    accounts = BankAccount.everywhere.exclude(iban_index="").order_by()
    if len(blind_indexes("")) == 1:
        return frozenset(accounts.values_list("iban_index", flat=True))
    # While keys are being changed, a mandate and an account may each have an index of its own.
    ibans = [account.iban for account in accounts.only("uid", "iban")]
    return frozenset(index for iban in ibans for index in blind_indexes(iban))


def is_own_iban(iban: str) -> bool:
    """Whether an IBAN that ``clean_iban`` returned is a bank account of one of our entities.

    Who holds no key of the books cannot tell: the clients' site asks what was published, and the
    office asks again when it fetches.
    """
    if not holds(Ring.BOOKS):
        return False
    return BankAccount.everywhere.filter(iban_index__in=blind_indexes(iban)).exists()


def refuse_own_iban(iban: str) -> None:
    """Raise BusinessError where a debit of that IBAN would debit the agency, or one of those whose
    money it keeps."""
    if is_own_iban(iban):
        raise BusinessError(
            _(
                "Cet IBAN est celui d’un compte de l’agence ou d’un immeuble qu’elle gère : "
                "demandez celui du compte qui paie."
            )
        )
