"""A kiosk's evening file is read line by line: what is right goes on, what is wrong is named."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectic.formats.grammar import FormatError, Means, Payment, Unreadable
from connectic.formats.payment_line import read_amount
from connectic.formats.writing import payments_file
from core.text.words import clean_text
from tests.connectic.payments_file import COLUMNS, HEAD, file_of, line, read


def test_a_payment_is_read_to_the_cent() -> None:
    (payment,), reader = read(file_of(line()))
    assert isinstance(payment, Payment)
    assert (payment.account, payment.amount) == ("81MARITON", Decimal("330.00"))
    assert payment.means is Means.CARD
    assert reader.tail is not None
    assert (reader.tail.count, reader.tail.total) == (1, Decimal("330.00"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + file_of(line(payer="Zoé")).encode(), id="byte-order mark"),
        pytest.param(file_of(line(payer="Zoé"), end="\r\n").encode(), id="CRLF"),
        pytest.param(file_of(line(payer="Zoé")).encode("cp1252"), id="Windows-1252"),
    ],
)
def test_marks_line_ends_and_old_encodings_are_understood(content: bytes) -> None:
    (payment,), _reader = read(content)
    assert isinstance(payment, Payment)
    assert payment.payer == "Zoé"


def test_a_semicolon_within_quotes_belongs_to_the_name() -> None:
    (payment,), _reader = read(file_of(line(payer='"MARITON; Paul"')))
    assert isinstance(payment, Payment)
    assert payment.payer == "MARITON; Paul"


def test_unknown_columns_are_passed_over_whatever_their_place() -> None:
    content = (
        f"{HEAD}\nC;weather;amount;means;account;entity;id;paid_at\n"
        "L;sunny;330;CASH;81MARITON;G001;K1;2026-11-21T10:00:00+01:00\nT;1;330.00;330.00\n"
    )
    (payment,), _reader = read(content)
    assert isinstance(payment, Payment)
    assert (payment.amount, payment.means, payment.payer) == (Decimal("330.00"), Means.CASH, "")


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"amount": "12.345"}, "ne se lit pas"),
        ({"amount": "douze"}, "ne se lit pas"),
        ({"amount": "0.00"}, "nul"),
        ({"paid_at": "2026-02-30T10:00:00"}, "n’existe pas"),
        ({"paid_at": "2026-11-22T10:00:00+01:00"}, "impossible"),
        ({"paid_at": "1999-01-01T10:00:00+01:00"}, "impossible"),
        ({"means": "BEADS"}, "inconnu"),
        ({"id": "K 1"}, "mal formé"),
        ({"payer": "one;too;many"}, "champs au lieu de"),
    ],
)
def test_a_wrong_line_is_named_and_the_right_ones_go_on(
    values: dict[str, str], reason: str
) -> None:
    wrong, right = read(file_of(line(**values), line(id="K2")))[0]
    assert isinstance(wrong, Unreadable)
    assert wrong.line_number == 3
    assert reason in wrong.reason
    assert wrong.raw.startswith("L;")
    assert isinstance(right, Payment)


def test_a_refund_is_read_as_a_negative_payment() -> None:
    (payment,), _reader = read(file_of(line(amount="-20.00")))
    assert isinstance(payment, Payment)
    assert payment.amount == Decimal("-20.00")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "vide"),
        ("hello\n", "tête"),
        (f"{HEAD}\n", "colonnes"),
        (f"{HEAD}\nC;id;paid_at;entity;account;means\nT;0;0;0\n", "amount"),
        (f"{HEAD}\n{COLUMNS};id\nT;0;0;0\n", "deux fois"),
        (HEAD.replace(";1;", ";2;") + f"\n{COLUMNS}\nT;0;0;0\n", "Version"),
        (HEAD.replace("PAIEMENTS", "SOLDES") + f"\n{COLUMNS}\nT;0;0;0\n", "paiements"),
        (f"{HEAD}\n{COLUMNS}\n{line()}\n", "coupé"),
        (file_of(line(), tail="T;one;330.00;0.00"), "dernière ligne"),
        (file_of(line()) + line() + "\n", "coupé"),
    ],
)
def test_a_file_that_is_wrong_as_a_whole_is_refused(content: str, reason: str) -> None:
    with pytest.raises(FormatError, match=reason):
        read(content)


def test_a_quote_left_open_swallows_no_other_line() -> None:
    items, _reader = read(file_of(line(payer='"never closed'), line(id="K2"), line(id="K3")))
    assert [item.id for item in items if isinstance(item, Payment)] == ["K1", "K2", "K3"]


def test_a_quoted_name_may_hold_line_ends() -> None:
    items, _reader = read(file_of(line(payer='"one\ntwo\nthree"'), line(id="K2")))
    assert [item.id for item in items if isinstance(item, Payment)] == ["K1", "K2"]


def test_what_comes_after_the_tail_is_kept_aside() -> None:
    _right, first_tail, late = read(file_of(line(), "T;1;330.00;0.00", line(id="K2")))[0]
    assert isinstance(late, Unreadable)
    assert isinstance(first_tail, Unreadable) or "continue" in late.reason


def test_bytes_that_no_encoding_knows_stop_nothing() -> None:
    (payment,), _reader = read(file_of(line(payer="Zo@")).encode().replace(b"@", b"\x81\x00"))
    assert isinstance(payment, Payment)
    assert payment.payer == "Zo\ufffd\ufffd"


def test_a_file_cut_at_any_byte_is_never_taken_for_whole() -> None:
    whole = file_of(line(), line(id="K2", payer="Zoé")).encode()
    last_line = whole.rindex(b"T;")
    for cut in range(last_line + 2):
        with pytest.raises(FormatError):
            read(whole[:cut])


@pytest.mark.parametrize(
    ("text", "euros"),
    [("1234.5", "1234.50"), ("1 234,56", "1234.56"), ("1\u202f234,56", "1234.56"), ("-3", "-3.00")],
)
def test_amounts_are_read_as_people_and_machines_write_them(text: str, euros: str) -> None:
    assert read_amount(text) == Decimal(euros)


@given(
    st.lists(
        st.builds(
            Payment,
            line_number=st.just(0),
            id=st.from_regex(r"[A-Z0-9_-]{1,40}", fullmatch=True),
            paid_at=st.datetimes(
                datetime.fromisoformat("2016-01-01"),
                datetime.fromisoformat("2026-11-20"),
                timezones=st.just(UTC),
            ),
            entity=st.just("G001"),
            account=st.just("81MARITON"),
            amount=st.integers(-(10**9), 10**9)
            .filter(bool)
            .map(lambda cents: Decimal(cents).scaleb(-2)),
            means=st.sampled_from(Means),
            payer=st.text(
                st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=30
            ).map(lambda text: clean_text(text).strip()),
        ),
        max_size=8,
    )
)
def test_what_a_kiosk_writes_is_read_back_the_same(payments: list[Payment]) -> None:
    content = payments_file(
        payments, sender="HALL-1", written_at=datetime(2026, 11, 21, tzinfo=UTC)
    )
    back, reader = read(content)
    assert [_without_number(item) for item in back] == [_without_number(item) for item in payments]
    assert reader.tail is not None
    assert reader.tail.total == sum((payment.amount for payment in payments), Decimal(0))
    assert reader.tail.count == len(payments)


def _without_number(item: Payment | Unreadable) -> tuple[object, ...]:
    assert isinstance(item, Payment), item
    return (item.id, item.paid_at, item.account, item.amount, item.means, item.payer)
