"""The draft's page over N pending lines and two million lines of entries, against a bare view."""

from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.test import Client, override_settings
from django.urls import path

from core.people.access import signed_in
from lsc.bench import MEASURES, Measure
from lsc.bench.books import books
from lsc.bench.timing import Spent, Stopwatch
from receipts.draft.models import DraftReceipt

ENTRIES = 1_000_000

PLAIN = """<!doctype html><title>Brouillard</title><table>{% for row in rows %}<tr>
<td><input type="checkbox" value="{{ row.pk }}"></td><td>{{ row.entity.code }}</td>
<td>{{ row.account.code }}</td><td>{{ row.account.label }}</td>
<td>{{ row.movement_reference }}</td>
<td>{{ row.movement_date|date:"d/m/Y" }}</td><td>{{ row.label }}</td>
<td>{{ row.amount|amount }}</td>
<td>{{ row.journal.code }}</td><td>{{ row.voucher }}</td><td>{{ row.account.balance|amount }}</td>
<td>{{ row.get_status_display }}</td></tr>{% endfor %}</table>"""


@signed_in
def bare(request: HttpRequest) -> HttpResponse:
    """What the page would be without all that makes it the draft."""
    rows = (
        DraftReceipt.objects.filter(status="pending")
        .select_related("entity", "account", "journal")
        .order_by("-movement_date", "-id")[:50]
    )
    return HttpResponse(_plain().render({"rows": rows}, request))


@cache
def _plain() -> Any:
    return engines["django"].from_string(PLAIN)


urlpatterns = [path("", bare)]


@cache
def _client() -> Client:
    client = Client()
    client.force_login(books().user)
    return client


@cache
def _fill_books() -> None:
    """Two lines per entry, on accounts and days of the year; triggers and checks are left out."""
    its = books()
    year = its.entity.fiscal_years.get().pk
    first, count = its.account_ids[0], len(its.account_ids)
    bank = its.journal.treasury_account_id
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "INSERT INTO ledger_books_entry (id, entity_id, journal_id, fiscal_year_id, number, "
            "date, voucher, label, posted_at, hash, total) SELECT 500000000 + n, %s, %s, %s, "
            "500000000 + n, DATE '2026-01-01' + n %% 360, '', 'Mesure', now(), n::text, 1000 "
            "FROM generate_series(1, %s) n",
            [its.entity.pk, its.journal.pk, year, ENTRIES],
        )
        cursor.execute(
            "INSERT INTO ledger_books_entryline "
            "(entry_id, account_id, date, due_on, label, debit, credit) "
            "SELECT e.id, CASE s WHEN 1 THEN %s ELSE %s + e.id %% %s END, e.date, e.date, "
            "'Mesure', "
            "CASE s WHEN 1 THEN 1000 ELSE 0 END, CASE s WHEN 1 THEN 0 ELSE 1000 END "
            "FROM ledger_books_entry e, generate_series(1, 2) s WHERE e.id > 500000000",
            [bank, first, count],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("VACUUM ANALYZE ledger_books_entryline")


@cache
def _fill_draft(size: int) -> None:
    """``size`` pending lines, and no other."""
    _fill_books()
    its = books()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE receipts_draft_draftreceipt SET status = 'cancelled' WHERE status = 'pending'"
        )
        cursor.execute(
            "INSERT INTO receipts_draft_draftreceipt (channel, source_key, status, entity_id,"
            " account_id, unassigned_reason, movement_reference, movement_date, label, amount,"
            " journal_id, "
            "voucher, raw_data, created_at, cancel_reason) SELECT 'transfer', %s || n, 'pending', "
            "%s, %s + n %% %s, '', 'REF' || n, DATE '2026-01-01' + n %% 300, 'Règlement ' || n, "
            "100 + n, %s, '', '{}', now(), '' FROM generate_series(1, %s) n",
            [
                f"page{size}:",
                its.entity.pk,
                its.account_ids[0],
                len(its.account_ids),
                its.journal.pk,
                size,
            ],
        )
        cursor.execute("VACUUM ANALYZE receipts_draft_draftreceipt")


def _best_of(address: str) -> Spent:
    """The best of several requests: the first ones after the other page find nothing cached."""
    spent = []
    for _turn in range(6):
        with Stopwatch() as watch:
            response = _client().get(address)
        spent.append(watch.spent)
        if response.status_code != 200:
            raise RuntimeError(f"{address}: {response.status_code}")
    return Spent(min(each.seconds for each in spent), min(each.cpu for each in spent))


def page(size: int) -> Spent:
    _fill_draft(size)
    return _best_of("/brouillard/?qui=tous")


def plain_page(size: int) -> Spent:
    _fill_draft(size)
    with override_settings(ROOT_URLCONF=__name__):
        return _best_of("/")


MEASURES.add(Measure("page du brouillard", page, plain_page, limit=1.5, sizes=(200, 200_000)))
