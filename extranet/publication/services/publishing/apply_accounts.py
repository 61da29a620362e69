"""Accounts, their lines and what waits for them, as they arrive with a publication."""

from collections.abc import Iterable, Sequence

from core.database.bulk import insert_new
from core.text.money import from_cents
from extranet.publication.formats.published import Account, Line, Waiting
from extranet.publication.formats.rows import column_names, to_row
from extranet.publication.models import (
    Publication,
    PublishedAccount,
    PublishedLine,
    PublishedWaiting,
)

#: What names the account that a row is for.
_KEY = ("entity_code", "account_code")
_ACCOUNT_COLUMNS = column_names(Account, "replace")
_LINE_COLUMNS = column_names(Line, *_KEY)


def apply_accounts(publication: Publication, accounts: Iterable[Account]) -> None:
    accounts = list(accounts)
    written = PublishedAccount.objects.bulk_create(
        [_published_account(publication, account) for account in accounts],
        update_conflicts=True,
        unique_fields=_KEY,
        update_fields=[*(name for name in _ACCOUNT_COLUMNS if name not in _KEY), "publication"],
        batch_size=1000,
    )
    replaced = [row.pk for row, account in zip(written, accounts, strict=True) if account.replace]
    PublishedLine.objects.filter(account_id__in=replaced).delete()


def _published_account(publication: Publication, account: Account) -> PublishedAccount:
    values = {name: getattr(account, name) for name in _ACCOUNT_COLUMNS}
    ceiling = account.one_off_ceiling
    values |= {
        "balance": from_cents(account.balance),
        "one_off_ceiling": None if ceiling is None else from_cents(ceiling),
        "to_come": [to_row(installment) for installment in account.to_come],
    }
    return PublishedAccount(publication=publication, **values)


def _account_ids(
    publication: Publication, rows: Sequence[Line | Waiting]
) -> dict[tuple[str, str], int]:
    """The published accounts that the rows are for."""
    accounts = PublishedAccount.objects.filter(
        publication=publication, account_code__in={row.account_code for row in rows}
    )
    return {
        (entity, code): pk
        for pk, entity, code in accounts.values_list("pk", "entity_code", "account_code")
    }


def apply_waiting(publication: Publication, rows: Iterable[Waiting]) -> None:
    rows = list(rows)
    account_ids = _account_ids(publication, rows)
    PublishedWaiting.objects.bulk_create(
        PublishedWaiting(
            account_id=account_ids[row.entity_code, row.account_code],
            day=row.day,
            amount=from_cents(row.amount),
            is_debit=row.is_debit,
        )
        for row in rows
    )


def apply_lines(publication: Publication, lines: Iterable[Line]) -> None:
    lines = list(lines)
    account_ids = _account_ids(publication, lines)
    insert_new(
        PublishedLine,
        ("account", *_LINE_COLUMNS),
        [
            (
                account_ids[line.entity_code, line.account_code],
                *(getattr(line, name) for name in _LINE_COLUMNS),
            )
            for line in lines
        ],
        identity=("account", "source_id"),
    )
    publication.line_count += len(lines)
