"""A matching ties lines of one account, for their amounts at most, and its two sides agree."""

from django.db import migrations

from core.database.triggers import vendor_sql

PG_FITS = """
CREATE FUNCTION ledger_matching_matchedline_fits() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM ledger_books_entryline l JOIN ledger_matching_matching m ON m.account_id = l.account_id
        WHERE l.id = NEW.line_id AND m.id = NEW.matching_id AND NEW.amount <= l.debit + l.credit
    ) THEN
        RAISE EXCEPTION 'a line is matched on its own account, and for its amount at most'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$
"""

PG_BALANCES = """
CREATE FUNCTION ledger_matching_matching_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    uneven bigint;
BEGIN
    SELECT x.matching_id INTO uneven
    FROM ledger_matching_matchedline x JOIN ledger_books_entryline l ON l.id = x.line_id
    WHERE x.matching_id IN (OLD.matching_id, NEW.matching_id)
    GROUP BY x.matching_id
    HAVING sum(CASE WHEN l.debit > 0 THEN x.amount ELSE -x.amount END) <> 0
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'matching %: debits and credits differ', uneven
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$
"""

PG_TRIGGERS = [
    """
    CREATE TRIGGER ledger_matching_matchedline_fits BEFORE INSERT OR UPDATE ON ledger_matching_matchedline
    FOR EACH ROW EXECUTE FUNCTION ledger_matching_matchedline_fits()
    """,
    """
    CREATE CONSTRAINT TRIGGER ledger_matching_matching_balances
    AFTER INSERT OR UPDATE OR DELETE ON ledger_matching_matchedline
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_matching_matching_balances()
    """,
]

PG_UNDO = [
    "DROP TRIGGER ledger_matching_matching_balances ON ledger_matching_matchedline",
    "DROP TRIGGER ledger_matching_matchedline_fits ON ledger_matching_matchedline",
    "DROP FUNCTION ledger_matching_matching_balances()",
    "DROP FUNCTION ledger_matching_matchedline_fits()",
]


def sqlite_fits(event: str) -> str:
    return f"""
    CREATE TRIGGER ledger_matching_matchedline_fits_{event.lower()} BEFORE {event} ON ledger_matching_matchedline
    WHEN NOT EXISTS (
        SELECT 1 FROM ledger_books_entryline l JOIN ledger_matching_matching m ON m.account_id = l.account_id
        WHERE l.id = NEW.line_id AND m.id = NEW.matching_id AND NEW.amount <= l.debit + l.credit
    )
    BEGIN
        SELECT RAISE(ABORT, 'a line is matched on its own account, and for its amount at most');
    END
    """  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("ledger_matching", "0001_initial")]

    operations = [
        vendor_sql(
            postgresql=[PG_FITS, PG_BALANCES, *PG_TRIGGERS],
            undo_postgresql=PG_UNDO,
            sqlite=[sqlite_fits("INSERT"), sqlite_fits("UPDATE")],
            undo_sqlite=[
                "DROP TRIGGER ledger_matching_matchedline_fits_update",
                "DROP TRIGGER ledger_matching_matchedline_fits_insert",
            ],
        )
    ]
