"""The counter: a client found among 200,000 accounts, and 2,000 cheques taken to the bank."""

from functools import cache
from itertools import count
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from ledger.books.enums import AccountRole
from ledger.books.models import Account, BankAccount, Journal, ReceiptJournal
from lsc.bench import MEASURES, Measure
from lsc.bench.books import DAY, books
from lsc.bench.timing import Spent, Stopwatch, figure
from receipts.counter.models import Batch, Cheque, ChequeShare
from receipts.counter.selectors.find_payer import find_accounts
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.deposit_cheques import deposit_cheques
from receipts.counter.services.open_batch import open_batch, pre_close_batch, set_tape
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts

PARTIES = 50_000
#: SQL milliseconds that one search may take.
CEILING = 0.010
WORDS = ("martin4217", "lefevre 31", "residence 12", "prenom333 nom3", "450b0123", "zzzzzz")


@cache
def fill_accounts(accounts: int) -> None:
    """Parties of several accounts each, in buildings of a hundred lots."""
    entity = books().entity.pk
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_people_building (entity_id, code, name, street, postal_code, town, "
            "search_text) SELECT %s, 'R' || n, 'Résidence ' || n, '', '54000', 'NANCY', "
            "'r' || n || ' residence ' || n || ' nancy' FROM generate_series(1, %s) n",
            [entity, accounts // 100],
        )
        cursor.execute(
            "INSERT INTO ledger_people_party (title, last_name, first_name, company, email, phone,"
            " street, postal_code, town, country, search_text, cash_status) SELECT '', 'MARTIN'"
            " || n, "
            "'Prénom' || n, '', '', '', '', '54000', 'NANCY', 'FR', 'prenom' || n || ' martin' || n"
            " || CASE n %% 7 WHEN 0 THEN ' lefevre' ELSE ' nom' || n %% 1000 END || ' nancy', '' "
            "FROM generate_series(1, %s) n",
            [PARTIES],
        )
        cursor.execute(
            "INSERT INTO ledger_books_account (entity_id, code, label, role, party_id, "
            "building_id, balance, published, search_text) SELECT %s, '450B' || n,"
            " 'Copropriétaire B' || n, %s, "
            "(SELECT min(id) FROM ledger_people_party) + n %% %s, "
            "(SELECT min(id) FROM ledger_people_building) + n / 100 %% %s, 0, false, '450b' || n"
            " || ' coproprietaire b' || n "
            "FROM generate_series(1, %s) n",
            [entity, AccountRole.CO_OWNER, PARTIES, accounts // 100, accounts],
        )
        for table in ("ledger_people_building", "ledger_people_party", "ledger_books_account"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def search(size: int) -> Spent:
    """What the database spends, planning and executing, on the slowest of the searches."""
    fill_accounts(size)
    return figure(max(min(_sql_seconds(text) for _turn in range(5)) for text in WORDS))


def _sql_seconds(text: str) -> float:
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        find_accounts(text)
    return sum(_spent(sql, params) for sql, params in asked)


def _spent(sql: str, params: Any) -> float:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", params)
        ((plan,),) = cursor.fetchone()
    return float(plan["Planning Time"] + plan["Execution Time"]) / 1000


def ceiling(_size: int) -> Spent:
    return figure(CEILING)


@cache
def _bank() -> BankAccount:
    entity = books().entity
    to_cash = Account.objects.create(
        entity=entity, code="511200", label="Chèques", role=AccountRole.TREASURY
    )
    cheques = Journal.objects.create(
        entity=entity, code="CM", label="Chèques", treasury_account=to_cash
    )
    ReceiptJournal.objects.create(entity=entity, channel="cheque", journal=cheques)
    return BankAccount.objects.create(entity=entity, journal=books().journal)


def _keyed(size: int) -> Batch:
    """A batch of ``size`` cheques, each of one account."""
    its = books()
    batch = open_batch(
        acting_user=its.user, channel_code="cheque", arrival_date=DAY, with_open_items=False
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
            amount=10 + number,
            amount_in_figures=10 + number,
            keyed_by=its.user,
        )
        for number in range(size)
    )
    ChequeShare.objects.bulk_create(
        ChequeShare(
            cheque=cheque,
            account_id=its.account_ids[rank % len(its.account_ids)],
            amount=cheque.amount,
        )
        for rank, cheque in enumerate(cheques)
    )
    total = sum(cheque.amount for cheque in cheques)
    set_tape(batch.pk, acting_user=its.user, count=size, total=total)
    return pre_close_batch(batch.pk, acting_user=its.user)


def to_the_bank(size: int) -> Spent:
    """Close, draft, prepare, post and deposit a batch of ``size`` cheques."""
    bank = _bank()
    batch, user = _keyed(size), books().user
    with Stopwatch() as watch:
        close_batch(batch.pk, acting_user=user)
        shares = ChequeShare.objects.filter(cheque__batch=batch)
        ids = list(shares.values_list("receipt", flat=True))
        prepare_receipts(ids, acting_user=user)
        post_prepared(acting_user=user, ids=ids)
        deposit_cheques(
            acting_user=user,
            form_id=uuid4(),
            bank_account_id=bank.pk,
            day=DAY,
            today=timezone.localdate(),
        )
    return watch.spent


#: Columns that point at rows which are copied too, by table.
_MOVED = {
    "receipts_counter_cheque": ("id", "number"),
    "receipts_counter_chequeshare": ("id", "cheque_id", "receipt_id"),
    "receipts_draft_draftreceipt": ("id", "source_key", "entry_id"),
    "ledger_books_entry": ("id", "number"),
    "ledger_books_entryline": ("id", "entry_id"),
    "receipts_counter_depositline": ("id", "cheque_id"),
    "core_database_auditevent": ("id",),
}
#: Rows of a table per cheque: two lines an entry; drafted, prepared, posted.
_PER_CHEQUE = {"ledger_books_entryline": 2, "core_database_auditevent": 3}
#: What is copied is numbered far beyond what is written.
_SHIFT = 10_000_000
_copies = count(1)


def bare_copy(size: int) -> Spent:
    """The rows that it wrote, copied as they stand into the same tables."""
    shift = _SHIFT * next(_copies)
    with connection.cursor() as cursor:
        parts = [_part(cursor, table, size, shift) for table in _MOVED]
    # Entries first: the database looks for the entry of each line at once.
    parts.sort(key=lambda part: "entry " not in part[0])
    with Stopwatch() as watch, transaction.atomic(), connection.cursor() as cursor:
        for query, content in parts:
            with cursor.copy(query) as copy:
                copy.write(content)
    return watch.spent


def _part(cursor: Any, table: str, size: int, shift: int) -> tuple[str, bytes]:
    """A COPY and its rows: the last of the table, with what must differ moved by ``shift``."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns "
        "WHERE table_name = %s AND table_schema = current_schema() ORDER BY ordinal_position",
        [table],
    )
    columns = cursor.fetchall()
    values = [_moved(table, name, kind, shift) for name, kind in columns]
    # The slip's own entry is one more.
    rows = _PER_CHEQUE.get(table, 1) * (size + table.startswith("ledger"))
    query = (
        f"COPY (SELECT {', '.join(values)} FROM (SELECT * FROM {table} WHERE id < {_SHIFT} "  # noqa: S608
        f"ORDER BY id DESC LIMIT {rows}) AS last) TO STDOUT"
    )
    with cursor.copy(query) as copy:
        content = b"".join(bytes(part) for part in copy)
    names = ", ".join(f'"{name}"' for name, _kind in columns)
    return f"COPY {table} ({names}) FROM STDIN", content


def _moved(table: str, name: str, kind: str, shift: int) -> str:
    if kind == "uuid":
        return "gen_random_uuid()"
    if name in _MOVED[table]:
        return f"{name} + {shift}" if kind.endswith(("int", "integer")) else f"{name} || '+{shift}'"
    return f'"{name}"'


MEASURES.add(
    Measure("guichet : chercher un client (SQL)", ceiling, search, limit=1, sizes=(200_000,))
)
MEASURES.add(
    Measure("guichet : clore, valider, remettre", bare_copy, to_the_bank, limit=3, sizes=(2_000,))
)
