"""From Enter on a keyed cheque to the next empty line, in a long batch, among 200,000 accounts."""

from functools import cache
from itertools import count
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.urls import reverse

from core.text.money import ZERO
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from lsc.bench import MEASURES, Measure
from lsc.bench.books import DAY, books
from lsc.bench.counter import fill_accounts
from lsc.bench.timing import Spent, Stopwatch, figure
from receipts.counter.models import Batch, Cheque, ChequeShare
from receipts.counter.services.open_batch import open_batch, set_tape

#: Seconds that the server may take, from the request to the last byte of its answer.
CEILING = 0.150
#: Cheques that the batch holds already; debts that each account of a batch with debts owes.
IN_BATCH, DEBTS, DEBTORS = 500, 24, 20
#: Ids of the calls: far from those that other measures write.
_FIRST = 400_000_000
_numbers = count(1)


@cache
def _client() -> Client:
    client = Client()
    client.force_login(books().user)
    return client


@cache
def _payers(size: int, *, with_debts: bool) -> list[int]:
    """Accounts that are keyed in turn."""
    fill_accounts(size)
    if not with_debts:
        rows = Account.objects.filter(code__startswith="450B").order_by("pk")
        return list(rows.values_list("pk", flat=True)[:: max(1, size // 200)])
    its = books()
    income = Account.objects.create(
        entity=its.entity, code="701000", label="Provisions", role=AccountRole.OTHER
    )
    debtors = its.account_ids[:DEBTORS]
    _write_debts(debtors, income.pk)
    return debtors


def _write_debts(debtors: list[int], income_id: int) -> None:
    """Calls of 100 € on each account; triggers and checks are left out."""
    its = books()
    year = its.entity.fiscal_years.get().pk
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO ledger_books_entry (id, entity_id, journal_id, fiscal_year_id, number, "
            "date, voucher, label, posted_at, hash, total) SELECT %s + n, %s, %s, %s, %s + n, "
            "DATE '2026-01-01' + n %% 150, '', 'Appel de fonds', now(), n::text, 10000 "
            "FROM generate_series(1, %s) n",
            [_FIRST, its.entity.pk, its.journal.pk, year, _FIRST, len(debtors) * DEBTS],
        )
        cursor.execute(
            "INSERT INTO ledger_books_entryline "
            "(entry_id, account_id, date, due_on, label, debit, credit) "
            "SELECT e.id, CASE s WHEN 1 THEN (%s)[1 + e.id %% %s] ELSE %s END, e.date, e.date, "
            "e.label, "
            "CASE s WHEN 1 THEN 10000 ELSE 0 END, CASE s WHEN 1 THEN 0 ELSE 10000 END "
            "FROM ledger_books_entry e, generate_series(1, 2) s "
            "WHERE e.id BETWEEN %s AND %s",
            [debtors, len(debtors), income_id, _FIRST + 1, _FIRST + len(debtors) * DEBTS],
        )
        cursor.execute("SET session_replication_role = DEFAULT")


@cache
def _batch(size: int, *, with_debts: bool) -> Batch:
    """An open batch with its tape, in which hundreds are keyed already."""
    its, payers = books(), _payers(size, with_debts=with_debts)
    batch = open_batch(
        acting_user=its.user, channel_code="cheque", arrival_date=DAY, with_open_items=with_debts
    )
    cheques = Cheque.objects.bulk_create(
        Cheque(
            batch=batch,
            form_id=uuid4(),
            entity=its.entity,
            number=f"{number:07}",
            drawer=f"Copropriétaire {number}",
            drawee_bank="Banque",
            cheque_date=DAY,
            amount=10,
            amount_in_figures=10,
            keyed_by=its.user,
        )
        for number in range(5_000_000, 5_000_000 + IN_BATCH)
    )
    ChequeShare.objects.bulk_create(
        ChequeShare(cheque=cheque, account_id=payers[rank % len(payers)], amount=10)
        for rank, cheque in enumerate(cheques)
    )
    return set_tape(batch.pk, acting_user=its.user, count=1000, total=10_000 + ZERO)


def _enter(size: int, *, with_debts: bool) -> Spent:
    """One cheque saved by the real view, all its middleware included."""
    batch, payers = _batch(size, with_debts=with_debts), _payers(size, with_debts=with_debts)
    number = next(_numbers)
    values = {
        "form_id": str(uuid4()),
        "account": str(payers[number % len(payers)]),
        "figures": "65,63",
        "words": "65,63",
        "number": f"{number:07}",
        "drawer": f"Copropriétaire {number}",
        "bank": "Crédit Agricole",
        "date": f"{DAY:%Y-%m-%d}",
    }
    address, client = reverse("receipts:batch_key", args=[batch.pk]), _client()
    with Stopwatch() as watch:
        answer = client.post(address, values, headers={"HX-Request": "true"})
    if answer.status_code != 200 or b"data-client" not in answer.content:
        raise RuntimeError(f"The cheque was not saved: {answer.status_code}")
    return watch.spent


def plain(size: int) -> Spent:
    return _enter(size, with_debts=False)


def with_open_items(size: int) -> Spent:
    return _enter(size, with_debts=True)


def ceiling(_size: int) -> Spent:
    return figure(CEILING)


for _name, _measured in (
    ("guichet : d’Entrée à la ligne vide", plain),
    ("guichet : idem, avec factures en attente", with_open_items),
):
    MEASURES.add(Measure(_name, ceiling, _measured, limit=1, sizes=(200_000,)))
