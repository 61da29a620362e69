"""Create and change the record of an entity, with all that is edited with it."""

import copy
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit, versions
from core.people.models import User
from core.screens.lists.history import last_event_id
from core.text.errors import BusinessError
from ledger.books.enums import Proof
from ledger.books.models import BankAccount, Entity, Journal
from ledger.books.services.check_entity import check_code, check_entity
from ledger.books.services.set_entity_bank_details import (
    hold_back_bank_details,
    set_bank_details,
    without_change,
)
from ledger.books.services.set_entity_journals import set_journals

_SECRET = "mailbox_password"  # noqa: S105 - the name of a field


@transaction.atomic
def save_entity(
    *,
    entity: Entity,
    values: Mapping[str, Any],
    acting_user: User | None,
    now: datetime,
    bank: Mapping[str, Any] | None = None,
    journals: Mapping[str, Journal | None] | None = None,
    seen: int | None = None,
    proof: Proof = Proof.NONE,
) -> Entity:
    """Create the entity (without a primary key) or change it, and everything edited with it.

    ``bank`` holds iban, bic, pain_version, lead_days and folder of the account that debits are paid
    into; an empty ``iban`` keeps the one there is, as an empty mailbox password does. ``journals``
    are by channel. ``seen`` is the last event when it was shown; ``proof``, by what the author has
    just shown who they are. New bank details wait for approval. Raises EntityRefusedError, or
    BusinessError.
    """
    is_new = entity._state.adding
    locked = entity if is_new else _locked(entity, seen)
    before = Entity() if is_new else copy.copy(locked)
    _take(values, before, locked)
    account, bank_changes = set_bank_details(locked, bank)
    check_entity(locked, account, journals or {})
    change = hold_back_bank_details(
        before, locked, account, acting_user=acting_user, proof=proof, now=now
    )
    if change is not None:
        account, bank_changes = without_change(change, before, locked, account)
        check_entity(locked, account, journals or {})
    changes = {**_changes(before, locked, values), **bank_changes}
    _save(locked, account)
    changes |= set_journals(locked, journals or {})
    _tell(locked, None if is_new else before, changes, acting_user)
    return locked


def _locked(entity: Entity, seen: int | None) -> Entity:
    """The entity as it is now. Raises BusinessError where it changed since event ``seen``."""
    locked = Entity.objects.select_for_update(of=("self",), no_key=True).get(pk=entity.pk)
    if seen is not None and last_event_id(locked) > seen:
        raise BusinessError(
            _("Quelqu’un d’autre vient de modifier cette fiche : relisez-la avant d’enregistrer.")
        )
    return locked


def _take(values: Mapping[str, Any], before: Entity, after: Entity) -> None:
    for name, value in values.items():
        if name != _SECRET or value:
            setattr(after, name, value)
    if after.code and before.code != after.code:
        check_code(after.code)


def _changes(before: Entity, after: Entity, values: Mapping[str, Any]) -> dict[str, Any]:
    """What differs, as text; of the password, only that it does."""
    changes = audit.changes(before, after, [name for name in values if name != _SECRET])
    if before.mailbox_password != after.mailbox_password:
        changes[_SECRET] = ["•••" if before.mailbox_password else "", "•••"]
    return changes


def _save(entity: Entity, account: BankAccount | None) -> None:
    if entity._state.adding:
        entity.save()
    if account is not None:
        account.entity = entity
        account.save()
        entity.collection_account = account
    entity.save()


def _tell(
    entity: Entity, before: Entity | None, changes: Mapping[str, Any], acting_user: User | None
) -> None:
    action = "entity.update" if before else "entity.create"
    versions.follow(before, entity, acting_user=acting_user, action=action)
    if changes or before is None:
        audit.record(action, acting_user=acting_user, on=entity, **changes)
