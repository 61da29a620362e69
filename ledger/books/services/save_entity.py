"""Create and change the record of an entity, its bank link, its journals by channel, its words."""

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.eu import at_02, vat
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret

from core.database.iban import bank_of, clean_bic, clean_iban
from core.database.services import audit, versions
from core.people.models import User
from core.screens.lists.history import last_event_id
from core.text.errors import BusinessError
from ledger.books.enums import Proof
from ledger.books.models import (
    BankAccount,
    BankDetailsChange,
    Entity,
    Journal,
    LetterVariable,
    ReceiptJournal,
)
from ledger.books.selectors.entities import debits_account_refusal, missing_for_one_off
from ledger.books.services.bank_details.request_change import ENTITY_FIELDS, Wanted, hold_back

BANK_FIELDS = ("iban", "bic", "pain_version", "lead_days", "folder")
#: What every file system, disk or exchange folder takes in the name of a file.
_FILE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
#: Devices, which Windows makes of any file of these names.
_RESERVED_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))]
)
_SECRET = "mailbox_password"  # noqa: S105 - the name of a field
_SHOWN_BANK_FIELDS = ("iban_masked", "bic", "pain_version", "lead_days", "folder")


class EntityRefusedError(BusinessError):
    """The record cannot become this. ``fields`` says why, by name of the field."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        problems = [text for texts in fields.values() for text in texts]
        super().__init__(_("La fiche n’a pas été enregistrée."), problems)
        self.fields = dict(fields)


@transaction.atomic
def save_entity(
    *,
    entity: Entity,
    values: Mapping[str, Any],
    acting_user: User | None,
    bank: Mapping[str, Any] | None = None,
    journals: Mapping[str, Journal | None] | None = None,
    seen: int | None = None,
    proof: Proof = Proof.NONE,
) -> Entity:
    """Create the entity (without a primary key) or change it, and everything edited with it.

    ``bank`` holds the BANK_FIELDS of the account that debits are paid into; an empty ``iban`` keeps
    the one there is. ``journals`` are by channel. An empty mailbox password keeps the one there is.
    ``seen`` is the last event when it was shown; ``proof``, by what the author has just shown who
    they are. New bank details wait for approval. Raises EntityRefusedError, or BusinessError.
    """
    is_new = entity._state.adding
    rows = Entity.objects.select_for_update(of=("self",), no_key=True)
    locked = entity if is_new else rows.get(pk=entity.pk)
    _check_seen(locked, None if is_new else seen)
    before = Entity() if is_new else copy.copy(locked)
    for name, value in values.items():
        if name != _SECRET or value:
            setattr(locked, name, value)
    if locked.code and before.code != locked.code:
        _check_code(locked.code)
    account, bank_changes = _bank_account(locked, bank)
    _check(locked, account, journals or {})
    if change := _hold_back(before, locked, account, acting_user=acting_user, proof=proof):
        account, bank_changes = _without(change, before, locked, account)
        _check(locked, account, journals or {})
    changes = {**_changes(before, locked, values), **bank_changes}
    _save(locked, account)
    changes |= _save_journals(locked, journals or {})
    action = "entity.create" if is_new else "entity.update"
    versions.follow(None if is_new else before, locked, acting_user=acting_user, action=action)
    if changes or is_new:
        audit.record(action, acting_user=acting_user, on=locked, **changes)
    return locked


def _check_seen(entity: Entity, seen: int | None) -> None:
    if seen is not None and last_event_id(entity) > seen:
        raise BusinessError(
            _("Quelqu’un d’autre vient de modifier cette fiche : relisez-la avant d’enregistrer.")
        )


def _bank_account(
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
    labels = {"iban_masked": "IBAN"}
    changes = audit.changes(before, after, _SHOWN_BANK_FIELDS)
    if before.iban_index != after.iban_index and "iban_masked" not in changes:
        changes["iban_masked"] = [before.iban_masked, after.iban_masked]
    return after, {labels.get(name, name): change for name, change in changes.items()}


def _check_code(code: str) -> None:
    """Raise EntityRefusedError for a code that cannot be a file name, or part of one, anywhere."""
    if not _FILE_NAME.fullmatch(code) or code.upper() in _RESERVED_NAMES:
        raise EntityRefusedError(
            {
                "code": [
                    _(
                        "Ce code nomme aussi des fichiers : des lettres sans accent, des chiffres, "
                        "et entre eux des tirets ou « _ », comme S001."
                    )
                ]
            }
        )


def _hold_back(
    before: Entity,
    after: Entity,
    account: BankAccount | None,
    *,
    acting_user: User | None,
    proof: Proof,
) -> BankDetailsChange | None:
    """The change of bank details that now waits, if what was typed holds one."""
    known = BankAccount.objects.filter(pk=account.pk).first() if account and account.pk else None
    wanted = Wanted(
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
        entity=before, wanted=wanted, acting_user=acting_user, proof=proof, now=timezone.now()
    )


def _without(
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


def _cleaned(field: str, text: str, clean: Callable[[str], str]) -> str:
    try:
        return clean(text) if text.strip() else ""
    except ValidationError as error:
        raise EntityRefusedError({field: list(error.messages)}) from None


def _check(
    entity: Entity, account: BankAccount | None, journals: Mapping[str, Journal | None]
) -> None:
    """Raise EntityRefusedError with everything that is wrong at once."""
    wrong: dict[str, list[str]] = {}
    for field, module, text in _NUMBERS:
        value = getattr(entity, field)
        try:
            setattr(entity, field, module.validate(value) if value else "")
        except InvalidNumber:
            wrong[field] = [text()]
    try:
        entity.full_clean(exclude=["collection_account", *wrong])
    except ValidationError as error:
        wrong.update(error.message_dict)
    if not (entity.is_general or entity.is_syndicate or entity.is_rental or entity.is_seasonal):
        wrong["is_general"] = [_("Cochez au moins une nature d’entité.")]
    missing = missing_for_one_off(entity, account) if entity.one_off_allowed else []
    if missing:
        wrong["one_off_allowed"] = [
            _("Le prélèvement ONE/OFF ne peut pas être autorisé : %(missing)s.")
            % {"missing": ", ".join(piece.text for piece in missing)}
        ]
    if refusal := debits_account_refusal(entity):
        wrong["debits_account"] = [refusal]
    for channel, journal in journals.items():
        if journal and journal.entity_id != entity.pk:
            wrong[f"journal_{channel}"] = [_("Ce journal est d’une autre entité.")]
    if wrong:
        raise EntityRefusedError(wrong)


_NUMBERS: tuple[tuple[str, Any, Callable[[], str]], ...] = (
    ("creditor_identifier", at_02, lambda: _("Cet ICS n’est pas valide : vérifiez-le.")),
    ("ordering_party_siret", siret, lambda: _("Ce SIRET n’est pas valide : il a 14 chiffres.")),
    ("vat_number", vat, lambda: _("Ce numéro de TVA intracommunautaire n’est pas valide.")),
)


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


def _save_journals(entity: Entity, journals: Mapping[str, Journal | None]) -> dict[str, Any]:
    """Write the journals by channel; what differs, by channel."""
    known = {
        setting.channel: setting
        for setting in ReceiptJournal.objects.filter(entity=entity).select_related("journal")
    }
    changes = {}
    for channel, journal in journals.items():
        old = known[channel].journal if channel in known else None
        if old == journal:
            continue
        name = _("journal %(channel)s") % {"channel": channel}
        changes[name] = [old.code if old else "", journal.code if journal else ""]
        if journal is None:
            known[channel].delete()
        else:
            ReceiptJournal.objects.update_or_create(
                entity=entity, channel=channel, defaults={"journal": journal}
            )
    return changes


@transaction.atomic
def save_letter_variables(
    *, entity: Entity, variables: Mapping[str, str], acting_user: User | None
) -> None:
    """Make ``variables`` (text by name) the entity's letter variables, and no others."""
    Entity.objects.select_for_update(no_key=True).get(pk=entity.pk)
    known = {each.name: each for each in LetterVariable.objects.filter(entity=entity)}
    changes = {
        name: [known[name].value if name in known else "", variables.get(name, "")]
        for name in sorted(known.keys() | variables.keys())
        if name not in known or name not in variables or known[name].value != variables[name]
    }
    LetterVariable.objects.filter(entity=entity, name__in=known.keys() - variables.keys()).delete()
    LetterVariable.objects.bulk_create(
        [LetterVariable(entity=entity, name=name, value=text) for name, text in variables.items()],
        update_conflicts=True,
        unique_fields=["entity", "name"],
        update_fields=["value"],
    )
    if changes:
        audit.record("entity.letter_variables", acting_user=acting_user, on=entity, **changes)
