"""Statements on paper: laid out as letters, or drawn as registers where they are long."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.screens.pdf import render_pdf
from core.screens.register import (
    DAY,
    MOST_LAID_OUT,
    Register,
    RegisterColumn,
    draw_registers,
    period_fact,
)
from core.screens.statement import Statement, StatementLine
from core.text.money import format_amount, format_balance, format_euros


def statements_pdf(statements: Sequence[Statement], *, title: str) -> bytes:
    """One PDF with every statement on a page of its own."""
    if sum(len(each.lines) for each in statements) <= MOST_LAID_OUT:
        return render_pdf("core/pdf/statement.html", {"statements": statements}, title=title)
    return draw_registers([_register(each) for each in statements], title=title)


def _register(statement: Statement) -> Register:
    start, end = (date_format(day, DAY) for day in (statement.start, statement.end))
    closing = _("%(side)s au %(day)s") % {"side": statement.side, "day": end}
    if statement.closing:
        closing += f"\u00a0: {format_euros(statement.closing_shown)}"
    return Register(
        facts=[
            (_("Compte"), f"{statement.code} {statement.label}"),
            (_("Entité"), statement.entity),
            period_fact(statement.start, statement.end),
        ],
        columns=[
            RegisterColumn(_("Date"), 20),
            RegisterColumn(_("Libellé"), 62),
            RegisterColumn(_("Pièce"), 18),
            RegisterColumn(_("Let."), 10),
            RegisterColumn(_("Débit"), 23, is_amount=True),
            RegisterColumn(_("Crédit"), 23, is_amount=True),
            RegisterColumn(_("Solde"), 26, is_amount=True),
        ],
        rows=[
            [start, _("Report"), "", "", "", "", format_balance(statement.opening)],
            *map(_row, statement.lines),
        ],
        totals=[
            *("", _("Totaux de la période"), "", ""),
            format_amount(statement.debit),
            format_amount(statement.credit),
            format_balance(statement.closing),
        ],
        closing=", ".join([closing, *(_later(day, amount) for day, amount in statement.later)]),
    )


def _later(day: date, amount: Decimal) -> str:
    named = {"day": date_format(day, DAY), "amount": format_euros(amount)}
    return _("dont %(amount)s à payer le %(day)s") % named


def _row(line: StatementLine) -> Sequence[str]:
    move, label = line.movement, line.movement.label
    if move.due_on:
        due = _("à payer le %(day)s") % {"day": date_format(move.due_on, DAY)}
        label = f"{label} ({due})"
    return [
        f"{move.date:%d/%m/%Y}",
        label,
        move.voucher,
        move.letter,
        format_amount(move.debit) if move.debit else "",
        format_amount(move.credit) if move.credit else "",
        format_balance(line.balance),
    ]
