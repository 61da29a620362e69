"""Create and change bank accounts; show an IBAN in full, which the audit trail remembers."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.database.iban import bank_of, clean_bic, clean_iban, group_iban
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.enums import Proof
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from ledger.books.services import save_record as records
from ledger.books.services.bank_details.request_change import TypedDetails, hold_back


def _apply(account: BankAccount, values: Mapping[str, Any]) -> None:
    """Set the fields; an empty IBAN keeps the one there is, a missing BIC is that of the IBAN."""
    given = dict(values)
    iban = given.pop("iban", "")
    for name, value in given.items():
        setattr(account, name, value)
    try:
        if iban:
            account.set_iban(clean_iban(iban))
        if not account.iban:
            raise BusinessError(_("Donnez l’IBAN du compte."))
        account.bic = clean_bic(account.bic) if account.bic else bank_of(account.iban)[0]
    except ValidationError as error:
        raise BusinessError(" ".join(error.messages)) from None
    _check_journal(account)


def _guard(before: BankAccount, after: BankAccount) -> None:
    if before.entity_id != after.entity_id:
        raise BusinessError(_("Un compte bancaire ne change pas d’entité : créez-en un autre."))


def _check_journal(account: BankAccount) -> None:
    journal = account.journal
    if journal and (journal.entity_id != account.entity_id or journal.treasury_account_id is None):
        raise BusinessError(
            _("Choisissez un journal de l’entité de ce compte, avec son compte de trésorerie.")
        )


@transaction.atomic
def create_bank_account(
    *, acting_user: User | None, now: datetime, proof: Proof = Proof.NONE, **values: Any
) -> BankAccount | BankDetailsChange:
    """Create a bank account, or ask for it where its entity's clients or banks know one already.

    Raises BusinessError for an IBAN or BIC that is none, or for a journal of another entity.
    """
    account = BankAccount()
    _apply(account, values)
    typed_details = TypedDetails(
        account_values={
            "label": account.label,
            "pain_version": account.pain_version,
            "lead_days": account.lead_days,
            "folder_id": account.folder_id,
            "journal_id": account.journal_id,
        },
        iban=account.iban,
        bic=account.bic,
    )
    change = _hold_back(account, typed_details, acting_user, proof, now)
    if change is not None:
        return change
    return records.create(account, acting_user=acting_user, action="bank_account.create")


@transaction.atomic
def update_bank_account(
    *,
    bank_account: BankAccount,
    values: Mapping[str, Any],
    acting_user: User | None,
    now: datetime,
    seen: int | None = None,
    proof: Proof = Proof.NONE,
) -> BankAccount:
    """Change a bank account; without ``iban`` in the values, it keeps its own. A new IBAN or BIC
    waits for its approval where clients or banks know the one there is."""

    def prepare(locked: BankAccount) -> None:
        known = copy.copy(locked)
        _apply(locked, values)
        typed_details = TypedDetails(account=known, iban=locked.iban, bic=locked.bic)
        if _hold_back(locked, typed_details, acting_user, proof, now) is not None:
            locked.set_iban(known.iban)
            locked.bic = known.bic

    return records.update(
        bank_account,
        {},
        acting_user=acting_user,
        action="bank_account.update",
        seen=seen,
        guard=_guard,
        prepare=prepare,
    )


def _hold_back(
    account: BankAccount,
    typed_details: TypedDetails,
    acting_user: User | None,
    proof: Proof,
    now: datetime,
) -> BankDetailsChange | None:
    entity = Entity.objects.get(pk=account.entity_id)
    return hold_back(
        entity=entity, typed_details=typed_details, acting_user=acting_user, proof=proof, now=now
    )


@transaction.atomic
def reveal_iban(*, bank_account: BankAccount, acting_user: User) -> str:
    """The IBAN in full, grouped by four; who asked is recorded first."""
    audit.record("bank_account.reveal_iban", acting_user=acting_user, on=bank_account)
    return group_iban(bank_account.iban)
