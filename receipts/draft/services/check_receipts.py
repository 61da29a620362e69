"""What stands between a line of the draft and the books."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from core.database.lookups import among
from core.text.money import ZERO
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Account, Entity, FiscalYear, Journal
from ledger.books.posting.rules.accounts_of_entity import is_foreign_account
from ledger.books.posting.rules.balanced import is_one_sided
from ledger.books.posting.rules.no_future_date import is_to_come
from ledger.books.posting.rules.open_year import takes_entries, year_of
from ledger.books.posting.rules.usable_journal import is_foreign_journal
from ledger.books.posting.rules.voucher_required import lacks_voucher
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import RefusalCode
from receipts.draft.errors import Refusal
from receipts.draft.models import DraftReceipt


@dataclass(frozen=True)
class BookFacts:
    """What the books say of the lines: read once for all of them."""

    journals: Mapping[int, Journal]
    account_entities: Mapping[int, int]
    #: The day since which an account is closed, for those that are.
    closed_accounts: Mapping[int, date]
    open_years: Mapping[int, Sequence[FiscalYear]]
    #: By entity, where its direct debits wait for the bank.
    debits_accounts: Mapping[int, int] = field(default_factory=dict)

    def lacks_year(self, row: DraftReceipt, day: date) -> bool:
        """Whether no open year of the line's entity takes an entry of that day."""
        if row.entity_id is None:
            return False
        years = self.open_years.get(row.entity_id, ())
        return not takes_entries(year_of(years, entity_id=row.entity_id, day=day))


def read_facts(receipts: Sequence[DraftReceipt]) -> BookFacts:
    """Journals, accounts, open years and accounts of debits of these lines, in four statements."""
    journals = {row.journal_id for row in receipts if row.journal_id}
    accounts = {row.account_id for row in receipts if row.account_id}
    rows = Account.objects.filter(among("pk", accounts))
    account_rows = list(rows.values_list("pk", "entity_id", "closed_on"))
    return BookFacts(
        journals=Journal.objects.in_bulk(journals),
        account_entities={pk: entity_id for pk, entity_id, _closed_on in account_rows},
        closed_accounts={pk: closed_on for pk, _entity_id, closed_on in account_rows if closed_on},
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


def open_years(entity_ids: Iterable[int]) -> dict[int, list[FiscalYear]]:
    """The open years of each entity."""
    years: dict[int, list[FiscalYear]] = {}
    for year in FiscalYear.objects.filter(
        entity_id__in=list(entity_ids), status=FiscalYearStatus.OPEN
    ):
        years.setdefault(year.entity_id, []).append(year)
    return years


def future_reason(day: date, today: date) -> str:
    """Why no money is received, nor recorded, on that day yet; empty once it has come."""
    if not is_to_come(day, today):
        return ""
    return _("le %(day)s est à venir : un règlement se date du jour où il arrive.") % {
        "day": f"{day:%d/%m/%Y}"
    }


def obstacles(
    row: DraftReceipt, facts: BookFacts, *, entry_date: date, today: date
) -> list[Refusal]:
    """Why this line cannot be an entry of that date, none where it can."""
    if row.account_id is None or row.entity_id is None:
        text = _("%(unassigned_reason)s Affectez d’abord la ligne à un compte.")
        return [
            Refusal(RefusalCode.UNASSIGNED, text % {"unassigned_reason": row.unassigned_reason})
        ]
    refusals: list[Refusal] = []
    if is_foreign_account(facts.account_entities.get(row.account_id), row.entity_id):
        refusals.append(
            Refusal(RefusalCode.ACCOUNT_ELSEWHERE, _("le compte n’est pas de cette entité."))
        )
    if row.account_id in facts.closed_accounts:
        refusals.append(
            Refusal(
                RefusalCode.ACCOUNT_CLOSED,
                _("le compte est soldé depuis le %(day)s : rouvrez-le, ou retirez la ligne.")
                % {"day": f"{facts.closed_accounts[row.account_id]:%d/%m/%Y}"},
            )
        )
    if not is_one_sided(row.amount, ZERO):
        refusals.append(Refusal(RefusalCode.NOT_POSITIVE, _("le montant n’est pas positif.")))
    if future := future_reason(max(entry_date, row.movement_date), today):
        refusals.append(Refusal(RefusalCode.IN_THE_FUTURE, future))
    if facts.lacks_year(row, entry_date):
        refusals.append(
            Refusal(
                RefusalCode.NO_OPEN_YEAR,
                _("aucun exercice n’est ouvert au %(entry_date)s.")
                % {"entry_date": f"{entry_date:%d/%m/%Y}"},
            )
        )
    return refusals + _journal_obstacles(row, facts)


def _journal_obstacles(row: DraftReceipt, facts: BookFacts) -> list[Refusal]:
    if row.journal_id is None:
        return [Refusal(RefusalCode.NO_JOURNAL, _("il manque le journal."))]
    journal = facts.journals[row.journal_id]
    treasury = journal.treasury_account_id
    checks: Sequence[tuple[bool, RefusalCode, str]] = (
        (
            is_foreign_journal(journal, row.entity_id),
            RefusalCode.JOURNAL_ELSEWHERE,
            _("le journal %(journal)s est d’une autre entité."),
        ),
        (
            not journal.active,
            RefusalCode.JOURNAL_INACTIVE,
            _("le journal %(journal)s n’est plus actif."),
        ),
        (
            treasury is None,
            RefusalCode.NO_TREASURY,
            _("le journal %(journal)s n’a pas de compte de trésorerie."),
        ),
        (
            treasury == row.account_id,
            RefusalCode.TREASURY_ITSELF,
            _("le compte est celui de trésorerie du journal %(journal)s."),
        ),
        (
            lacks_voucher(row.voucher, journal),
            RefusalCode.NO_VOUCHER,
            _("le journal %(journal)s demande une pièce."),
        ),
    )
    named = {"journal": journal.code}
    return [Refusal(code, text % named) for stands, code, text in checks if stands]
