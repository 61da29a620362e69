"""The bank accounts of the agency and of what it manages: they receive money, they never pay it."""

from django.utils.translation import gettext as _

from core.crypto import blind_index
from core.errors import BusinessError
from ledger.models import BankAccount


def own_iban_indexes() -> frozenset[str]:
    """Blind indexes of all IBANs of all entities, in one statement."""
    indexes = BankAccount.objects.exclude(iban_index="").order_by()
    return frozenset(indexes.values_list("iban_index", flat=True))


def is_own_iban(iban: str) -> bool:
    """Whether an IBAN that ``clean_iban`` returned is a bank account of one of our entities."""
    return BankAccount.objects.filter(iban_index=blind_index(iban)).exists()


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
