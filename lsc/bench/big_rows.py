"""The rows of the big agency, as statements that the database runs by itself."""

#: One rental portfolio holds a fifth of the accounts; the others are syndicates.
SYNDICATES, RENTAL_ACCOUNTS, SYNDICATE_ACCOUNTS = 199, 40_040, 804
#: Lines of the one account that is read whole.
LONG = 10_000
PENDING = 200_000

#: Stand in the statements below for what they say, so that each is written once.
WORDS = {
    # Rank among the agency's clients, told by the code.
    ":clients": """(
        SELECT a.id AS account_id, a.entity_id, split_part(a.code, 'Z', 2)::int AS rank,
            income.id AS income_id, bank.id AS bank_id, calls.id AS calls_id,
            payments.id AS payments_id
        FROM ledger_books_account a
        JOIN ledger_books_account income
            ON income.entity_id = a.entity_id AND income.code = '701000'
        JOIN ledger_books_account bank ON bank.entity_id = a.entity_id AND bank.code = '512000'
        JOIN ledger_books_journal calls ON calls.entity_id = a.entity_id AND calls.code = 'AC'
        JOIN ledger_books_journal payments
            ON payments.entity_id = a.entity_id AND payments.code = 'BQ'
        WHERE a.code LIKE '4__Z%%'
    ) c""",
    # Calls and payments in turn. Of ten clients one has left the last four calls unpaid, and one
    # the last two, which are the last month's.
    ":is_call": """(k %% 2 = 1 OR (k >= 24 AND rank %% 10 = 0) OR (k = 26 AND rank %% 10 = 1))""",
    ":settled": "CASE rank %% 10 WHEN 0 THEN 22 WHEN 1 THEN 24 ELSE 26 END",
    ":day": "(DATE '2025-01-01' + k * 26)",
    ":label": "CASE WHEN :is_call THEN 'Appel de fonds ' ELSE 'Règlement ' END || k",
    ":entry_id": "rank::bigint * 100 + k",
}

STATEMENTS = (
    """
    INSERT INTO ledger_people_party (title, last_name, first_name, company, email, phone, street,
        postal_code, town, country, search_text, cash_status)
    SELECT '', 'MARTIN' || n, 'Prénom' || n, '', '', '', '', '54000', 'NANCY', 'FR',
        'prenom' || n || ' martin' || n || CASE n %% 7 WHEN 0 THEN ' lefevre'
        ELSE ' nom' || n %% 1000 END || ' nancy', ''
    FROM generate_series(1, 100000) n
    """,
    """
    INSERT INTO ledger_books_account (entity_id, code, label, role, party_id, balance, published,
        search_text)
    SELECT e.id, e.prefix || 'Z' || n, 'Client ' || n, e.role,
        (SELECT min(id) FROM ledger_people_party) + n %% 100000,
        CASE n %% 10 WHEN 0 THEN 40000 WHEN 1 THEN 20000 ELSE 0 END, true,
        e.prefix || 'z' || n || ' client ' || n
    FROM (
        SELECT id, CASE WHEN is_rental THEN '411' ELSE '450' END AS prefix,
            CASE WHEN is_rental THEN 'tenant' ELSE 'co_owner' END AS role,
            CASE WHEN is_rental THEN 0
                ELSE %(rental)s + (rank() OVER (ORDER BY NOT is_rental, id) - 2) * %(each)s
                END AS first,
            CASE WHEN is_rental THEN %(rental)s ELSE %(each)s END AS count
        FROM ledger_books_entity
    ) e, LATERAL generate_series(e.first + 1, e.first + e.count) n
    """,
    """
    INSERT INTO ledger_books_entry (id, entity_id, journal_id, fiscal_year_id, number, date,
        voucher, label, posted_at, hash, total)
    SELECT :entry_id, c.entity_id, CASE WHEN :is_call THEN calls_id ELSE payments_id END, y.id,
        :entry_id, :day, '', :label, now(), '', 10000
    FROM :clients CROSS JOIN generate_series(1, 26) k
    JOIN ledger_books_fiscalyear y ON y.entity_id = c.entity_id AND :day BETWEEN y.start AND y."end"
    """,
    """
    INSERT INTO ledger_books_entryline
        (id, entry_id, account_id, date, due_on, label, debit, credit)
    SELECT (:entry_id) * 2 + side, :entry_id,
        CASE WHEN side = 0 THEN account_id WHEN :is_call THEN income_id ELSE bank_id END,
        :day, :day, :label,
        CASE WHEN :is_call = (side = 0) THEN 10000 ELSE 0 END,
        CASE WHEN :is_call = (side = 0) THEN 0 ELSE 10000 END
    FROM :clients CROSS JOIN generate_series(1, 26) k CROSS JOIN generate_series(0, 1) side
    """,
    """
    INSERT INTO ledger_matching_matching (id, account_id, number, is_total, undoes, matched_on)
    SELECT :entry_id, account_id, k / 2, true, false, :day
    FROM :clients CROSS JOIN generate_series(2, 26, 2) k WHERE k <= :settled
    """,
    """
    INSERT INTO ledger_matching_matchedline (matching_id, line_id, amount)
    SELECT :entry_id + k %% 2, (:entry_id) * 2, 10000
    FROM :clients CROSS JOIN generate_series(1, 26) k WHERE k <= :settled
    """,
    """
    INSERT INTO ledger_books_account (entity_id, code, label, role, balance, published, search_text)
    SELECT id, '450LONG', 'Compte suivi', 'co_owner', 0, true, '450long compte suivi'
    FROM ledger_books_entity WHERE code = 'S900'
    """,
    """
    INSERT INTO ledger_books_entry (id, entity_id, journal_id, fiscal_year_id, number, date,
        voucher, label, posted_at, hash, total)
    SELECT 900000000 + n, e.id, j.id, y.id, 900000000 + n, DATE '2026-01-01' + n %% 320, 'P' || n,
        'Mouvement ' || n, now(), '', 10000
    FROM ledger_books_entity e
    JOIN ledger_books_journal j ON j.entity_id = e.id AND j.code = 'BQ'
    JOIN ledger_books_fiscalyear y ON y.entity_id = e.id AND y.start = '2026-01-01'
    CROSS JOIN generate_series(1, %(long)s) n
    WHERE e.code = 'S900'
    """,
    """
    INSERT INTO ledger_books_entryline
        (id, entry_id, account_id, date, due_on, label, debit, credit)
    SELECT en.id * 2 + side, en.id, CASE side WHEN 0 THEN a.id ELSE bank.id END, en.date, en.date,
        en.label,
        CASE WHEN en.id %% 2 = side THEN 10000 ELSE 0 END,
        CASE WHEN en.id %% 2 = side THEN 0 ELSE 10000 END
    FROM ledger_books_entry en
    JOIN ledger_books_account a ON a.entity_id = en.entity_id AND a.code = '450LONG'
    JOIN ledger_books_account bank ON bank.entity_id = en.entity_id AND bank.code = '512000'
    CROSS JOIN generate_series(0, 1) side
    WHERE en.id > 900000000
    """,
    """
    UPDATE ledger_books_account a SET balance = s.balance
    FROM (SELECT account_id, sum(debit - credit) AS balance FROM ledger_books_entryline
        WHERE account_id IN (SELECT id FROM ledger_books_account WHERE code IN ('512000', '701000'))
        GROUP BY account_id) s
    WHERE a.id = s.account_id
    """,
    """
    INSERT INTO ledger_books_journalsequence (journal_id, fiscal_year_id, last_number, last_hash)
    SELECT j.id, y.id, 0, '' FROM ledger_books_journal j
    JOIN ledger_books_fiscalyear y USING (entity_id)
    """,
    """
    INSERT INTO receipts_draft_draftreceipt (channel, source_key, status, entity_id, account_id,
        unassigned_reason, movement_reference, movement_date, label, amount, journal_id, voucher,
        raw_data, created_at, cancel_reason)
    SELECT 'transfer', 'big:' || c.rank, 'pending', c.entity_id, c.account_id, '', 'REF' || c.rank,
        DATE '2026-02-01' + c.rank %% 290, 'Virement client ' || c.rank, 100 + c.rank,
        c.payments_id, '', '{}', now(), ''
    FROM :clients WHERE c.rank <= %(pending)s
    """,
    """
    SELECT setval(pg_get_serial_sequence('ledger_books_entry', 'id'),
        (SELECT max(id) FROM ledger_books_entry))
    """,
    """
    SELECT setval(pg_get_serial_sequence('ledger_books_entryline', 'id'),
        (SELECT max(id) FROM ledger_books_entryline))
    """,
    """
    SELECT setval(pg_get_serial_sequence('ledger_matching_matching', 'id'),
        (SELECT max(id) FROM ledger_matching_matching))
    """,
)
NUMBERS = {
    "rental": RENTAL_ACCOUNTS,
    "each": SYNDICATE_ACCOUNTS,
    "long": LONG,
    "pending": PENDING,
}
TABLES = (
    *(
        "ledger_people_party",
        "ledger_books_account",
        "ledger_books_entry",
        "ledger_books_entryline",
        "ledger_matching_matching",
    ),
    *("ledger_matching_matchedline", "receipts_draft_draftreceipt"),
)
