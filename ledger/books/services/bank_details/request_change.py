"""Ask for a change of an entity's bank details: nothing of it is in force before its approval."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.working_days import add_working_days
from ledger.books.enums import Proof
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from ledger.books.selectors.bank_details_changes import BEHOLDEN, RIGHT, alone_since, second_people
from ledger.books.selectors.known_outside import are_known_outside
from ledger.books.services.bank_details.tell_change import tell_change, tell_first

#: The creditor as clients read it in the mandate (AT-03, AT-02), and who initiates the file.
ENTITY_FIELDS = ("name", "creditor_identifier", "ordering_party")
#: Of these, what is nobody's business before somebody was told it.
_NAMES = frozenset({"name", "ordering_party"})


class BankDetailsRefusedError(BusinessError):
    """Who asks may not, or did not prove again who they are."""


class ProofWantedError(BankDetailsRefusedError):
    """Whoever asks must show again who they are, then ask again as they did."""


@dataclass(frozen=True)
class TypedDetails:
    """What somebody typed: the entity's fields, and the account's IBAN (empty: none) and BIC."""

    entity: Mapping[str, str] = field(default_factory=dict)
    account: BankAccount | None = None
    #: Of an account to be added, beside its IBAN and BIC.
    account_values: Mapping[str, Any] = field(default_factory=dict)
    iban: str = ""
    bic: str = ""
    collects: bool = False


def hold_back(
    *,
    entity: Entity,
    typed_details: TypedDetails,
    acting_user: User | None,
    proof: Proof,
    now: datetime,
) -> BankDetailsChange | None:
    """Keep what differs as a change that waits; None where it may be in force at once.

    So it is for the software itself, and while neither a client nor a bank can know the details
    that there are. ``entity`` is as the database has it. Raises BankDetailsRefusedError.
    """
    values, replaced = _differences(entity, typed_details)
    if acting_user is None or not values:
        return None
    is_known = not entity._state.adding and are_known_outside(entity.pk)
    if not is_known and values.keys() <= _NAMES:
        return None
    if not acting_user.has_perm(RIGHT):
        raise BankDetailsRefusedError(
            _(
                "Les coordonnées bancaires ont leur droit à part, que vous n’avez pas : demandez à "
                "un administrateur."
            )
        )
    if is_known:
        return _request(
            entity=entity,
            typed_details=typed_details,
            values=values,
            replaced=replaced,
            acting_user=acting_user,
            proof=proof,
            now=now,
        )
    if not entity._state.adding:
        tell_first(entity, acting_user=acting_user, now=now)
    return None


def _request(
    *,
    entity: Entity,
    typed_details: TypedDetails,
    values: dict[str, str],
    replaced: dict[str, str],
    acting_user: User,
    proof: Proof,
    now: datetime,
) -> BankDetailsChange:
    others = second_people(acting_user, entity_id=entity.pk, now=now)
    check_proof(proof, alone=not others)
    not_before = None if others else _alone_from(acting_user, now)
    iban = values.pop("iban", "")
    change = BankDetailsChange(
        entity=entity,
        bank_account=typed_details.account,
        account_values=dict(typed_details.account_values),
        collects=typed_details.collects,
        values=values,
        replaced=replaced,
        requested_by=acting_user,
        requested_at=now,
        not_before=not_before,
    )
    change.set_iban(iban)
    return _keep(change, acting_user)


def _alone_from(requester: User, now: datetime) -> datetime:
    """From when a person alone confirms: later, where they may have made themselves alone."""
    soonest = add_working_days(now, settings.BANK_DETAILS_WORKING_DAYS)
    since = alone_since(requester, now=now)
    return max(soonest, since + BEHOLDEN) if since else soonest


def _keep(change: BankDetailsChange, acting_user: User) -> BankDetailsChange:
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError:
        raise BankDetailsRefusedError(
            _(
                "Un changement de coordonnées bancaires attend déjà pour cette entité : faites-le "
                "approuver, ou retirez-le."
            )
        ) from None
    audit.record("bank_details.request", acting_user=acting_user, on=change, **facts(change))
    tell_change(change)
    return change


def check_proof(proof: Proof, *, alone: bool) -> None:
    """Raise ProofWantedError unless who acts has just shown who they are."""
    if alone and proof != Proof.SECOND_FACTOR:
        raise ProofWantedError(
            _(
                "Personne d’autre ne peut approuver ce changement : montrez votre second facteur "
                "(« Confirmer mon identité »), puis recommencez."
            )
        )
    if proof == Proof.NONE:
        raise ProofWantedError(
            _(
                "Montrez d’abord qui vous êtes, par votre mot de passe ou votre second facteur "
                "(« Confirmer mon identité »), puis recommencez."
            )
        )


def facts(change: BankDetailsChange) -> dict[str, Any]:
    """What the audit trail keeps of a change: ``{"bic": [before, after]}``, IBANs masked."""
    after = {**change.values, **({"iban": change.iban_masked} if change.iban_masked else {})}
    return {f"{name}_masked": [change.replaced.get(name, ""), after[name]] for name in after}


def _differences(
    entity: Entity, typed_details: TypedDetails
) -> tuple[dict[str, str], dict[str, str]]:
    """New values and those that they replace, by name; the IBAN replaced is masked."""
    values, replaced = {}, {}
    for name in ENTITY_FIELDS:
        old, new = getattr(entity, name), typed_details.entity.get(name)
        if new is not None and new != old:
            values[name], replaced[name] = new, old
    known = typed_details.account
    if typed_details.iban and (known is None or known.iban != typed_details.iban):
        values["iban"], replaced["iban"] = typed_details.iban, known.iban_masked if known else ""
    old_bic = known.bic if known else ""
    if typed_details.bic != old_bic and (known or typed_details.iban):
        values["bic"], replaced["bic"] = typed_details.bic, old_bic
    return values, replaced
