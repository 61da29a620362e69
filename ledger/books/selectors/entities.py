"""What follows from an entity's record: its transfer category, what one-off debits still need."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.eu import at_02

from core.database.iban import clean_bic, clean_iban
from ledger.books.enums import PERSONAL, TransferCategory
from ledger.books.models import BankAccount, Entity


def effective_transfer_category(*, code: str, country: str) -> str:
    """SEPA category purpose of the entity's transfers; empty for none.

    A blank code means SUPP, or SALA in Luxembourg; OPTION means no category at all.
    """
    if code == TransferCategory.NONE:
        return ""
    if code:
        return code
    return "SALA" if country.upper() == "LU" else "SUPP"


@dataclass(frozen=True)
class Missing:
    """A piece that one-off debits need: the field of the record, and what is wrong with it."""

    field: str
    text: str


def missing_for_one_off(entity: Entity, bank: BankAccount | None) -> list[Missing]:
    """What keeps one-off debits from being allowed: ICS, IBAN or BIC missing or invalid."""
    return [
        *_check("creditor_identifier", _("l’ICS"), entity.creditor_identifier, _is_ics),
        *_check("iban", _("l’IBAN"), bank.iban if bank else "", _is_iban),
        *_check("bic", _("le BIC"), bank.bic if bank else "", _is_bic),
    ]


def _check(field: str, name: str, value: str, is_valid: Callable[[str], bool]) -> list[Missing]:
    if not value:
        return [Missing(field, _("%(name)s manque") % {"name": name})]
    if not is_valid(value):
        return [Missing(field, _("%(name)s n’est pas valide") % {"name": name})]
    return []


def _is_ics(text: str) -> bool:
    return bool(at_02.is_valid(text))


def _is_iban(text: str) -> bool:
    return _passes(clean_iban, text)


def _is_bic(text: str) -> bool:
    return _passes(clean_bic, text)


def _passes(clean: Callable[[str], str], text: str) -> bool:
    try:
        clean(text)
    except ValidationError:
        return False
    return True


def debits_account_refusal(entity: Entity) -> str:
    """Why debits under way cannot wait on the chosen account; empty where they can."""
    account = entity.debits_account
    if account is None:
        return ""
    if account.entity_id != entity.pk:
        return _("Ce compte est d’une autre entité.")
    if account.party_id is not None or account.role in PERSONAL:
        return _("Choisissez un compte d’attente (5115, 467…), pas celui d’un tiers.")
    return ""
