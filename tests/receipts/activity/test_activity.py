"""A day's work: who brought what by channel, each euro found again in the draft or the books."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import html
from openpyxl import load_workbook
from pypdf import PdfReader

from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Entry, ReceiptJournal
from receipts.activity.selectors.money import money, table_of
from receipts.activity.selectors.period import Period
from receipts.activity.selectors.tills import till_figures
from receipts.activity.selectors.work import work
from receipts.counter.models import Cheque
from receipts.counter.services.bounce_cheque import bounce_cheque
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.key_cheque import remove_cheque
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from receipts.till.selectors.cash_book import cash_day
from tests.factories import euros, make_account, make_journal, make_staff
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db
SEE = "receipts_draft.see_others"


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def marie() -> User:
    return make.make_cashier(username="marie", first_name="Marie", last_name="CAISSE")


@pytest.fixture
def paul() -> User:
    return make.make_cashier(username="paul", first_name="Paul", last_name="GUICHET")


def make_chief(rights: list[str]) -> User:
    made: User = make_staff(rights=rights, username="chef")
    return made


@pytest.fixture
def chief() -> User:
    rights = [*make.RIGHTS, SEE, "core_people.see_audit"]
    return make_chief(rights)


def today() -> Period:
    return Period.around(timezone.localdate())


def transfer(counter: make.Counter, amount: str, user: User | None, key: str) -> int:
    row = NewReceipt(
        channel="transfer",
        source_key=key,
        movement_date=timezone.localdate(),
        label="Virement",
        amount=euros(amount),
        entity_id=counter.entity.pk,
        account_id=counter.pierre.pk,
        assigned_to_id=user.pk if user else None,
    )
    return draft_receipts([row], acting_user=user).ids[0]


@pytest.fixture
def a_day(counter: make.Counter, marie: User, paul: User) -> make.Counter:
    """Marie: 65,63 € and 530,40 € of cheques to the bank, one of which bounces, and a transfer of
    100 €. Paul: a cheque of 10 € in an open batch, after one taken out. The night: 7 €."""
    batch_one = make.make_batch(user=marie)
    first, _second = make.make_cheques(
        ["65,63", "530,40"], account=counter.pierre, user=marie, batch=batch_one
    )
    make.close(batch_one, user=marie)
    make.post(batch_one, user=marie)
    make.deposit(counter, user=marie)
    bounce_cheque(
        first.pk,
        acting_user=marie,
        reason="Sans provision",
        day=make.DAY,
    )
    wrong, _kept = make.make_cheques(
        ["99,00", "10,00"], account=counter.simone, user=paul, batch=make.make_batch(user=paul)
    )
    remove_cheque(wrong.pk, acting_user=paul)
    transfer(counter, "100", marie, "t1")
    gone = transfer(counter, "3", marie, "t2")
    cancel_receipts([gone], acting_user=marie, reason="Doublon")
    transfer(counter, "7", None, "night")
    return counter


def test_each_figure_is_where_it_should_be(
    a_day: make.Counter, marie: User, paul: User, chief: User
) -> None:
    found = money(chief, today())
    assert found[marie.pk, "cheque"].total == found[marie.pk, "cheque"].posted == euros("596,03")
    assert found[marie.pk, "cheque"].count == 2
    assert found[paul.pk, "cheque"].in_batch == euros("10")
    its = found[marie.pk, "transfer"]
    assert (its.count, its.total, its.pending, its.cancelled) == (
        2,
        *map(euros, ("103", "100", "3")),
    )
    assert found[None, "transfer"].total == euros("7")
    done = work(chief, today())
    assert (done[marie.pk].opened, done[marie.pk].closed) == (1, 1)
    assert (done[marie.pk].cheques, done[marie.pk].deposited) == (2, euros("596,03"))
    assert (done[marie.pk].cancelled, done[marie.pk].bounced) == (1, 1)
    assert (done[paul.pk].opened, done[paul.pk].closed, done[paul.pk].changed) == (1, 0, 1)


def test_the_totals_are_those_of_the_draft_and_of_the_books(
    a_day: make.Counter, chief: User
) -> None:
    table = table_of(money(chief, today()), {})
    in_draft = DraftReceipt.objects.aggregate(total=Sum("amount"))["total"]
    assert table.total.total == in_draft + euros("10")
    assert table.total.total == sum((row.total.total for row in table.rows), Decimal(0))
    posted = DraftReceipt.objects.filter(status=ReceiptStatus.POSTED)
    entries = Entry.objects.filter(receipt__in=posted).aggregate(total=Sum("total"))["total"]
    assert table.total.booked == table.total.posted == entries == euros("596,03")
    assert all(sums.agrees for sums in table.columns)


def test_a_cancelled_cheque_shows_as_reversed(a_day: make.Counter, marie: User) -> None:
    (cheque,) = make.make_cheques(["20"], account=a_day.simone, user=marie)
    make.close(cheque.batch, user=marie)
    make.post(cheque.batch, user=marie)
    cancel_cheque(cheque.pk, acting_user=marie, reason="Erreur", day=timezone.localdate())
    assert money(marie, today())[marie.pk, "cheque"].undone == euros("20")
    assert work(marie, today())[marie.pk].reversed == 1


def test_who_may_not_see_others_sees_themself_alone(
    a_day: make.Counter, paul: User, marie: User
) -> None:
    assert {who for who, _code in money(paul, today())} == {paul.pk}
    assert set(work(paul, today())) == {paul.pk}
    client = Client()
    client.force_login(paul)
    text = client.get(reverse("receipts:activity")).content.decode()
    assert "Paul GUICHET" in text
    assert "Marie CAISSE" not in text
    assert "Vos propres chiffres" in text
    files = b"".join(client.get(reverse("receipts:activity"), {"format": "csv"})).decode()
    assert "Marie" not in files


def test_yesterday_is_another_day(a_day: make.Counter, chief: User) -> None:
    assert money(chief, today().before) == {}
    assert work(chief, today().before) == {}
    assert money(chief, Period.around(timezone.localdate(), "mois"))


def test_a_line_of_midnight_belongs_to_one_day(counter: make.Counter, chief: User) -> None:
    pk = transfer(counter, "1", None, "midnight")
    midnight = datetime(2026, 10, 25, tzinfo=timezone.get_current_timezone())
    DraftReceipt.objects.filter(pk=pk).update(created_at=midnight)
    assert money(chief, Period.around(date(2026, 10, 24))) == {}
    assert money(chief, Period.around(date(2026, 10, 25)))
    # Clocks go back on that day: it lasts twenty-five hours.
    last = midnight.replace(hour=23, minute=59, second=59)
    DraftReceipt.objects.filter(pk=pk).update(created_at=last)
    assert money(chief, Period.around(date(2026, 10, 25)))


@pytest.mark.parametrize(
    ("kind", "first", "last"),
    [
        ("jour", "2026-12-31", "2026-12-31"),
        ("semaine", "2026-12-28", "2027-01-03"),
        ("mois", "2026-12-01", "2026-12-31"),
    ],
)
def test_periods_follow_each_other(kind: str, first: str, last: str) -> None:
    period = Period.around(date(2026, 12, 31), kind)
    assert (str(period.first), str(period.last)) == (first, last)
    assert period.after.first == period.last + timedelta(days=1)
    assert period.after.before == period


def test_the_pace_leaves_pauses_out_and_says_nothing_of_few(
    counter: make.Counter, marie: User, chief: User
) -> None:
    cheques = make.make_cheques(["1"] * 7, account=counter.pierre, user=marie)
    start = timezone.make_aware(datetime.combine(timezone.localdate(), datetime.min.time()))
    at = start
    for cheque, gap in zip(cheques, (0, 20, 20, 20, 1200, 20, 40), strict=True):
        at += timedelta(seconds=gap)
        Cheque.objects.filter(pk=cheque.pk).update(keyed_at=at)
    assert work(chief, today())[marie.pk].pace == 24
    Cheque.objects.filter(pk=cheques[-1].pk).update(keyed_at=start + timedelta(hours=3))
    assert work(chief, today())[marie.pk].pace is None


def test_tills_say_what_their_cash_book_says(counter: make.Counter, marie: User) -> None:
    till = make_account(
        entity=counter.entity, code="530000", label="Caisse", role=AccountRole.TREASURY
    )
    journal = make_journal(entity=counter.entity, code="CA", label="Caisse", treasury_account=till)
    ReceiptJournal.objects.create(entity=counter.entity, channel="cash", journal=journal)
    rows = [
        NewReceipt(
            channel="cash",
            source_key=f"cash:{amount}",
            movement_date=timezone.localdate(),
            label="Espèces",
            amount=euros(amount),
            entity_id=counter.entity.pk,
            account_id=counter.pierre.pk,
            assigned_to_id=marie.pk,
        )
        for amount in ("20", "30")
    ]
    draft_receipts(rows, acting_user=marie)
    (figures,) = till_figures(today())
    book = cash_day(till, timezone.localdate())
    assert (figures.received, figures.paid) == (book.received, book.paid)
    assert figures.received == euros("50")


def test_the_number_of_statements_does_not_grow(a_day: make.Counter, chief: User) -> None:
    client = Client()
    client.force_login(chief)
    address = reverse("receipts:activity")
    client.get(address)

    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    before = statements()
    for number in range(3):
        user = make.make_cashier()
        make.make_cheques(["5", "6"], account=a_day.simone, user=user)
        transfer(a_day, "9", user, f"more:{number}")
    assert statements() == before


class TestPage:
    @pytest.fixture
    def client(self, a_day: make.Counter, chief: User) -> Client:
        client = Client()
        client.force_login(chief)
        return client

    def test_each_amount_leads_to_a_list_of_that_total(self, client: Client) -> None:
        page: Any = html.fromstring(client.get(reverse("receipts:activity")).content)
        links = page.xpath("//section//table//a[contains(@href, '?')]")
        checked = 0
        for link in links:
            shown = link.text_content().strip()
            address = link.get("href")
            if "," not in shown or "/caisse/" in address:
                continue
            answer = client.get(address)
            assert answer.status_code == 200, address
            csv = b"".join(client.get(f"{address}&format=csv")).decode("utf-8-sig").splitlines()
            heads = csv[0].split(";")
            at = next(i for i, head in enumerate(heads) if head in ("Montant", "Total"))
            total = sum(Decimal(line.split(";")[at].replace(",", ".")) for line in csv[1:])
            assert total == euros(shown), address
            checked += 1
        assert checked >= 8

    def test_counts_lead_to_as_many(self, client: Client, marie: User) -> None:
        day = f"{timezone.localdate():%Y-%m-%d}"
        for name, query, rows in (
            ("receipts:batches", {"par": marie.pk, "du": day, "au": day}, 1),
            ("receipts:batches", {"par": marie.pk, "quand": "clos", "du": day, "au": day}, 1),
            ("receipts:deposits", {"par": marie.pk, "du": day, "au": day}, 1),
            ("receipts:deposits", {"par": marie.pk, "au": "2020-01-01"}, 0),
            ("receipts:receipts", {"par": "personne", "saisi_du": day}, 1),
        ):
            address = f"{reverse(name)}?{urlencode({**query, 'format': 'csv'})}"
            csv = b"".join(client.get(address)).decode()
            assert len(csv.splitlines()) == rows + 1, (name, query)

    def test_the_page_and_its_files(self, client: Client) -> None:
        address = reverse("receipts:activity")
        text = client.get(address).content.decode()
        assert "s’accorde au centime" in text
        assert 'data-chart="chart-activity"' in text
        sheet = load_workbook(BytesIO(b"".join(client.get(address, {"format": "xlsx"})))).active
        assert sheet is not None
        rows: list[list[Any]] = [[cell.value for cell in row] for row in sheet.iter_rows()]
        assert rows[0][0] == "Personne"
        assert rows[-1][0] == "Total"
        total = rows[0].index("Total")
        assert rows[-1][total] == sum(row[total] for row in rows[1:-1]) == pytest.approx(716.03)
        pdf = PdfReader(BytesIO(client.get(address, {"format": "pdf"}).content))
        assert "Marie CAISSE" in pdf.pages[0].extract_text()

    def test_nothing_keyed_says_so(self, client: Client) -> None:
        text = client.get(reverse("receipts:activity"), {"jour": "2020-02-29"}).content.decode()
        assert "Rien n’a été saisi" in text

    @pytest.mark.parametrize("day", ["", "hier", "0001-01-01", "9999-12-31", "2026-02-30"])
    def test_a_day_that_is_none_is_today(self, client: Client, day: str) -> None:
        answer = client.get(reverse("receipts:activity"), {"jour": day, "periode": "siècle"})
        assert f"{timezone.localdate():%d/%m/%Y}" in answer.content.decode()


def test_it_takes_the_right_to_see_the_draft() -> None:
    client = Client()
    client.force_login(make_staff())
    assert client.get(reverse("receipts:activity")).status_code == 403
