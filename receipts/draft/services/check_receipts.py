"""What stands between a line of the draft and the books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core.database.lookups import among
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Account, Entity, FiscalYear, Journal
from receipts.draft.channels import CHANNELS
from receipts.draft.models import DraftReceipt


@dataclass(frozen=True)
class JournalFacts:
    entity_id: int
    code: str
    active: bool
    requires_voucher: bool
    treasury_account_id: int | None


@dataclass(frozen=True)
class BookFacts:
    """What the books say of the lines: read once for all of them."""

    journals: Mapping[int, JournalFacts]
    account_entities: Mapping[int, int]
    #: The day since which an account is closed, for those that are.
    closed_accounts: Mapping[int, date]
    open_years: Mapping[int, Sequence[tuple[date, date]]]
    #: By entity, where its direct debits wait for the bank.
    debits_accounts: Mapping[int, int] = field(default_factory=dict)

    def is_open(self, entity_id: int, day: date) -> bool:
        return any(start <= day <= end for start, end in self.open_years.get(entity_id, ()))

    def lacks_year(self, row: DraftReceipt, day: date) -> bool:
        """Whether no open year of the line's entity takes an entry of that day."""
        return row.entity_id is not None and not self.is_open(row.entity_id, day)


def read_facts(receipts: Sequence[DraftReceipt]) -> BookFacts:
    """Journals, accounts, open years and accounts of debits of these lines, in four statements."""
    journals = {row.journal_id for row in receipts if row.journal_id}
    accounts = {row.account_id for row in receipts if row.account_id}
    rows = Account.objects.filter(among("pk", accounts))
    found = list(rows.values_list("pk", "entity_id", "closed_on"))
    return BookFacts(
        journals={
            journal.pk: facts_of_journal(journal)
            for journal in Journal.objects.filter(pk__in=journals)
        },
        account_entities={pk: entity_id for pk, entity_id, _closed_on in found},
        closed_accounts={pk: closed_on for pk, _entity_id, closed_on in found if closed_on},
        open_years=open_years({row.entity_id for row in receipts if row.entity_id}),
        debits_accounts=_debits_accounts(receipts),
    )


def _debits_accounts(receipts: Sequence[DraftReceipt]) -> dict[int, int]:
    debited = {
        row.entity_id for row in receipts if row.entity_id and CHANNELS.get(row.channel).is_debit
    }
    if not debited:
        return {}
    rows = Entity.objects.filter(pk__in=debited, debits_account__isnull=False)
    return {
        pk: account_id for pk, account_id in rows.values_list("pk", "debits_account") if account_id
    }


def closed_reason(code: str, closed_on: date | None) -> str:
    """Why a closed account takes no money, as a sentence; empty for one that is open."""
    if closed_on is None:
        return ""
    return _("Le compte %(account)s est soldé depuis le %(closed_on)s.") % {
        "account": code,
        "closed_on": f"{closed_on:%d/%m/%Y}",
    }


def facts_of_journal(journal: Journal) -> JournalFacts:
    return JournalFacts(
        journal.entity_id,
        journal.code,
        journal.active,
        journal.requires_voucher,
        journal.treasury_account_id,
    )


def open_years(entity_ids: Iterable[int]) -> dict[int, list[tuple[date, date]]]:
    """First and last day of the open years of each entity."""
    years: dict[int, list[tuple[date, date]]] = {}
    for entity_id, start, end in FiscalYear.objects.filter(
        entity_id__in=list(entity_ids), status=FiscalYearStatus.OPEN
    ).values_list("entity_id", "start", "end"):
        years.setdefault(entity_id, []).append((start, end))
    return years


def future_reason(day: date, today: date) -> str:
    """Why no money is received, nor recorded, on that day yet; empty once it has come."""
    if day <= today:
        return ""
    return _("le %(day)s est à venir : un règlement se date du jour où il arrive.") % {
        "day": f"{day:%d/%m/%Y}"
    }


def obstacles(row: DraftReceipt, facts: BookFacts, *, entry_date: date, today: date) -> list[str]:
    """Why this line cannot be an entry of that date, in French; empty where it can."""
    if row.account_id is None or row.entity_id is None:
        return [
            _("%(unassigned_reason)s Affectez d’abord la ligne à un compte.")
            % {"unassigned_reason": row.unassigned_reason}
        ]
    found = []
    if facts.account_entities.get(row.account_id) != row.entity_id:
        found.append(_("le compte n’est pas de cette entité."))
    if row.account_id in facts.closed_accounts:
        found.append(
            _("le compte est soldé depuis le %(day)s : rouvrez-le, ou retirez la ligne.")
            % {"day": f"{facts.closed_accounts[row.account_id]:%d/%m/%Y}"}
        )
    if row.amount <= 0:
        found.append(_("le montant n’est pas positif."))
    if future := future_reason(max(entry_date, row.movement_date), today):
        found.append(future)
    if facts.lacks_year(row, entry_date):
        found.append(
            _("aucun exercice n’est ouvert au %(entry_date)s.")
            % {"entry_date": f"{entry_date:%d/%m/%Y}"}
        )
    return found + _journal_obstacles(row, facts)


def _journal_obstacles(row: DraftReceipt, facts: BookFacts) -> list[str]:
    if row.journal_id is None:
        return [_("il manque le journal.")]
    journal = facts.journals[row.journal_id]
    found = []
    if journal.entity_id != row.entity_id:
        found.append(
            _("le journal %(journal)s est d’une autre entité.") % {"journal": journal.code}
        )
    if not journal.active:
        found.append(_("le journal %(journal)s n’est plus actif.") % {"journal": journal.code})
    if journal.treasury_account_id is None:
        found.append(
            _("le journal %(journal)s n’a pas de compte de trésorerie.") % {"journal": journal.code}
        )
    elif journal.treasury_account_id == row.account_id:
        found.append(
            _("le compte est celui de trésorerie du journal %(journal)s.")
            % {"journal": journal.code}
        )
    if journal.requires_voucher and not row.voucher.strip():
        found.append(_("le journal %(journal)s demande une pièce.") % {"journal": journal.code})
    return found
