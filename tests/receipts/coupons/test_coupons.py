"""Each client who owes something gets one coupon a period, on one page, that can be read back."""

import io
import subprocess
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from core.database.models import AuditEvent
from core.files.services import archive
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.people.models import Agency, User
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import Account
from ledger.books.posting import NewEntry, NewLine, post_entries
from receipts.coupons.formats.coupon_page import period_label
from receipts.coupons.models import PaymentCoupon
from receipts.coupons.rules.coupon_code import read_coupon
from receipts.coupons.services import issue_coupons as coupons
from receipts.draft.models import DraftReceipt
from tests.factories import (
    euros,
    make_account,
    make_entity,
    make_fiscal_year,
    make_journal,
    make_party,
    make_staff,
)
from tests.receipts.coupons.barcodes import read_barcode

pytestmark = pytest.mark.django_db

QUARTER = (date(2026, 10, 1), date(2026, 12, 31))
DUE = date(2026, 12, 10)


@pytest.fixture
def entity():
    Agency.objects.update_or_create(
        pk=1, defaults={"name": "TESTS 604", "address": "25 rue de Saurupt\n54063 NANCY CEDEX"}
    )
    return make_entity(code="G001", name="Gérance Crypto")


def client_of(entity, code: str = "81MARITON", owes: str = "3817,83", **fields) -> Account:
    account = make_account(
        entity=entity,
        code=code,
        label="MARITON Paul",
        role=AccountRole.TENANT,
        party=make_party(
            last_name="Mariton", first_name="Paul", street="3 rue Haute", postal_code="54000",
            town="NANCY",
        ),
        **fields,
    )  # fmt: skip
    Account.objects.filter(pk=account.pk).update(balance=euros(owes))
    account.refresh_from_db()
    return account


def issue(*accounts: Account, user: User | None = None) -> list[PaymentCoupon]:
    return coupons.issue_coupons(
        account_ids=[account.pk for account in accounts],
        period=QUARTER,
        due_on=DUE,
        acting_user=user,
        today=timezone.localdate(),
    )


def test_a_coupon_asks_for_what_is_owed(entity) -> None:
    account = client_of(entity)
    [coupon] = issue(account)
    assert coupon.amount == euros("3817,83")
    reading = read_coupon(coupon.code)
    assert (reading.account_id, reading.amount) == (account.pk, euros("3817,83"))
    assert AuditEvent.objects.get(action="coupon.issue").object_id == str(account.pk)


def test_what_is_under_way_is_not_asked_for_again(entity) -> None:
    account = client_of(entity, owes="650,00")
    for number, status in enumerate(["pending", "prepared", "cancelled"]):
        DraftReceipt.objects.create(
            channel="one_off", source_key=str(number), status=status, entity=entity,
            account=account, movement_date=DUE, label="Règlement", amount=euros("100,00"),
        )  # fmt: skip
    [coupon] = issue(account)
    assert coupon.amount == euros("450,00")


def test_a_call_due_after_the_coupons_day_is_asked_later(entity) -> None:
    """Of 650 €, 300 € fall due the day after: the coupon asks for 350 € and tells the rest."""
    account = client_of(entity, owes="350,00")
    make_fiscal_year(entity=entity)
    journal = make_journal(entity=entity, code="AF")
    income = make_account(entity=entity, code="701000", role=AccountRole.OTHER)
    lines = [
        NewLine(account.pk, euros("300,00"), euros("0"), "Appel", due_on=DUE + timedelta(days=1)),
        NewLine(income.pk, euros("0"), euros("300,00"), "Appel"),
    ]
    entry = NewEntry(entity.pk, journal.pk, date(2026, 3, 1), "", "Appel", lines)
    with transaction.atomic():
        post_entries([entry], acting_user=None, today=timezone.localdate())
    [coupon] = issue(account)
    assert coupon.amount == euros("350,00")
    pdf = PdfReader(
        io.BytesIO(archive.read(coupons.print_coupons([coupon.pk], now=timezone.now())))
    )
    said = " ".join(pdf.pages[0].extract_text().split())
    assert f"À payer le {DUE + timedelta(days=1):%d/%m/%Y} : 300,00 €, non compris ici." in said


def test_asked_again_it_is_the_same_coupon(entity) -> None:
    account = client_of(entity)
    assert issue(account) == issue(account)
    assert AuditEvent.objects.filter(action="coupon.issue").count() == 1
    Account.objects.filter(pk=account.pk).update(balance=euros("100,00"))
    [newer] = issue(account)
    assert newer.amount == euros("100,00")
    assert PaymentCoupon.objects.count() == 2


def test_who_owes_nothing_gets_none(entity) -> None:
    late = client_of(entity)
    others = [
        client_of(entity, "81AJOUR", owes="0,00"),
        client_of(entity, "81AVANCE", owes="-12,00"),
        client_of(entity, "81PARTI", owes="50,00", closed_on=date(2026, 1, 1)),
        make_account(entity=entity, code="512000", role=AccountRole.TREASURY),
    ]
    assert [coupon.account for coupon in issue(late, *others)] == [late]
    with pytest.raises(BusinessError, match="Aucun de ces comptes"):
        issue(*others)


@pytest.mark.dated
def test_a_period_that_runs_backwards_is_refused(entity) -> None:
    with pytest.raises(BusinessError, match="avant de commencer"):
        coupons.issue_coupons(
            account_ids=[client_of(entity).pk],
            period=(QUARTER[1], QUARTER[0]),
            due_on=DUE,
            acting_user=None,
            today=timezone.localdate(),
        )


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        ("2026-10-01", "2026-12-31", "4e trim. 2026 – du 01/10/2026 au 31/12/2026"),
        ("2026-01-01", "2026-03-31", "1er trim. 2026 – du 01/01/2026 au 31/03/2026"),
        ("2024-02-01", "2024-02-29", "février 2024 – du 01/02/2024 au 29/02/2024"),
        ("2026-01-01", "2026-12-31", "année 2026 – du 01/01/2026 au 31/12/2026"),
        ("2026-02-01", "2026-04-30", "du 01/02/2026 au 30/04/2026"),
        ("2026-10-15", "2026-12-31", "du 15/10/2026 au 31/12/2026"),
        ("2025-10-01", "2026-12-31", "du 01/10/2025 au 31/12/2026"),
    ],
)
def test_a_period_reads_as_people_say_it(start: str, end: str, label: str) -> None:
    assert period_label(date.fromisoformat(start), date.fromisoformat(end)) == label


@pytest.mark.parametrize(
    ("today", "start", "end"),
    [
        (date(2026, 11, 21), date(2026, 10, 1), date(2026, 12, 31)),
        (date(2026, 1, 1), date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 6, 30), date(2026, 4, 1), date(2026, 6, 30)),
    ],
)
def test_the_period_offered_is_the_quarter(today: date, start: date, end: date) -> None:
    assert coupons.default_period(today) == (start, end)


def test_the_counter_knows_whose_coupon_it_is(entity) -> None:
    account = client_of(entity)
    [coupon] = issue(account)
    assert coupons.identify(coupon.code) == (account, Decimal("3817.83"))
    account.coupons.all().delete()
    account.delete()
    with pytest.raises(BusinessError, match="n’existe pas chez nous"):
        coupons.identify(coupon.code)


def test_one_page_a_client_with_a_barcode_that_scans(entity, tmp_path: Path) -> None:
    accounts = [client_of(entity), client_of(entity, "81ROLINMAR", owes="650,00")]
    issued = issue(*accounts)
    content = archive.read(
        coupons.print_coupons([coupon.pk for coupon in issued], now=timezone.now())
    )
    pages = PdfReader(io.BytesIO(content)).pages
    assert len(pages) == 2
    text = " ".join(pages[0].extract_text().split())
    for shown in ("G001/81MARITON", "TESTS 604", "25 rue de Saurupt", "4e trim. 2026",
                  "3 817,83 €", "Paul MARITON", issued[0].code, "Page 1/1"):  # fmt: skip
        assert shown in text.replace("\u202f", " "), shown
    path = tmp_path / "coupons.pdf"
    path.write_bytes(content)
    command = ["pdftoppm", "-gray", "-r", "200", str(path), str(tmp_path / "page")]
    subprocess.run(command, check=True)
    images = sorted(tmp_path.glob("page-*.pgm"))
    assert [read_barcode(image) for image in images] == [coupon.code for coupon in issued]


@pytest.fixture
def accountant(client: Client) -> Client:
    client.force_login(make_staff(rights=["receipts_draft.edit_draft"]))
    return client


def test_coupons_of_a_selection_are_made_with_progress(accountant: Client, entity) -> None:
    accounts = [client_of(entity, f"81CLIENT{number}") for number in range(3)]
    chosen = ",".join(str(account.pk) for account in accounts)
    page = accountant.post("/coupons/", {"sel": chosen, "vue": ""}).content.decode()
    assert "Éditer 3 coupons" in page
    data = {"ids": chosen, "start": "2026-10-01", "end": "2026-12-31", "due_on": "2026-12-10"}
    response = accountant.post("/coupons/editer/", data)
    job = Job.objects.get()
    assert response["Location"] == f"/coupons/{job.pk}/"
    coupons.run_coupons(job.pk, now=timezone.now())
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 3, 3)
    assert "3 coupons sont prêts." in accountant.get(f"/coupons/{job.pk}/").content.decode()
    pdf = accountant.get(f"/coupons/{job.pk}/pdf/")
    assert b"".join(pdf).startswith(b"%PDF")


def test_a_job_is_its_askers_alone(accountant: Client, entity) -> None:
    other = make_staff()
    job = coupons.ask_coupons(
        account_ids=[client_of(entity).pk],
        period=QUARTER,
        due_on=DUE,
        acting_user=other,
        today=timezone.localdate(),
    )
    assert accountant.get(f"/coupons/{job.pk}/").status_code == 404
    assert accountant.get(f"/coupons/{job.pk}/pdf/").status_code == 404


def test_where_nobody_owes_anything_the_page_says_so(accountant: Client, entity) -> None:
    account = client_of(entity, owes="0,00")
    page = accountant.get(f"/comptes/{account.pk}/coupon/").content.decode()
    assert "Personne ne doit rien" in page


def test_wrong_dates_are_told(accountant: Client, entity) -> None:
    account = client_of(entity)
    data = {"ids": account.pk, "start": "2026-12-31", "end": "2026-10-01", "due_on": "2026-12-10"}
    assert "avant de commencer" in accountant.post("/coupons/editer/", data).content.decode()
    assert not Job.objects.exists()
    data["start"] = "hier"
    assert accountant.post("/coupons/editer/", data).status_code == 200


def test_too_many_are_refused(accountant: Client) -> None:
    with pytest.raises(BusinessError, match="réduisez la sélection"):
        coupons.ask_coupons(
            account_ids=list(range(1, coupons.MAX_COUPONS + 2)),
            period=QUARTER,
            due_on=DUE,
            acting_user=make_staff(),
            today=timezone.localdate(),
        )


def test_a_selection_reads_balances_and_money_on_its_way_in_one_statement(
    entity, django_assert_num_queries
) -> None:
    """Between two statements a receipt may be posted, and would be deducted twice or not at all."""
    accounts = [client_of(entity, code) for code in ("81MARITON", "82MARITON", "83MARITON")]
    # Balances with all that is on its way, and what is to come due.
    with django_assert_num_queries(2) as seen:
        asked = coupons.asked_of(accounts, due_on=DUE)
    assert [due.now for due in asked.values()] == [euros("3817,83")] * 3
    (balances,) = [q["sql"] for q in seen.captured_queries if '"balance"' in q["sql"]]
    tables = (
        "draft_draftreceipt",
        "counter_chequeshare",
        "counter_heldshare",
        "counter_itemoutcome",
    )
    for table in tables:
        assert f"receipts_{table}" in balances


def test_a_receipt_posted_since_the_accounts_were_read_counts_once(entity) -> None:
    account = client_of(entity, owes="100,00")
    # Posted by another: the balance in hand is of before.
    Account.objects.filter(pk=account.pk).update(balance=euros("60,00"))
    assert coupons.asked_of([account], due_on=DUE)[account.pk].now == euros("60,00")
