"""An amount is read one way, whoever typed it and wherever: as it is written, or not at all."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.text.money import MOST, MoneyField, format_amount, format_euros, parse_euros, to_cents

READER_JS = Path(settings.BASE_DIR) / "core/screens/static/core/js/amounts.js"
NO_BREAK, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"

READ = [
    ("12", "12.00"),
    ("12,5", "12.50"),
    ("12.5", "12.50"),
    ("12.50", "12.50"),
    ("1 234,56", "1234.56"),
    (f"1{NO_BREAK}234,56", "1234.56"),
    (f"1{NARROW}234{NARROW}567,8", "1234567.80"),
    ("1234,56", "1234.56"),
    ("1.234,56", "1234.56"),
    ("1.234.567,8", "1234567.80"),
    ("  65,63 €\n", "65.63"),
    (f"65,63{NARROW}€", "65.63"),
    ("65,63€", "65.63"),
    ("-12,30", "-12.30"),
    (f"{MINUS}12,30", "-12.30"),
    ("+12,30", "12.30"),
    ("007,10", "7.10"),
    ("-0", "0.00"),
]
REFUSED = [
    "1.500", "1,500", "12.000", "0,500", "1.234.567", "1,234.56", "1.23,45", "12.34,56",
    "12E2", "1e2", "1e999999999", "1_000", "0x10", "NaN", "sNaN", "Infinity", "-Infinity",
    "٣", "３", "12,٣", "１２,50", "²", "12,", ",5", ".5", "12.", "1 23", "12 34", "1  234",
    "1 2345", "1\t234", "1'234", "1\u2009234", "12,5,0", "12..5", "--5", "5-", "€ 5", "5 € €",
    "5 EUR", "$5", "douze", "", " ", "-", "1\n2", "1\0", "9" * 31, "9" * 41, "0" * 41,
]  # fmt: skip


@pytest.mark.parametrize(("text", "euros"), READ)
def test_what_is_written_as_french_people_write_is_read(text: str, euros: str) -> None:
    read = parse_euros(text)
    assert str(read) == euros


@pytest.mark.parametrize("text", REFUSED)
def test_all_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValidationError):
        parse_euros(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1.500", ["«\u00a01500\u00a0»", "«\u00a01,50\u00a0»"]),
        ("-12,000 €", ["«\u00a012000\u00a0»", "«\u00a012,00\u00a0»"]),
        ("0,125", ["deux au plus"]),
        ("1234,567", ["deux au plus"]),
        ("12E2", ["«\u00a012E2\u00a0»", "234,56"]),
    ],
)
def test_the_refusal_says_what_to_write_instead(text: str, told: list[str]) -> None:
    with pytest.raises(ValidationError) as refusal:
        parse_euros(text)
    (sentence,) = refusal.value.messages
    assert all(each in sentence for each in told), sentence


def test_the_model_field_reads_texts_no_other_way() -> None:
    assert MoneyField().get_prep_value("1 234,56") == 123456
    with pytest.raises(ValidationError):
        MoneyField().get_prep_value("1e999999999")


@given(st.decimals(min_value=-MOST, max_value=MOST, places=2))
def test_what_we_write_is_read_back(euros: Decimal) -> None:
    assert parse_euros(format_amount(euros)) == euros
    assert parse_euros(format_euros(euros)) == euros
    assert parse_euros(f"{euros:f}") == euros


#: What people and machines put in amounts, and what Python's own readers let through.
PIECES = st.sampled_from(
    [*"0123456789", *"0123456789", ",", ".", " ", NO_BREAK, NARROW, "-", MINUS, "+", "€", "e", "E",
     "_", "x", "٣", "３", "²", "½", "\u2009", "\t", "\n", "\0", "\ufeff", "\x85", "000", "234,56",
     ".500", ",50", "1e9", "1234567890123456", "NaN", "inf"]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=12).map("".join), st.text(max_size=50))


@given(TEXTS)
def test_a_text_is_an_amount_as_written_or_refused(text: str) -> None:
    try:
        read = parse_euros(text)
    except ValidationError:
        return
    assert abs(read) <= MOST
    assert read.as_tuple().exponent == -2
    written = text.strip().removesuffix("€")
    # At most two decimals follow the last comma or point; every other digit is an euro's.
    whole, decimals = re.fullmatch(r"(.*?)(?:[.,]([0-9]{1,2}))?\s*", written, re.S).groups()  # type: ignore[union-attr]
    digits = re.sub(r"[^0-9]", "", whole) + (decimals or "").ljust(2, "0")
    assert abs(to_cents(read)) == int(digits)
    assert set(text) <= {*"0123456789,.-+€ \t\r\n", NO_BREAK, NARROW, MINUS}


def _read_by_script(texts: list[str]) -> list[int | None]:
    node = shutil.which("node")
    assert node, "node comes with npm, which brings the front-end packages"
    script = (
        f"import {{ readCents }} from {json.dumps(READER_JS.as_uri())};"
        "let all = ''; for await (const part of process.stdin) all += part;"
        "console.log(JSON.stringify(JSON.parse(all).map(readCents)));"
    )
    answer = subprocess.run(
        [node, "--no-warnings", "--input-type=module", "-e", script],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
    )  # fmt: skip
    cents: list[int | None] = json.loads(answer.stdout)
    return cents


def _read_by_server(text: str) -> int | None:
    try:
        return to_cents(parse_euros(text))
    except ValidationError:
        return None


def test_the_browser_reads_these_as_the_server_does() -> None:
    texts = [text for text, _euros in READ] + REFUSED + [format_amount(MOST), f"{MOST}0", "1" * 14]
    assert _read_by_script(texts) == [_read_by_server(text) for text in texts]


@hypothesis_settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=150, max_size=600))
def test_the_browser_reads_any_text_as_the_server_does(texts: list[str]) -> None:
    assert _read_by_script(texts) == [_read_by_server(text) for text in texts]


@pytest.mark.parametrize(
    ("euros", "shown"),
    [("0.00", "0,00"), ("-0.01", f"{MINUS}0,01"), ("-1234.56", f"{MINUS}1{NARROW}234,56")],
)
def test_nothing_has_no_sign_and_a_cent_less_has_one(euros: str, shown: str) -> None:
    assert format_amount(Decimal(euros)) == shown
