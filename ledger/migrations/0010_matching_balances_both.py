"""A line that moves from a letter to another leaves both of them balanced."""

from importlib import import_module

from django.db import migrations

from core.triggers import vendor_sql

_before = import_module("ledger.migrations.0004_matching").PG_BALANCES

BOTH = """
CREATE OR REPLACE FUNCTION ledger_matching_balances() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    uneven bigint;
BEGIN
    SELECT x.matching_id INTO uneven
    FROM ledger_matchedline x JOIN ledger_entryline l ON l.id = x.line_id
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


class Migration(migrations.Migration):
    dependencies = [("ledger", "0009_accounts_by_code")]

    operations = [
        # SQLite has no trigger at the end of a transaction: there the service alone sees to it.
        vendor_sql(
            postgresql=[BOTH],
            undo_postgresql=[_before.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")],
        ),
    ]
