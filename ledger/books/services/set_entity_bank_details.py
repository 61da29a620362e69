"""Put bank details that were typed on an entity's account, or keep them as a change that waits."""

import copy
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.database.iban import bank_of, clean_bic, clean_iban
from core.database.services import audit
from core.people.models import User
from ledger.books.enums import Proof
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from ledger.books.services.bank_details.request_change import ENTITY_FIELDS, TypedDetails, hold_back
from ledger.books.services.check_entity import EntityRefusedError

_SHOWN_BANK_FIELDS = ("iban_masked", "bic", "pain_version", "lead_days", "folder")


def set_bank_details(
    entity: Entity, values: Mapping[str, Any] | None
) -> tuple[BankAccount | None, dict[str, Any]]:
    """The account that debits are paid into, with ``values``, and what differs (IBAN masked)."""
    account = entity.collection_account
    if values is None:
        return account, {}
    given = dict(values)
    iban = _cleaned("iban", given.pop("iban", ""), clean_iban)
    given["bic"] = _cleaned("bic", given.get("bic", ""), clean_bic)
    if account is None and not iban:
        if given["bic"]:
            raise EntityRefusedError({"iban": [_("Donnez l’IBAN qui va avec ce BIC.")]})
        return None, {}
    before = copy.copy(account) if account else BankAccount()
    after = account or BankAccount()
    for name, value in given.items():
        setattr(after, name, value)
    if iban:
        after.set_iban(iban)
    after.bic = after.bic or bank_of(after.iban)[0]
    labels = {"iban_masked": "iban"}
    changes = audit.changes(before, after, _SHOWN_BANK_FIELDS)
    if before.iban_index != after.iban_index and "iban_masked" not in changes:
        changes["iban_masked"] = [before.iban_masked, after.iban_masked]
    return after, {labels.get(name, name): change for name, change in changes.items()}


def _cleaned(field: str, text: str, clean: Callable[[str], str]) -> str:
    try:
        return clean(text) if text.strip() else ""
    except ValidationError as error:
        raise EntityRefusedError({field: list(error.messages)}) from None


def hold_back_bank_details(
    before: Entity,
    after: Entity,
    account: BankAccount | None,
    *,
    acting_user: User | None,
    proof: Proof,
    now: datetime,
) -> BankDetailsChange | None:
    """The change of bank details that now waits, if what was typed holds one."""
    known = BankAccount.objects.filter(pk=account.pk).first() if account and account.pk else None
    typed_details = TypedDetails(
        entity={name: getattr(after, name) for name in ENTITY_FIELDS},
        account=known,
        account_values={
            # A label that nobody typed is a promise of one, in the reader’s language: no JSON.
            "label": str(account.label),
            "pain_version": account.pain_version,
            "lead_days": account.lead_days,
            "folder_id": account.folder_id,
        }
        if account and known is None
        else {},
        iban=account.iban if account else "",
        bic=account.bic if account else "",
        collects=known is None,
    )
    return hold_back(
        entity=before, typed_details=typed_details, acting_user=acting_user, proof=proof, now=now
    )


def without_change(
    change: BankDetailsChange, before: Entity, after: Entity, account: BankAccount | None
) -> tuple[BankAccount | None, dict[str, Any]]:
    """Put back what waits: the account as it is in force, and what else differs of it."""
    for name in ENTITY_FIELDS:
        setattr(after, name, getattr(before, name))
    if account is None or account.pk is None:
        return before.collection_account, {}
    known = BankAccount.objects.get(pk=change.bank_account_id or account.pk)
    account.set_iban(known.iban)
    account.bic = known.bic
    shown = [name for name in _SHOWN_BANK_FIELDS if name not in {"iban_masked", "bic"}]
    return account, audit.changes(known, account, shown)
