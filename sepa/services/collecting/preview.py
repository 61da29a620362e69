"""What would go into which file, and what stands against each line, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.eu import at_02

from core.errors import BusinessError
from core.iban import clean_iban
from core.lookups import among
from core.models import User
from core.money import ZERO
from ledger.models import Account, BankAccount, Entity
from receipts.enums import ReceiptStatus
from receipts.models import DraftReceipt
from sepa.addresses import Address, is_outside_eea
from sepa.models import CollectionTransaction, Mandate
from sepa.services.collecting.lines import Line, MandateFacts, lock_lines
from sepa.target import earliest_collection_date, is_target_day

#: A mandate that has not been used for 36 months is void (SDD Core rulebook, 4.1).
MANDATE_LIFETIME = timedelta(days=3 * 365)
#: Ours: banks keep a file that comes early, but not for ever (14 days is all that the scheme
#: itself carries ahead, rulebook 4.3.1), and a mistyped year would debit nobody.
FURTHEST_AHEAD = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line that is asked to be debited; ``problems`` tells in French why it cannot."""

    receipt_id: int
    label: str
    amount: Decimal
    entity_id: int | None
    mandate_id: int | None = None
    request_uid: UUID | None = None
    mandate_reference: str = ""
    debtor_name: str = ""
    iban_masked: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """One file to come: the lines of one creditor account."""

    entity: Entity
    bank_account: BankAccount | None
    collection_date: date | None
    lines: Sequence[Candidate]
    problems: Sequence[str]

    @property
    def good(self) -> list[Candidate]:
        """The lines that can be debited."""
        return [] if self.problems else [line for line in self.lines if not line.problems]

    @property
    def total(self) -> Decimal:
        """Euros of the lines that can be debited."""
        return sum((line.amount for line in self.good), ZERO)


@dataclass(frozen=True)
class Preview:
    """The files to come, and the lines that belong to none."""

    groups: Sequence[Group]
    homeless: Sequence[Candidate]

    @property
    def good_ids(self) -> list[int]:
        return [line.receipt_id for group in self.groups for line in group.good]

    @property
    def total(self) -> Decimal:
        return sum((group.total for group in self.groups), ZERO)

    @property
    def refused(self) -> int:
        """How many lines cannot be debited."""
        lines = sum(len(group.lines) for group in self.groups) + len(self.homeless)
        return lines - len(self.good_ids)

    def reasons(self) -> list[str]:
        """« Règlement Pierre PROPRIETAIRE : … » for all that stands in the way."""
        found = [
            f"{group.entity.code} : {text}" for group in self.groups for text in group.problems
        ]
        for line in [*self.homeless, *(line for group in self.groups for line in group.lines)]:
            found += [f"{line.label} : {text}" for text in line.problems]
        return found


class _Known(NamedTuple):
    """What is read once for all the lines: the files by mandate, the lines without address."""

    files: Mapping[int, str]
    unaddressed: set[int]
    now: datetime


def preview_collections(
    ids: Iterable[int], *, acting_user: User, collection_date: date | None = None
) -> Preview:
    """What ``generate_collections`` would do with these lines. Writes nothing.

    Raises BusinessError where there are none, or one that this user may not see.
    """
    with transaction.atomic():
        lines = lock_lines(ids, acting_user=acting_user)
        return build_preview(lines, now=timezone.now(), wanted=collection_date)


def build_preview(lines: Sequence[Line], *, now: datetime, wanted: date | None) -> Preview:
    """The files to come of these lines; their rows are locked by the caller."""
    mandates = {
        row[0]: MandateFacts(*row)
        for row in Mandate.objects.filter(
            among("receipt_id", [line.pk for line in lines])
        ).values_list(*MandateFacts._fields)
    }
    files = dict(
        CollectionTransaction.objects.filter(
            among("mandate_id", [each.id for each in mandates.values()]), live=True
        ).values_list("mandate_id", "collection__message_id")
    )
    known = _Known(files, _without_address(lines, mandates), now)
    reversed_ids = _reversed([line.pk for line in lines if line.status == ReceiptStatus.POSTED])
    entities = Entity.objects.select_related("collection_account__folder").in_bulk(
        {line.entity_id for line in lines if line.entity_id}
    )
    by_entity: dict[int | None, list[Candidate]] = {}
    for line in lines:
        mandate = mandates.get(line.pk)
        entity = entities.get(line.entity_id or 0)
        problems = _line_problems(line, mandate, entity, known)
        if line.pk in reversed_ids:
            problems = (_("le règlement a été contre-passé."),)
        by_entity.setdefault(line.entity_id, []).append(_candidate(line, mandate, problems))
    homeless = by_entity.pop(None, [])
    groups = [
        _group(entities[entity_id], found, now, wanted)
        for entity_id, found in by_entity.items()
        if entity_id is not None
    ]
    return Preview(sorted(groups, key=lambda group: group.entity.code), homeless)


def _reversed(posted: Sequence[int]) -> set[int]:
    """Those of these posted lines whose entry was reversed: their money is not awaited."""
    if not posted:
        return set()
    rows = DraftReceipt.objects.filter(among("pk", posted), entry__reversed_by__isnull=False)
    return set(rows.values_list("pk", flat=True))


def _without_address(lines: Sequence[Line], mandates: Mapping[int, MandateFacts]) -> set[int]:
    """Those to be debited at a bank that wants the debtor's address, which the books lack."""
    abroad = {
        line.pk: line.account_id
        for line in lines
        if line.account_id and line.pk in mandates and is_outside_eea(mandates[line.pk].iban_masked)
    }
    if not abroad:
        return set()
    rows = Account.objects.filter(among("pk", set(abroad.values()))).values_list(
        "pk", *(f"party__{name}" for name in Address._fields)
    )
    complete = {pk for pk, *parts in rows if Address(*(part or "" for part in parts)).is_complete}
    return {pk for pk, account_id in abroad.items() if account_id not in complete}


def _candidate(line: Line, mandate: MandateFacts | None, problems: tuple[str, ...]) -> Candidate:
    if mandate is None:
        return Candidate(line.pk, line.label, line.amount, line.entity_id, problems=problems)
    return Candidate(
        line.pk,
        line.label,
        line.amount,
        line.entity_id,
        mandate.id,
        mandate.request_uid,
        mandate.mandate_reference,
        mandate.debtor_name,
        mandate.iban_masked,
        problems,
    )


def _line_problems(
    line: Line,
    mandate: MandateFacts | None,
    entity: Entity | None,
    known: _Known,
) -> tuple[str, ...]:
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
    found = _mandate_problems(line, mandate, entity, known.now)
    if line.pk in known.unaddressed:
        found.append(
            _(
                "l’adresse du débiteur est obligatoire pour une banque de ce pays : complétez la "
                "ville et le pays sur la fiche du tiers."
            )
        )
    return tuple(found)


def _mandate_problems(
    line: Line, mandate: MandateFacts, entity: Entity, now: datetime
) -> list[str]:
    found = []
    if line.amount != mandate.amount:
        found.append(_("le montant n’est pas celui du mandat signé."))
    if mandate.creditor_identifier != entity.creditor_identifier:
        found.append(
            _(
                "le mandat est signé pour l’ICS %(creditor_identifier)s, qui n’est pas "
                "celui de %(entity)s."
            )
            % {"creditor_identifier": mandate.creditor_identifier, "entity": entity.code}
        )
    if now - mandate.signed_at > MANDATE_LIFETIME:
        found.append(_("le mandat a plus de 36 mois : il n’est plus valable."))
    if not mandate.bic and is_outside_eea(mandate.iban_masked):
        found.append(_("le BIC est obligatoire pour une banque de ce pays."))
    return found


def _group(entity: Entity, lines: Sequence[Candidate], now: datetime, wanted: date | None) -> Group:
    bank_account = entity.collection_account
    problems = _creditor_problems(entity)
    day = None
    if bank_account is not None:
        lead_days = 1 if entity.accelerated_debit else bank_account.lead_days
        earliest = earliest_collection_date(lead_days, now)
        day = wanted or earliest
        latest = max(earliest, timezone.localdate(now) + FURTHEST_AHEAD)
        if day < earliest or not is_target_day(day):
            problems.append(
                _("la date de prélèvement doit être un jour TARGET, au plus tôt le %(earliest)s.")
                % {"earliest": f"{earliest:%d/%m/%Y}"}
            )
        elif day > latest:
            problems.append(
                _(
                    "la date de prélèvement est trop lointaine : la banque garde un fichier "
                    "jusqu’au %(latest)s au plus tard."
                )
                % {"latest": f"{latest:%d/%m/%Y}"}
            )
    # What is wrong is shown first.
    return Group(
        entity, bank_account, day, sorted(lines, key=lambda each: not each.problems), problems
    )


def _creditor_problems(entity: Entity) -> list[str]:
    found = []
    if not at_02.is_valid(entity.creditor_identifier):
        found.append(_("l’ICS manque sur la fiche entité, ou n’est pas valide."))
    account = entity.collection_account
    try:
        clean_iban(account.iban if account else "")
    except ValidationError:
        found.append(
            _("l’IBAN du compte pour prélèvements manque sur la fiche entité, ou est faux.")
        )
    return found


def refuse(preview: Preview) -> None:
    """Raise BusinessError, naming every reason, where any line cannot be debited."""
    reasons = preview.reasons()
    if reasons:
        raise BusinessError(
            _("Aucun fichier n’a été généré : une partie des lignes ne le permet pas."), reasons
        )
