"""The stored balance of each account: kept by the posting service, checked on demand."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from core.database.bulk import update_rows
from core.database.services import audit
from core.people.models import User
from core.text.money import ZERO, to_cents
from ledger.books.models import Account, EntryLine


def add(deltas: Mapping[int, int]) -> None:
    """Add cents to the balances of accounts that the caller has locked, in one statement."""
    if connection.vendor == "postgresql":
        source = "unnest(%s::bigint[], %s::bigint[]) AS d (id, delta)"
        parameters: list[Any] = [list(deltas), list(deltas.values())]
    else:
        source = (
            "(SELECT json_extract(value, '$[0]') AS id, json_extract(value, '$[1]') AS delta"
            " FROM json_each(%s)) AS d"
        )
        parameters = [json.dumps(list(deltas.items()))]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_books_account SET balance = ledger_books_account.balance + d.delta"  # noqa: S608
            f" FROM {source} WHERE ledger_books_account.id = d.id",
            parameters,
        )


@dataclass(frozen=True)
class Difference:
    """An account whose stored balance was not the sum of its lines; amounts in euros."""

    account: Account
    stored: Decimal
    computed: Decimal


@transaction.atomic
def recompute(*, account_ids: Iterable[int], acting_user: User | None) -> list[Difference]:
    """Compare stored balances with the sums of the lines, repair those that differ, report them."""
    accounts = list(
        Account.objects.select_for_update(no_key=True).filter(pk__in=account_ids).order_by("pk")
    )
    sums = (
        EntryLine.objects.filter(account__in=accounts)
        .order_by()
        .values_list("account_id")
        .annotate(debit=Sum("debit"), credit=Sum("credit"))
    )
    computed = {account_id: debit - credit for account_id, debit, credit in sums}
    differences = [
        Difference(account, account.balance, computed.get(account.pk, ZERO))
        for account in accounts
        if account.balance != computed.get(account.pk, ZERO)
    ]
    update_rows(Account, ["balance"], [(d.account.pk, to_cents(d.computed)) for d in differences])
    audit.record_many(
        "account.repair_balance",
        acting_user=acting_user,
        items=[(d.account, {"balance": [str(d.stored), str(d.computed)]}) for d in differences],
    )
    return differences
