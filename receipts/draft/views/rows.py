"""One row of the draft as one string: a template node per cell would cost more than the SQL."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from core.people.models import User
from core.screens.lists import Column
from core.text.money import ZERO, format_amount, format_balance, format_euros, to_cents
from ledger.people.selectors.flags import in_force_by_account
from receipts.draft.channels import Mark
from receipts.draft.enums import WAITING, ReceiptStatus
from receipts.draft.errors import Refusal
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.cash_refusals import cash_marks
from receipts.draft.selectors.draft_lines import late_before
from receipts.draft.selectors.on_its_way import in_the_draft
from receipts.draft.services.check_receipts import (
    BookFacts,
    obstacles,
    open_years,
)
from receipts.draft.services.lock_receipts import by_channel

ROW = (
    '<tr role="row" id="line-{pk}" data-id="{pk}" data-cents="{cents}" data-channel="{channel}"'
    ' data-entity="{entity}"{spent} aria-selected="false">'
    '<td role="gridcell" class="draft-sel">'
    '<input class="form-check-input" type="checkbox" tabindex="-1" aria-label="{select}"></td>'
    '<td role="gridcell" class="draft-mark">{mark}</td>{cells}</tr>'
)
WARNING = (
    '<span class="draft-warning" role="img" aria-label="{reason}" data-tip="{reason}">!</span>'
)
PILL = '<span class="lsc-pill {tone}">{text}</span>'
TONES = {
    "info": "lsc-pill-accent",
    "success": "lsc-pill-good",
    "warning": "lsc-pill-warn",
    "danger": "lsc-pill-bad",
}
EDITABLE = '<td role="gridcell" class="{css}" data-cell="{cell}">{value}</td>'


@dataclass(frozen=True)
class RowFacts:
    """What the rows show beside their own columns."""

    refusals: Mapping[int, Sequence[Refusal]]
    marks: Mapping[int, Sequence[Mark]]
    spent: Mapping[int, frozenset[str]]
    #: Euros by account that lie in the draft.
    drafted: Mapping[int, Decimal]


def facts_of(rows: Sequence[DraftReceipt], *, reader: User) -> RowFacts:
    """What each line lacks, and what its channel says of it; the related rows are loaded."""
    books = BookFacts(
        journals={row.journal.pk: row.journal for row in rows if row.journal},
        account_entities={row.account.pk: row.account.entity_id for row in rows if row.account},
        closed_accounts={
            row.account.pk: row.account.closed_on
            for row in rows
            if row.account and row.account.closed_on
        },
        open_years=open_years({row.entity_id for row in rows if row.entity_id}),
    )
    today = timezone.localdate()
    refusals = {
        row.pk: obstacles(row, books, entry_date=row.movement_date, today=today) for row in rows
    }
    spent: dict[int, frozenset[str]] = {}
    for channel, channel_rows in by_channel(rows).items():
        spent.update(channel.spent_actions(channel_rows))
    drafted = in_the_draft([row.account_id for row in rows if row.account_id])
    return RowFacts(refusals, _marks(rows, drafted, reader=reader), spent, drafted)


def _marks(
    rows: Sequence[DraftReceipt], drafted: Mapping[int, Decimal], *, reader: User
) -> dict[int, list[Mark]]:
    marks: dict[int, list[Mark]] = {row.pk: [] for row in rows}
    for channel, channel_rows in by_channel(rows).items():
        for pk, said in channel.marks(channel_rows).items():
            marks[pk] += said
    for pk, mark in cash_marks(rows).items():
        marks[pk].append(mark)
    late = late_before()
    accounts = {row.account_id for row in rows if row.account_id}
    flags = in_force_by_account(accounts) if reader.has_perm("ledger_people.see_flags") else {}
    for row in rows:
        if row.movement_date < late and row.status == ReceiptStatus.PENDING:
            marks[row.pk].append(Mark(_("En retard"), "warning"))
        others = drafted.get(row.account_id or 0, ZERO) - row.amount
        if others > ZERO and row.status in WAITING:
            marks[row.pk].append(Mark(already_drafted(others)))
        marks[row.pk] += [Mark(text, "warning") for text in flags.get(row.account_id or 0, ())]
    return marks


def already_drafted(amount: Decimal) -> str:
    """« 650,00 € déjà au brouillard »: beside a line, the others of its account."""
    return _("%(amount)s déjà au brouillard") % {"amount": format_euros(amount)}


def render_rows(
    rows: Sequence[DraftReceipt], columns: Sequence[Column], *, reader: User
) -> SafeString:
    """The body of the grid, in the user's columns."""
    facts = facts_of(rows, reader=reader)
    cells = [CELLS[column.name] for column in columns]
    select = escape(_("Sélectionner"))
    return mark_safe("".join(_row(row, facts, cells, select) for row in rows))  # noqa: S308


Cell = Callable[[DraftReceipt, RowFacts], str]


def _row(row: DraftReceipt, facts: RowFacts, cells: Iterable[Cell], select: str) -> str:
    lacks = [_sentence(refusal.text) for refusal in facts.refusals[row.pk]]
    spent = facts.spent.get(row.pk)
    mark = WARNING.format(reason=escape(" ".join(lacks))) if lacks else ""
    return ROW.format(
        pk=row.pk,
        cents=to_cents(row.amount),
        channel=escape(row.channel),
        entity=row.entity_id or "",
        spent=f' data-spent="{escape(" ".join(sorted(spent)))}"' if spent else "",
        select=f"{select} {escape(row.label)} {format_amount(row.amount)}",
        mark=mark,
        cells="".join([cell(row, facts) for cell in cells]),
    )


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:]


def _entity(row: DraftReceipt, _facts: RowFacts) -> str:
    code = escape(row.entity.code) if row.entity else "—"
    return f'<td role="gridcell" class="c-entite">{code}</td>'


def _account(row: DraftReceipt, _facts: RowFacts) -> str:
    if row.account:
        return f'<td role="gridcell" class="draft-code c-compte">{escape(row.account.code)}</td>'
    to_assign = escape(_("À affecter"))
    return f'<td role="gridcell" class="draft-unassigned c-compte">{to_assign}</td>'


def _account_label(row: DraftReceipt, _facts: RowFacts) -> str:
    label = escape(row.account.label) if row.account else ""
    return f'<td role="gridcell" class="draft-text c-intitule">{label}</td>'


def _reference(row: DraftReceipt, _facts: RowFacts) -> str:
    return f'<td role="gridcell" class="draft-code c-ref">{escape(row.movement_reference)}</td>'


def _date(row: DraftReceipt, _facts: RowFacts) -> str:
    return f'<td role="gridcell" class="draft-date c-date">{row.movement_date:%d/%m/%Y}</td>'


def _label(row: DraftReceipt, _facts: RowFacts) -> str:
    return EDITABLE.format(css="draft-text c-libelle", cell="label", value=escape(row.label))


def _amount(row: DraftReceipt, _facts: RowFacts) -> str:
    return f'<td role="gridcell" class="draft-amount c-montant">{format_amount(row.amount)}</td>'


def _journal(row: DraftReceipt, _facts: RowFacts) -> str:
    code = escape(row.journal.code) if row.journal else ""
    return EDITABLE.format(css="draft-code c-journal", cell="journal", value=code)


def _voucher(row: DraftReceipt, _facts: RowFacts) -> str:
    return EDITABLE.format(css="draft-code c-piece", cell="voucher", value=escape(row.voucher))


def _balance(row: DraftReceipt, facts: RowFacts) -> str:
    if row.account is None:
        return '<td role="gridcell" class="c-solde"></td>'
    text = format_balance(row.account.balance - facts.drafted.get(row.account.pk, ZERO))
    return f'<td role="gridcell" class="draft-amount draft-balance c-solde">{text}</td>'


def _state(row: DraftReceipt, facts: RowFacts) -> str:
    # A mark says more than the state, which it implies; the ordinary state is plain words.
    pills = [
        PILL.format(tone=TONES[mark.tone], text=escape(str(mark.text)))
        for mark in facts.marks.get(row.pk, ())
    ] or [escape(row.get_status_display())]
    return f'<td role="gridcell" class="draft-state c-etat">{" ".join(pills)}</td>'


CELLS: Mapping[str, Cell] = {
    "entite": _entity,
    "compte": _account,
    "intitule": _account_label,
    "ref": _reference,
    "date": _date,
    "libelle": _label,
    "montant": _amount,
    "journal": _journal,
    "piece": _voucher,
    "solde": _balance,
    "etat": _state,
}
