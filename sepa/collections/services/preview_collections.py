"""What would go into which file, and what stands against each line, in few statements."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.crypto import opener
from core.database.iban import bic_warning
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import BankAccount, Entity
from sepa.collections.services.lock_lines import Line, lock_lines
from sepa.collections.services.refuse_lines import (
    creditor_problems,
    date_problems,
    line_problems,
    read_known,
)
from sepa.mandates.models import Mandate
from sepa.mandates.rules.target_days import earliest_collection_date


@dataclass(frozen=True)
class Group:
    """One file to come: the lines of one creditor account."""

    entity: Entity
    bank_account: BankAccount | None
    collection_date: date | None
    lines: Sequence[Line]
    problems: Sequence[str]

    @property
    def good(self) -> list[Line]:
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
    homeless: Sequence[Line]

    @property
    def good_ids(self) -> list[int]:
        return [line.pk for group in self.groups for line in group.good]

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
        reasons = [
            f"{group.entity.code} : {text}" for group in self.groups for text in group.problems
        ]
        for line in [*self.homeless, *(line for group in self.groups for line in group.lines)]:
            reasons += [f"{line.label} : {text}" for text in line.problems]
        return reasons


def preview_collections(
    ids: Iterable[int],
    *,
    acting_user: User,
    now: datetime,
    collection_date: date | None = None,
) -> Preview:
    """What ``generate_collections`` would do with these lines. Writes nothing.

    Raises BusinessError where there are none, or one that this user may not see.
    """
    with transaction.atomic():
        lines = lock_lines(ids, acting_user=acting_user)
        return build_preview(lines, now=now, collection_date=collection_date)


def build_preview(lines: Sequence[Line], *, now: datetime, collection_date: date | None) -> Preview:
    """The files to come of these lines; their rows are locked by the caller."""
    entities = Entity.objects.select_related("collection_account__folder").in_bulk(
        {line.entity_id for line in lines if line.entity_id}
    )
    known = read_known(lines, entities.values(), now)
    by_entity: dict[int | None, list[Line]] = {}
    for line in lines:
        problems = line_problems(line, entities.get(line.entity_id or 0), known)
        by_entity.setdefault(line.entity_id, []).append(
            line._replace(problems=problems) if problems else line
        )
    homeless = by_entity.pop(None, [])
    groups = [
        _group(entities[entity_id], of_entity, now, collection_date)
        for entity_id, of_entity in by_entity.items()
        if entity_id is not None
    ]
    return Preview(sorted(groups, key=lambda group: group.entity.code), homeless)


def _group(
    entity: Entity, lines: Sequence[Line], now: datetime, collection_date: date | None
) -> Group:
    bank_account = entity.collection_account
    problems = creditor_problems(entity)
    day = None
    if bank_account is not None:
        lead_days = 1 if entity.accelerated_debit else bank_account.lead_days
        day = collection_date or earliest_collection_date(lead_days, now)
        problems += date_problems(day, lead_days=lead_days, now=now)
    # What is wrong is shown first.
    return Group(
        entity, bank_account, day, sorted(lines, key=lambda each: not each.problems), problems
    )


def warned(preview: Preview, *, shown: int) -> Preview:
    """The same, with a warning on each of the ``shown`` first lines of a file whose BIC is not of
    the bank of its IBAN. Only of those: each costs the opening of an encrypted IBAN."""
    opened = opener(Mandate, "iban")
    groups = [
        replace(
            group,
            lines=[
                *(_warned(line, opened) for line in group.lines[:shown]),
                *group.lines[shown:],
            ],
        )
        for group in preview.groups
    ]
    return replace(preview, groups=groups)


def _warned(line: Line, opened: Callable[..., str]) -> Line:
    mandate = line.mandate
    if mandate is None:
        return line
    iban = opened(mandate.iban, mandate.request_uid)
    return line._replace(warning=bic_warning(iban, mandate.bic))


def refuse(preview: Preview) -> None:
    """Raise BusinessError, naming every reason, where any line cannot be debited."""
    reasons = preview.reasons()
    if reasons:
        raise BusinessError(
            _("Aucun fichier n’a été généré : une partie des lignes ne le permet pas."), reasons
        )
