"""Approve, refuse or withdraw a change of bank details that waits."""

import copy
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.database.services import audit, versions
from core.people.models import User
from ledger.books.enums import ChangeState, Proof
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from ledger.books.selectors.bank_details_changes import RIGHT, second_people
from ledger.books.services.bank_details.request_change import (
    ENTITY_FIELDS,
    BankDetailsRefusedError,
    check_proof,
    facts,
)
from ledger.books.services.bank_details.tell_change import tell_change


@transaction.atomic
def approve_change(
    change_id: int, *, acting_user: User, proof: Proof, now: datetime
) -> BankDetailsChange:
    """Put the change in force. Raises BankDetailsRefusedError: its requester approves nothing but
    where nobody else can, with the second factor, after the delay."""
    change = _locked(change_id, acting_user)
    others = second_people(change.requested_by, entity_id=change.entity_id, now=now)
    alone = acting_user == change.requested_by
    if alone and others:
        raise BankDetailsRefusedError(
            _("Vous avez demandé ce changement : une autre personne l’approuve (%(who)s).")
            % {"who": ", ".join(map(str, others[:5]))}
        )
    if not alone and acting_user not in others:
        raise BankDetailsRefusedError(
            _(
                "Ces dernières semaines, l’un de vous deux a créé ou modifié le compte de l’autre, "
                "ou une même personne les deux : quelqu’un d’autre approuve ce changement."
            )
        )
    check_proof(proof, alone=alone)
    if alone:
        _check_delay(change, now)
    _put_in_force(change, acting_user)
    return _decide(change, ChangeState.APPLIED, "approve", acting_user, now)


@transaction.atomic
def refuse_change(change_id: int, *, acting_user: User, now: datetime) -> BankDetailsChange:
    change = _locked(change_id, acting_user)
    return _decide(change, ChangeState.REFUSED, "refuse", acting_user, now)


@transaction.atomic
def withdraw_change(change_id: int, *, acting_user: User, now: datetime) -> BankDetailsChange:
    """Its requester thinks again."""
    change = _locked(change_id, acting_user)
    if acting_user != change.requested_by:
        raise BankDetailsRefusedError(
            _("Seule la personne qui l’a demandé retire un changement ; vous pouvez le refuser.")
        )
    return _decide(change, ChangeState.WITHDRAWN, "withdraw", acting_user, now)


def _locked(change_id: int, acting_user: User) -> BankDetailsChange:
    if not acting_user.has_perm(RIGHT):
        raise BankDetailsRefusedError(_("Les coordonnées bancaires ont leur droit à part."))
    rows = BankDetailsChange.objects.select_for_update(of=("self",)).select_related(
        "entity", "requested_by"
    )
    change = rows.get(pk=change_id)
    if not change.is_waiting:
        raise BankDetailsRefusedError(
            _("Ce changement n’attend plus : %(state)s.")
            % {"state": str(change.get_state_display()).lower()}
        )
    return change


def _check_delay(change: BankDetailsChange, now: datetime) -> None:
    # Somebody else could approve when it was asked: the delay runs from now on all the same.
    if change.not_before is None:
        raise BankDetailsRefusedError(
            _(
                "Quelqu’un pouvait approuver ce changement quand il a été demandé, et ne le peut "
                "plus. Retirez-le, puis demandez-le de nouveau."
            )
        )
    if now < change.not_before:
        raise BankDetailsRefusedError(
            _("Seul, vous confirmez ce changement à partir du %(moment)s.")
            % {
                "moment": date_format(
                    timezone.localtime(change.not_before), "SHORT_DATETIME_FORMAT"
                )
            }
        )


def _put_in_force(change: BankDetailsChange, acting_user: User) -> None:
    entity = Entity.objects.select_for_update(of=("self",), no_key=True).get(pk=change.entity_id)
    before = copy.copy(entity)
    for name in ENTITY_FIELDS:
        if name in change.values:
            setattr(entity, name, change.values[name])
    account = change.bank_account
    if account is None and change.iban:
        account = BankAccount(entity=entity, **change.account_values)
    if account is not None:
        if change.iban:
            account.set_iban(change.iban)
        account.bic = change.values.get("bic", account.bic)
        account.save()
        if change.collects:
            entity.collection_account = account
    entity.save()
    versions.follow(before, entity, acting_user=acting_user, action="entity.bank_details")


def _decide(
    change: BankDetailsChange, state: ChangeState, verb: str, acting_user: User, now: datetime
) -> BankDetailsChange:
    change.state, change.decided_by, change.decided_at = state, acting_user, now
    change.save(update_fields=["state", "decided_by", "decided_at"])
    changed_facts = facts(change)
    audit.record(f"bank_details.{verb}", acting_user=acting_user, on=change, **changed_facts)
    if state == ChangeState.APPLIED:
        audit.record(
            "entity.bank_details", acting_user=acting_user, on=change.entity, **changed_facts
        )
    tell_change(change)
    return change
