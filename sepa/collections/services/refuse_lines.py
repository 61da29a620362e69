"""What stands against a line, a creditor or a date, in French; the rules of the scheme."""

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.eu import at_02

from core.database.iban import clean_iban, is_outside_sepa
from core.database.lookups import among
from ledger.books.models import Account, BankAccount, Entity
from ledger.books.selectors.own_ibans import own_iban_indexes
from ledger.people.enums import FlagKind
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from sepa.collections.models import CollectionTransaction
from sepa.collections.selectors.debit_flags import NEVER, ON_A_COUPON, debit_flags
from sepa.collections.services.lock_lines import Line, MandateFacts
from sepa.mandates.rules.addresses import Address, is_outside_eea
from sepa.mandates.rules.mandate_life import is_to_come, is_too_old
from sepa.mandates.rules.target_days import earliest_collection_date, is_target_day

#: A file reaches the creditor's bank 14 calendar days before the due date at the earliest, unless
#: that bank agrees otherwise; it may hand it on no earlier (EPC016-06, SDD Core rulebook, 4.3).
FURTHEST_AHEAD = timedelta(days=14)


class Known(NamedTuple):
    """What is read once for all the lines."""

    #: The living file of a mandate.
    files: Mapping[int, str]
    #: Lines whose debit needs the debtor's BIC and address.
    abroad: set[int]
    #: Accounts whose party has a complete address, of those that need one.
    addressed: set[int]
    #: Lines whose entry was reversed: their money is not awaited.
    reversed: set[int]
    #: Blind indexes of the agency's own bank accounts, which are never debited.
    own_ibans: frozenset[str]
    #: Flags in force that keep from debiting an account.
    flags: Mapping[int, Sequence[FlagKind]]
    #: The day on which the file is made, in Paris.
    today: date


def read_known(lines: Sequence[Line], entities: Iterable[Entity], now: datetime) -> Known:
    """Read, in few statements, what the lines' problems depend on."""
    files = CollectionTransaction.objects.filter(
        among("mandate_id", [line.mandate.id for line in lines if line.mandate]), live=True
    )
    abroad = {each.pk for each in entities if _collects_abroad(each.collection_account)}
    to_address = [line for line in lines if _needs_address(line, abroad)]
    return Known(
        files=dict(files.values_list("mandate_id", "collection__message_id")),
        abroad={line.pk for line in to_address},
        addressed=_addressed({line.account_id for line in to_address if line.account_id}),
        reversed=_reversed([line.pk for line in lines if line.status == ReceiptStatus.POSTED]),
        own_ibans=own_iban_indexes(),
        flags=debit_flags({line.account_id for line in lines if line.account_id}),
        today=timezone.localdate(now),
    )


def _needs_address(line: Line, abroad: Container[int | None]) -> bool:
    """Whether this debit needs the debtor's BIC and address; ``abroad``: creditors' entities."""
    mandate = line.mandate
    return mandate is not None and (
        line.entity_id in abroad or is_outside_eea(mandate.iban_masked, mandate.bic)
    )


def _collects_abroad(account: BankAccount | None) -> bool:
    return account is not None and is_outside_eea(account.iban_masked, account.bic)


def _reversed(posted: Sequence[int]) -> set[int]:
    if not posted:
        return set()
    rows = DraftReceipt.objects.filter(among("pk", posted), entry__reversed_by__isnull=False)
    return set(rows.values_list("pk", flat=True))


def _addressed(accounts: set[int]) -> set[int]:
    if not accounts:
        return set()
    rows = Account.objects.filter(among("pk", accounts)).values_list(
        "pk", *(f"party__{name}" for name in Address._fields)
    )
    return {pk for pk, *parts in rows if Address(*(part or "" for part in parts)).is_complete}


def line_problems(line: Line, entity: Entity | None, known: Known) -> tuple[str, ...]:
    """Why this line cannot be debited; empty where it can."""
    mandate = line.mandate
    if line.pk in known.reversed:
        return (_("le règlement a été contre-passé."),)
    if mandate is None:
        return (_("ce n’est pas un prélèvement : aucun mandat n’y est attaché."),)
    if mandate.id in known.files:
        return (_("déjà dans le fichier %(files)s.") % {"files": known.files[mandate.id]},)
    if line.status == ReceiptStatus.CANCELLED:
        return (_("la ligne est annulée."),)
    if line.account_id is None or entity is None:
        return (
            _("%(unassigned_reason)s Affectez d’abord la ligne à un compte.")
            % {"unassigned_reason": line.unassigned_reason},
        )
    problems = _flag_problems(mandate, known.flags.get(line.account_id, ()))
    problems += _mandate_problems(line, mandate, entity, known)
    if mandate.iban_index in known.own_ibans:
        problems.append(
            _(
                "l’IBAN du mandat est celui d’un compte de l’agence ou d’un immeuble qu’elle "
                "gère : faites signer un autre mandat au client."
            )
        )
    if line.pk in known.abroad:
        problems += _abroad_problems(line, mandate, known)
    return tuple(problems)


def _flag_problems(mandate: MandateFacts, flags: Iterable[FlagKind]) -> list[str]:
    """A flag may have been raised since the line was drafted: this is the last door."""
    kept = ON_A_COUPON if mandate.is_on_paper else NEVER
    return [
        _("le tiers est signalé « %(flag)s » : ne le prélevez pas.") % {"flag": flag.label}
        for flag in flags
        if flag in kept
    ]


def _mandate_problems(line: Line, mandate: MandateFacts, entity: Entity, known: Known) -> list[str]:
    problems = []
    if line.amount != mandate.amount:
        problems.append(_("le montant n’est pas celui du mandat signé."))
    if mandate.creditor_identifier != entity.creditor_identifier:
        problems.append(
            _(
                "le mandat est signé pour l’ICS %(creditor_identifier)s, qui n’est pas "
                "celui de %(entity)s."
            )
            % {"creditor_identifier": mandate.creditor_identifier, "entity": entity.code}
        )
    if is_too_old(mandate.signed_on, day=known.today):
        problems.append(_("le mandat a plus de 36 mois : il n’est plus valable."))
    if is_to_come(mandate.signed_on, day=known.today):
        problems.append(_("le mandat est signé à une date à venir : vérifiez la date du coupon."))
    if mandate.bic and is_outside_sepa(mandate.bic):
        problems.append(
            _("la banque du débiteur est hors de l’espace SEPA : elle ne se prélève pas.")
        )
    return problems


def _abroad_problems(line: Line, mandate: MandateFacts, known: Known) -> list[str]:
    problems = []
    if not mandate.bic:
        problems.append(_("le BIC est obligatoire quand l’une des deux banques est hors de l’EEE."))
    if line.account_id not in known.addressed:
        problems.append(
            _(
                "l’adresse du débiteur est obligatoire quand l’une des deux banques est hors de "
                "l’EEE : complétez la ville et le pays sur la fiche du tiers."
            )
        )
    return problems


def creditor_problems(entity: Entity) -> list[str]:
    """What the entity lacks to collect anything."""
    problems = []
    if not at_02.is_valid(entity.creditor_identifier):
        problems.append(_("l’ICS manque sur la fiche entité, ou n’est pas valide."))
    account = entity.collection_account
    try:
        clean_iban(account.iban if account else "")
    except ValidationError:
        problems.append(
            _("l’IBAN du compte pour prélèvements manque sur la fiche entité, ou est faux.")
        )
    if account and account.bic and is_outside_sepa(account.bic):
        problems.append(_("le BIC du compte pour prélèvements est hors de l’espace SEPA."))
    return problems


def date_problems(day: date, *, lead_days: int, now: datetime) -> list[str]:
    """Why a file made now for a bank that wants ``lead_days`` cannot be debited on ``day``."""
    earliest = earliest_collection_date(lead_days, now)
    latest = max(earliest, timezone.localdate(now) + FURTHEST_AHEAD)
    if day < earliest or not is_target_day(day):
        return [
            _("la date de prélèvement doit être un jour TARGET, au plus tôt le %(earliest)s.")
            % {"earliest": f"{earliest:%d/%m/%Y}"}
        ]
    if day > latest:
        return [
            _(
                "la date de prélèvement est trop lointaine : une remise se fait au plus tôt 14 "
                "jours calendaires avant l’échéance, donc jusqu’au %(latest)s aujourd’hui."
            )
            % {"latest": f"{latest:%d/%m/%Y}"}
        ]
    return []
