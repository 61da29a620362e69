"""What the database itself refuses, whoever writes to it: see docs/accounting.md."""

from django.db import migrations

from core.database.triggers import append_only, refuse_truncate, vendor_sql

# Plans are cached for a session: without these, a plan made on an empty table would scan a full one.
INDEXES_ONLY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"

PG_ENTRY_FITS = f"""
CREATE FUNCTION ledger_books_entry_fits() RETURNS trigger LANGUAGE plpgsql {INDEXES_ONLY} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added e
        JOIN ledger_books_fiscalyear y ON y.id = e.fiscal_year_id
        JOIN ledger_books_journal j ON j.id = e.journal_id
        WHERE y.status <> 'open' OR y.entity_id <> e.entity_id OR j.entity_id <> e.entity_id
            OR e.date NOT BETWEEN y.start AND y."end"
    ) THEN
        RAISE EXCEPTION 'an entry belongs in an open fiscal year and a journal of its own entity'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""

PG_LINES_FIT = f"""
CREATE FUNCTION ledger_books_entryline_fits() RETURNS trigger LANGUAGE plpgsql {INDEXES_ONLY} AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added l
        JOIN ledger_books_entry e ON e.id = l.entry_id
        JOIN ledger_books_account a ON a.id = l.account_id
        WHERE a.entity_id <> e.entity_id OR l.date <> e.date
    ) THEN
        RAISE EXCEPTION 'a line has the date of its entry and an account of the same entity'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF EXISTS (
        SELECT FROM (SELECT DISTINCT entry_id FROM added) touched
        JOIN ledger_books_entry e ON e.id = touched.entry_id
        CROSS JOIN LATERAL (
            SELECT sum(l.debit) AS debit, sum(l.credit) AS credit
            FROM ledger_books_entryline l WHERE l.entry_id = e.id
        ) sums
        WHERE sums.debit > e.total OR sums.credit > e.total
    ) THEN
        RAISE EXCEPTION 'an entry that is complete takes no more lines'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608

PG_ENTRY_BALANCES = f"""
CREATE FUNCTION ledger_books_entry_balances() RETURNS trigger LANGUAGE plpgsql {INDEXES_ONLY} AS $$
DECLARE
    debits numeric;
    credits numeric;
BEGIN
    SELECT sum(debit), sum(credit) INTO debits, credits
    FROM ledger_books_entryline WHERE entry_id = NEW.id;
    IF debits IS DISTINCT FROM NEW.total OR credits IS DISTINCT FROM NEW.total THEN
        RAISE EXCEPTION 'an entry balances: entry %, debits %, credits %', NEW.id, debits, credits
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""  # noqa: S608

PG_TRIGGERS = [
    """
    CREATE TRIGGER ledger_books_entry_fits AFTER INSERT ON ledger_books_entry
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_books_entry_fits()
    """,
    """
    CREATE TRIGGER ledger_books_entryline_fits AFTER INSERT ON ledger_books_entryline
    REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION ledger_books_entryline_fits()
    """,
    """
    CREATE CONSTRAINT TRIGGER ledger_books_entry_balances AFTER INSERT ON ledger_books_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_books_entry_balances()
    """,
    # Ranges of one number stand for equality, which plain GiST does not know for integers.
    """
    ALTER TABLE ledger_books_fiscalyear ADD CONSTRAINT fiscal_years_do_not_overlap EXCLUDE USING gist (
        int8range(entity_id, entity_id, '[]') WITH &&, daterange(start, "end", '[]') WITH &&
    )
    """,
]

PG_UNDO = [
    "ALTER TABLE ledger_books_fiscalyear DROP CONSTRAINT fiscal_years_do_not_overlap",
    "DROP TRIGGER ledger_books_entry_balances ON ledger_books_entry",
    "DROP TRIGGER ledger_books_entryline_fits ON ledger_books_entryline",
    "DROP TRIGGER ledger_books_entry_fits ON ledger_books_entry",
    "DROP FUNCTION ledger_books_entry_balances()",
    "DROP FUNCTION ledger_books_entryline_fits()",
    "DROP FUNCTION ledger_books_entry_fits()",
]

SQLITE_ENTRY_FITS = """
CREATE TRIGGER ledger_books_entry_fits BEFORE INSERT ON ledger_books_entry
WHEN NOT EXISTS (
    SELECT 1 FROM ledger_books_fiscalyear y JOIN ledger_books_journal j ON j.id = NEW.journal_id
    WHERE y.id = NEW.fiscal_year_id AND y.status = 'open' AND y.entity_id = NEW.entity_id
        AND j.entity_id = NEW.entity_id AND NEW.date BETWEEN y.start AND y."end"
)
BEGIN
    SELECT RAISE(ABORT, 'an entry belongs in an open fiscal year and a journal of its own entity');
END
"""

SQLITE_LINE_FITS = """
CREATE TRIGGER ledger_books_entryline_fits BEFORE INSERT ON ledger_books_entryline
WHEN NOT EXISTS (
    SELECT 1 FROM ledger_books_entry e JOIN ledger_books_account a ON a.entity_id = e.entity_id
    WHERE e.id = NEW.entry_id AND a.id = NEW.account_id AND e.date = NEW.date
)
BEGIN
    SELECT RAISE(ABORT, 'a line has the date of its entry and an account of the same entity');
END
"""

SQLITE_LINES_COMPLETE = """
CREATE TRIGGER ledger_books_entryline_complete AFTER INSERT ON ledger_books_entryline
WHEN EXISTS (
    SELECT 1 FROM ledger_books_entry e JOIN ledger_books_entryline l ON l.entry_id = e.id
    WHERE e.id = NEW.entry_id
    GROUP BY e.id HAVING SUM(l.debit) > e.total OR SUM(l.credit) > e.total
)
BEGIN
    SELECT RAISE(ABORT, 'an entry that is complete takes no more lines');
END
"""


def sqlite_overlap(event: str, name: str) -> str:
    return f"""
    CREATE TRIGGER {name} BEFORE {event} ON ledger_books_fiscalyear
    WHEN EXISTS (
        SELECT 1 FROM ledger_books_fiscalyear y WHERE y.entity_id = NEW.entity_id
            AND y.id IS NOT NEW.id AND y.start <= NEW."end" AND NEW.start <= y."end"
    )
    BEGIN
        SELECT RAISE(ABORT, 'fiscal years of one entity do not overlap');
    END
    """  # noqa: S608


SQLITE_TRIGGERS = [
    SQLITE_ENTRY_FITS,
    SQLITE_LINE_FITS,
    SQLITE_LINES_COMPLETE,
    sqlite_overlap("INSERT", "ledger_books_fiscalyear_overlap_insert"),
    sqlite_overlap("UPDATE", "ledger_books_fiscalyear_overlap_update"),
]

SQLITE_UNDO = [
    "DROP TRIGGER ledger_books_fiscalyear_overlap_update",
    "DROP TRIGGER ledger_books_fiscalyear_overlap_insert",
    "DROP TRIGGER ledger_books_entryline_complete",
    "DROP TRIGGER ledger_books_entryline_fits",
    "DROP TRIGGER ledger_books_entry_fits",
]


class Migration(migrations.Migration):
    dependencies = [("ledger_books", "0002_parties")]

    operations = [
        append_only("ledger_books_entry"),
        append_only("ledger_books_entryline"),
        append_only("ledger_books_anchor"),
        refuse_truncate("ledger_books_entry"),
        refuse_truncate("ledger_books_entryline"),
        refuse_truncate("ledger_books_journalsequence"),
        refuse_truncate("ledger_books_anchor"),
        vendor_sql(
            postgresql=[PG_ENTRY_FITS, PG_LINES_FIT, PG_ENTRY_BALANCES, *PG_TRIGGERS],
            undo_postgresql=PG_UNDO,
            sqlite=SQLITE_TRIGGERS,
            undo_sqlite=SQLITE_UNDO,
        ),
    ]
