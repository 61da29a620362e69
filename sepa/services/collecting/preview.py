"""What would go into which file, and what stands against each line, in few statements."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.iban import bic_warning
from core.lookups import among
from core.models import User
from core.money import ZERO
from ledger.models import BankAccount, Entity
from sepa.models import Mandate
from sepa.services.collecting.lines import Line, MandateFacts, lock_lines
from sepa.services.collecting.problems import (
    creditor_problems,
    date_problems,
    line_problems,
    read_known,
)
from sepa.target import earliest_collection_date


@dataclass(frozen=True, slots=True)
class Candidate:
    """One line that is asked to be debited; ``problems`` tells in French why it cannot."""

    receipt_id: int
    label: str
    amount: Decimal
    entity_id: int | None
    account_id: int | None
    mandate_id: int | None = None
    request_uid: UUID | None = None
    mandate_reference: str = ""
    debtor_name: str = ""
    #: Encrypted: opened where the file is written, and nowhere else.
    sealed_iban: str = field(default="", repr=False)
    iban_masked: str = ""
    bic: str = ""
    signed_at: datetime | None = None
    problems: tuple[str, ...] = ()
    #: What to look at before the file is made; it stops nothing.
    warning: str = ""


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
    entities = Entity.objects.select_related("collection_account__folder").in_bulk(
        {line.entity_id for line in lines if line.entity_id}
    )
    known = read_known(lines, mandates, entities.values(), now)
    by_entity: dict[int | None, list[Candidate]] = {}
    for line in lines:
        mandate = mandates.get(line.pk)
        problems = line_problems(line, mandate, entities.get(line.entity_id or 0), known)
        by_entity.setdefault(line.entity_id, []).append(_candidate(line, mandate, problems))
    homeless = by_entity.pop(None, [])
    groups = [
        _group(entities[entity_id], found, now, wanted)
        for entity_id, found in by_entity.items()
        if entity_id is not None
    ]
    return Preview(sorted(groups, key=lambda group: group.entity.code), homeless)


def _candidate(line: Line, mandate: MandateFacts | None, problems: tuple[str, ...]) -> Candidate:
    facts = (line.pk, line.label, line.amount, line.entity_id, line.account_id)
    if mandate is None:
        return Candidate(*facts, problems=problems)
    return Candidate(
        *facts,
        mandate.id,
        mandate.request_uid,
        mandate.mandate_reference,
        mandate.debtor_name,
        mandate.iban,
        mandate.iban_masked,
        mandate.bic,
        mandate.signed_at,
        problems,
    )


def _group(entity: Entity, lines: Sequence[Candidate], now: datetime, wanted: date | None) -> Group:
    bank_account = entity.collection_account
    problems = creditor_problems(entity)
    day = None
    if bank_account is not None:
        lead_days = 1 if entity.accelerated_debit else bank_account.lead_days
        day = wanted or earliest_collection_date(lead_days, now)
        problems += date_problems(day, lead_days=lead_days, now=now)
    # What is wrong is shown first.
    return Group(
        entity, bank_account, day, sorted(lines, key=lambda each: not each.problems), problems
    )


#: What a warning reads of a mandate; its IBAN is sealed to its request.
_TOLD = ("request_uid", "iban", "bic")


def warned(preview: Preview, *, shown: int) -> Preview:
    """The same, with a warning on each of the ``shown`` first lines of a file whose BIC is not of
    the bank of its IBAN. Only of those: each costs the reading of an encrypted IBAN."""
    ids = [line.mandate_id for group in preview.groups for line in group.lines[:shown]]
    mandates = Mandate.objects.filter(among("pk", [pk for pk in ids if pk is not None]))
    warnings = {each.pk: bic_warning(each.iban, each.bic) for each in mandates.only(*_TOLD)}
    groups = [
        replace(group, lines=[_warned(line, warnings) for line in group.lines])
        for group in preview.groups
    ]
    return replace(preview, groups=groups)


def _warned(line: Candidate, warnings: Mapping[int, str]) -> Candidate:
    text = warnings.get(line.mandate_id or 0, "")
    return replace(line, warning=text) if text else line


def refuse(preview: Preview) -> None:
    """Raise BusinessError, naming every reason, where any line cannot be debited."""
    reasons = preview.reasons()
    if reasons:
        raise BusinessError(
            _("Aucun fichier n’a été généré : une partie des lignes ne le permet pas."), reasons
        )
