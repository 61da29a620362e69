"""Who has owed money for too long, for the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import connection

from core.database.portfolio import in_force
from core.text.money import ZERO, from_cents
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity

#: A debt is overdue after that: a call for funds or a rent notice leaves a client less.
OVERDUE_DAYS = 30
#: The accounts that the card names.
NAMED = 5


@dataclass(frozen=True)
class Overdue:
    """What clients have owed for more than ``OVERDUE_DAYS``: accounts, euros, the largest ones."""

    count: int
    total: Decimal
    largest: Sequence[tuple[Account, Decimal]]


def overdue(entity_code: str = "", *, today: date) -> Overdue:
    """The part of tenants' and co-owners' balances that no debt of the last days, nor one that is
    still to come due, explains.

    Payments settle the oldest debts first, so what is left beyond the recent debts is overdue. The
    return of a bounced cheque is no recent debt: what the cheque had paid keeps its own date.
    """
    # Who works on all of them pays no condition for it.
    ids: list[int] = []
    if entity_code or not in_force().is_whole:
        entities = Entity.objects.filter(code=entity_code) if entity_code else Entity.objects.all()
        ids = list(entities.values_list("pk", flat=True))
        if not ids:
            return Overdue(0, ZERO, [])
    within = f"AND account.entity_id IN ({', '.join(['%s'] * len(ids))})" if ids else ""
    since = today - timedelta(days=OVERDUE_DAYS)
    roles = (AccountRole.CO_OWNER, AccountRole.TENANT)
    with connection.cursor() as cursor:
        cursor.execute(
            _LATE.replace(":within", within),
            [connection.ops.adapt_datefield_value(since), *roles, *ids, NAMED],
        )
        rows = cursor.fetchall()
    if not rows:
        return Overdue(0, ZERO, [])
    accounts = Account.objects.select_related("entity").in_bulk([row[0] for row in rows])
    _pk, _late, count, total = rows[0]
    return Overdue(
        count,
        from_cents(int(total)),
        [(accounts[pk], from_cents(int(late))) for pk, late, *_sums in rows],
    )


#: Debtors first, each with its recent debts, read once from their index and added up once, in which
#: undone ones do not count: asking for each debtor, or adding up everybody's, would be dearer.
#: Account by account, what is late in cents; beside it how many are, for how much.
_LATE = """
    WITH late AS MATERIALIZED (
        SELECT id, code, balance - recent AS cents
        FROM (
            SELECT account.id, account.code, account.balance, COALESCE(SUM(
                CASE WHEN line.entry_id IN (
                    SELECT id FROM ledger_books_entry WHERE reverses_id IS NOT NULL
                    UNION ALL
                    SELECT reverses_id FROM ledger_books_entry WHERE reverses_id IS NOT NULL
                ) OR line.id IN (
                    SELECT matched.line_id FROM ledger_matching_matching matching
                    JOIN ledger_matching_matchedline matched ON matched.matching_id = matching.id
                    WHERE matching.undoes
                ) THEN 0 ELSE line.debit END
            ), 0) AS recent
            FROM ledger_books_account account LEFT JOIN ledger_books_entryline line
                ON line.account_id = account.id AND line.due_on >= %s AND line.debit > 0
            WHERE account.balance > 0 AND account.role IN (%s, %s) :within
            GROUP BY account.id
        ) debtor
        WHERE balance > recent
    )
    SELECT late.id, late.cents, sums.count, sums.cents
    FROM late CROSS JOIN (SELECT COUNT(*) AS count, SUM(cents) AS cents FROM late) sums
    ORDER BY late.cents DESC, late.code
    LIMIT %s
"""
