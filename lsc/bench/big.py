"""An agency of 200,000 accounts and ten million lines: every screen and report, by the clock.

Its measures are run by ``manage.py bench --big`` alone: the books take minutes to be written.
"""

from datetime import date
from functools import cache

from django.db import connection

from core.enums import UserKind
from core.models import User
from ledger.enums import AccountRole
from ledger.models import Account, Entity, FiscalYear, Journal

#: One rental portfolio holds a fifth of the accounts; the others are syndicates.
SYNDICATES, RENTAL_ACCOUNTS, SYNDICATE_ACCOUNTS = 199, 40_040, 804
#: Calls and payments in turn, every so many days from 1 January 2025; the last call is open.
ENTRIES_EACH, DAYS_BETWEEN = 25, 27
#: Lines of the one account that is read whole.
LONG = 10_000
PENDING = 200_000
_FIRST_DAY = date(2025, 1, 1)
_YEARS = (2025, 2026)
CALLS, PAYMENTS = "AC", "BQ"


@cache
def agency() -> User:
    """Write it once per run; its one user may do everything."""
    user = User.objects.create_superuser("agency", password=None, kind=UserKind.STAFF)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _entities()
        for statement in _STATEMENTS:
            cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in _TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
    return user


def rental() -> Entity:
    """The largest entity: two million lines."""
    return Entity.objects.get(code="G900")


def long_account() -> Account:
    """The account of ``LONG`` lines in one year."""
    return Account.objects.get(entity__code="S900", code="450LONG")


def _entities() -> None:
    """Each with two years, two journals, a bank and an income account, and its long account."""
    entities = Entity.objects.bulk_create(
        [
            Entity(code="G900", name="Gérance", is_rental=True),
            *(
                Entity(code=f"S{900 + n}", name=f"Résidence {n}", is_syndicate=True)
                for n in range(SYNDICATES)
            ),
        ]
    )
    FiscalYear.objects.bulk_create(
        FiscalYear(entity=entity, start=date(year, 1, 1), end=date(year, 12, 31))
        for entity in entities
        for year in _YEARS
    )
    for code, label, role in (
        ("512000", "Banque", AccountRole.TREASURY),
        ("701000", "Appels", AccountRole.OTHER),
    ):
        Account.objects.bulk_create(
            Account(entity=entity, code=code, label=label, role=role, search_text=code)
            for entity in entities
        )
    banks = dict(Account.objects.filter(code="512000").values_list("entity_id", "pk"))
    for code in (CALLS, PAYMENTS):
        Journal.objects.bulk_create(
            Journal(
                entity=entity,
                code=code,
                label=code,
                treasury_account_id=banks[entity.pk] if code == PAYMENTS else None,
            )
            for entity in entities
        )


#: Rank among the agency's clients, told by the code: 1 to 200,000 and the long one.
_CLIENTS = f"""
    SELECT a.id AS account_id, a.entity_id, split_part(a.code, 'Z', 2)::int AS rank,
        income.id AS income_id, bank.id AS bank_id, calls.id AS calls_id, payments.id AS payments_id
    FROM ledger_account a
    JOIN ledger_account income ON income.entity_id = a.entity_id AND income.code = '701000'
    JOIN ledger_account bank ON bank.entity_id = a.entity_id AND bank.code = '512000'
    JOIN ledger_journal calls ON calls.entity_id = a.entity_id AND calls.code = '{CALLS}'
    JOIN ledger_journal payments ON payments.entity_id = a.entity_id AND payments.code = '{PAYMENTS}'
    WHERE a.code LIKE '4__Z%'
"""
#: One client in ten has left the last two calls unpaid.
_IS_CALL = "(k % 2 = 1 OR (k = 24 AND rank % 10 = 0))"

_STATEMENTS = (
    """
    INSERT INTO ledger_party (title, last_name, first_name, company, email, phone, street,
        postal_code, town, country, search_text, cash_status)
    SELECT '', 'MARTIN' || n, 'Prénom' || n, '', '', '', '', '54000', 'NANCY', 'FR',
        'prenom' || n || ' martin' || n || CASE n % 7 WHEN 0 THEN ' lefevre' ELSE ' nom' || n % 1000
        END || ' nancy', ''
    FROM generate_series(1, 100000) n
    """,
    f"""
    INSERT INTO ledger_account (entity_id, code, label, role, party_id, balance, published,
        search_text)
    SELECT e.id,
        CASE WHEN e.is_rental THEN '411Z' ELSE '450Z' END || n,
        'Client ' || n, CASE WHEN e.is_rental THEN '{AccountRole.TENANT}'
            ELSE '{AccountRole.CO_OWNER}' END,
        (SELECT min(id) FROM ledger_party) + n % 100000,
        CASE WHEN n % 10 = 0 THEN 30000 ELSE 10000 END, true,
        CASE WHEN e.is_rental THEN '411z' ELSE '450z' END || n || ' client ' || n
    FROM (
        SELECT id, is_rental, rank() OVER (ORDER BY NOT is_rental, id) - 2 AS place
        FROM ledger_entity
    ) e, LATERAL generate_series(
        CASE WHEN e.is_rental THEN 1 ELSE {RENTAL_ACCOUNTS} + 1 + e.place * {SYNDICATE_ACCOUNTS} END,
        CASE WHEN e.is_rental THEN {RENTAL_ACCOUNTS}
            ELSE {RENTAL_ACCOUNTS} + (e.place + 1) * {SYNDICATE_ACCOUNTS} END
    ) n
    """,
    f"""
    INSERT INTO ledger_entry (id, entity_id, journal_id, fiscal_year_id, number, date, voucher,
        label, posted_at, hash, total)
    SELECT rank::bigint * 100 + k, c.entity_id,
        CASE WHEN {_IS_CALL} THEN calls_id ELSE payments_id END, y.id, rank * 100 + k,
        DATE '{_FIRST_DAY}' + k * {DAYS_BETWEEN}, '',
        CASE WHEN {_IS_CALL} THEN 'Appel de fonds ' ELSE 'Règlement ' END || k, now(), '', 10000
    FROM ({_CLIENTS}) c CROSS JOIN generate_series(1, {ENTRIES_EACH}) k
    JOIN ledger_fiscalyear y ON y.entity_id = c.entity_id
        AND DATE '{_FIRST_DAY}' + k * {DAYS_BETWEEN} BETWEEN y.start AND y."end"
    """,
    f"""
    INSERT INTO ledger_entryline (id, entry_id, account_id, date, label, debit, credit)
    SELECT (rank::bigint * 100 + k) * 2 + side, rank::bigint * 100 + k,
        CASE WHEN side = 0 THEN account_id WHEN {_IS_CALL} THEN income_id ELSE bank_id END,
        DATE '{_FIRST_DAY}' + k * {DAYS_BETWEEN},
        CASE WHEN {_IS_CALL} THEN 'Appel de fonds ' ELSE 'Règlement ' END || k,
        CASE WHEN {_IS_CALL} = (side = 0) THEN 10000 ELSE 0 END,
        CASE WHEN {_IS_CALL} = (side = 0) THEN 0 ELSE 10000 END
    FROM ({_CLIENTS}) c CROSS JOIN generate_series(1, {ENTRIES_EACH}) k
    CROSS JOIN generate_series(0, 1) side
    """,
    f"""
    INSERT INTO ledger_matching (id, account_id, number, is_total, undoes, matched_on)
    SELECT rank::bigint * 100 + pair, account_id, pair, true, false,
        DATE '{_FIRST_DAY}' + pair * 2 * {DAYS_BETWEEN}
    FROM ({_CLIENTS}) c CROSS JOIN generate_series(1, 12) pair
    WHERE pair < 12 OR rank % 10 <> 0
    """,
    f"""
    INSERT INTO ledger_matchedline (matching_id, line_id, amount)
    SELECT rank::bigint * 100 + (k + 1) / 2, (rank::bigint * 100 + k) * 2, 10000
    FROM ({_CLIENTS}) c CROSS JOIN generate_series(1, 24) k
    WHERE k < 23 OR rank % 10 <> 0
    """,
    f"""
    INSERT INTO ledger_account (entity_id, code, label, role, balance, published, search_text)
    SELECT id, '450LONG', 'Compte suivi', '{AccountRole.CO_OWNER}', 0, true, '450long compte suivi'
    FROM ledger_entity WHERE code = 'S900'
    """,
    f"""
    INSERT INTO ledger_entry (id, entity_id, journal_id, fiscal_year_id, number, date, voucher,
        label, posted_at, hash, total)
    SELECT 900000000 + n, e.id, j.id, y.id, 900000000 + n, DATE '2026-01-01' + n % 320, 'P' || n,
        'Mouvement ' || n, now(), '', 10000
    FROM ledger_entity e
    JOIN ledger_journal j ON j.entity_id = e.id AND j.code = '{PAYMENTS}'
    JOIN ledger_fiscalyear y ON y.entity_id = e.id AND y.start = '2026-01-01'
    CROSS JOIN generate_series(1, {LONG}) n
    WHERE e.code = 'S900'
    """,
    """
    INSERT INTO ledger_entryline (id, entry_id, account_id, date, label, debit, credit)
    SELECT en.id * 2 + side, en.id,
        CASE side WHEN 0 THEN a.id ELSE bank.id END, en.date, en.label,
        CASE WHEN en.id % 2 = side THEN 10000 ELSE 0 END,
        CASE WHEN en.id % 2 = side THEN 0 ELSE 10000 END
    FROM ledger_entry en
    JOIN ledger_account a ON a.entity_id = en.entity_id AND a.code = '450LONG'
    JOIN ledger_account bank ON bank.entity_id = en.entity_id AND bank.code = '512000'
    CROSS JOIN generate_series(0, 1) side
    WHERE en.id > 900000000
    """,
    f"""
    INSERT INTO receipts_draftreceipt (channel, source_key, status, entity_id, account_id,
        unassigned_reason, movement_reference, movement_date, label, amount, journal_id, voucher,
        raw_data, created_at, cancel_reason)
    SELECT 'transfer', 'big:' || c.rank, 'pending', c.entity_id, c.account_id, '', 'REF' || c.rank,
        DATE '2026-02-01' + c.rank % 290, 'Virement client ' || c.rank, 100 + c.rank,
        c.payments_id, '', '{{}}', now(), ''
    FROM ({_CLIENTS}) c WHERE c.rank <= {PENDING}
    """,
    "SELECT setval(pg_get_serial_sequence('ledger_entry', 'id'), (SELECT max(id) FROM ledger_entry))",
    """
    SELECT setval(pg_get_serial_sequence('ledger_entryline', 'id'),
        (SELECT max(id) FROM ledger_entryline))
    """,
    """
    SELECT setval(pg_get_serial_sequence('ledger_matching', 'id'),
        (SELECT max(id) FROM ledger_matching))
    """,
)
_TABLES = (
    *("ledger_party", "ledger_account", "ledger_entry", "ledger_entryline", "ledger_matching"),
    *("ledger_matchedline", "receipts_draftreceipt"),
)
