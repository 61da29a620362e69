"""The bytes for the bank: valid, exact, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sepaxml
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from sepa.collections.formats import pain_schema
from sepa.collections.formats.pain import Debit, Heading, PainFile, write_pain
from sepa.collections.formats.pain_schema import PainError, check_schema
from sepa.mandates.rules.addresses import Address
from sepa.mandates.rules.creditor import Creditor
from tests import factories

GOLDEN = Path(__file__).parent / "golden"
VERSIONS = ["pain.008.001.08", "pain.008.001.02"]


def heading(version: str = VERSIONS[0]) -> Heading:
    return Heading(
        version=version,
        message_id="LSC-S001-261120-7K3QXM2P",
        payment_id="LSC-S001-261120-7K3QXM2P-1",
        collection_date=date(2026, 11, 24),
        created_at=datetime(2026, 11, 20, 9, 30),  # noqa: DTZ001 - the file holds a local time
    )


def creditor(**fields: Any) -> Creditor:
    defaults = {
        "name": "Syndicat Gilbert",
        "iban": factories.IBAN,
        "bic": factories.BIC,
        "creditor_identifier": factories.ICS,
        "initiating_party": "Cabinet Gérard",
        "street": "25 rue de Saurupt",
        "postal_code": "54000",
        "town": "NANCY",
        "country": "FR",
    }
    return Creditor(**{**defaults, **fields})


def debit(rank: int = 1, **fields: Any) -> Debit:
    defaults: dict[str, Any] = {
        "end_to_end_id": f"S001-450PIERREP-261119-{rank:08d}",
        "amount": Decimal("65.63"),
        "mandate_reference": f"S001-450PIERREP-261119-{rank:08d}",
        "signed_on": date(2026, 11, 19),
        "debtor_name": "PROPRIÉTAIRE Pierre",
        "iban": factories.IBAN,
        "bic": factories.BIC,
        "remittance": "Règlement Pierre PROPRIETAIRE S001 450PIERREP",
    }
    return Debit(**{**defaults, **fields})


def texts(content: bytes, name: str) -> list[str]:
    tree = etree.fromstring(content)
    return [str(found.text) for found in tree.iterfind(f".//{{*}}{name}")]


def assert_valid(content: bytes, version: str) -> None:
    """Against the official schema, read here independently of the code under test."""
    path = Path(sepaxml.__file__).parent / "schemas" / f"{version}.xsd"
    etree.XMLSchema(etree.parse(path)).assertValid(etree.fromstring(content))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_golden_file(version: str) -> None:
    debits = [debit(1), debit(2, amount=Decimal("1234.50"), bic="", debtor_name="SCI L’Œuvre")]
    written = write_pain(heading(version), creditor(), debits).content
    assert_valid(written, version)
    shown = etree.tostring(etree.fromstring(written), pretty_print=True).decode()
    assert shown == (GOLDEN / f"{version}.xml").read_text()


@pytest.mark.parametrize("version", VERSIONS)
def test_what_the_scheme_wants_is_there(version: str) -> None:
    file = write_pain(heading(version), creditor(), [debit(1), debit(2)])
    assert texts(file.content, "SeqTp") == ["OOFF"]
    assert texts(file.content, "ReqdColltnDt") == ["2026-11-24"]
    assert texts(file.content, "NbOfTxs") == ["2", "2"]
    assert texts(file.content, "CtrlSum") == ["131.26", "131.26"]
    assert texts(file.content, "MsgId") == ["LSC-S001-261120-7K3QXM2P"]
    assert texts(file.content, "PmtInfId") == ["LSC-S001-261120-7K3QXM2P-1"]
    assert texts(file.content, "ChrgBr") == ["SLEV"]
    assert (file.count, file.total) == (2, Decimal("131.26"))


@pytest.mark.parametrize("version", VERSIONS)
def test_without_bic_the_bank_finds_it(version: str) -> None:
    file = write_pain(heading(version), creditor(bic=""), [debit(bic="")])
    assert_valid(file.content, version)
    assert "NOTPROVIDED" in file.content.decode()
    assert "BIC" not in file.content.decode()


@pytest.mark.parametrize("version", VERSIONS)
def test_who_initiates_is_the_creditor_failing_another(version: str) -> None:
    alone = write_pain(heading(version), creditor(initiating_party=""), [debit()]).content
    assert texts(alone, "Nm") == ["Syndicat Gilbert", "Syndicat Gilbert", "PROPRIETAIRE Pierre"]
    other = write_pain(heading(version), creditor(), [debit()]).content
    assert texts(other, "Nm") == ["Cabinet Gerard", "Syndicat Gilbert", "PROPRIETAIRE Pierre"]


def test_an_address_is_structured_or_absent() -> None:
    whole = write_pain(heading(), creditor(), [debit()]).content
    assert texts(whole, "TwnNm") == ["NANCY"]
    assert not texts(whole, "AdrLine")
    townless = write_pain(heading(), creditor(town=""), [debit()]).content
    older = write_pain(heading(VERSIONS[1]), creditor(), [debit()]).content
    assert b"PstlAdr" not in townless + older


@pytest.mark.parametrize("version", VERSIONS)
def test_the_debtors_address_is_structured_in_both_messages(version: str) -> None:
    abroad = debit(address=Address("7 rue Grimaldi", "98000", "MONACO", "MC"))
    file = write_pain(heading(version), creditor(), [abroad, debit(2)]).content
    assert_valid(file, version)
    first, second = etree.fromstring(file).iterfind(".//{*}Dbtr")
    written = [(etree.QName(node).localname, node.text) for node in first.iterfind("{*}PstlAdr/*")]
    assert written == [
        ("StrtNm", "7 rue Grimaldi"),
        ("PstCd", "98000"),
        ("TwnNm", "MONACO"),
        ("Ctry", "MC"),
    ]
    assert second.find("{*}PstlAdr") is None


def test_many_debits_make_one_whole() -> None:
    amounts = [Decimal(rank) / 100 for rank in range(1, 11)]
    debits = [debit(rank, amount=amount) for rank, amount in enumerate(amounts)]
    file = write_pain(heading(), creditor(), debits)
    assert_valid(file.content, VERSIONS[0])
    assert texts(file.content, "InstdAmt") == [f"{amount:.2f}" for amount in amounts]
    assert texts(file.content, "CtrlSum") == ["0.55", "0.55"]
    assert texts(file.content, "NbOfTxs") == ["10", "10"]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_debit_is_written_the_same_among_others_as_alone(version: str) -> None:
    """With and without BIC, with a whole address and a part of one, in any order."""
    monaco = Address("7 rue Grimaldi", "98000", "MONACO", "MC")
    debits = [
        debit(rank, amount=Decimal(rank + 1), bic=bic, address=address, debtor_name=name)
        for rank, (bic, address, name) in enumerate(
            product(
                ["", factories.BIC],
                [None, monaco, monaco._replace(street="")],
                ["SCI 100 %(Nm)s & fils <1>", "Łukasz"],
            )
        )
    ]
    together = write_pain(heading(version), creditor(), debits * 2)
    assert_valid(together.content, version)
    alone = [_transactions(write_pain(heading(version), creditor(), [each])) for each in debits]
    assert _transactions(together) == b"".join(alone * 2)


def _transactions(file: PainFile) -> bytes:
    start, end = file.content.index(b"<DrctDbtTxInf>"), file.content.rindex(b"</PmtInf>")
    return file.content[start:end]


def test_the_same_debits_give_the_same_bytes() -> None:
    assert (
        write_pain(heading(), creditor(), [debit()]).content
        == write_pain(heading(), creditor(), [debit()]).content
    )


def test_an_empty_file_is_none() -> None:
    nothing: Iterator[Debit] = iter(())
    with pytest.raises(PainError):
        write_pain(heading(), creditor(), nothing)


def test_a_reference_stays_a_text_whatever_it_holds() -> None:
    content = write_pain(heading(), creditor(), [debit(mandate_reference="A<B>&C")]).content
    [reference] = etree.fromstring(content).iter("{*}MndtId")
    assert reference.text == "A<B>&C"


@pytest.fixture(params=[0, 1 << 20], ids=["by pieces", "whole"])
def checked(request, monkeypatch) -> None:
    """A file is checked as a whole or, once it is longer, by pieces."""
    monkeypatch.setattr(pain_schema, "_SHORT", request.param)


@pytest.mark.usefixtures("checked")
def test_what_the_schema_refuses_does_not_leave() -> None:
    with pytest.raises(PainError, match="conforme"):
        write_pain(heading(), creditor(), [debit(end_to_end_id="x" * 36)])
    content = write_pain(heading(), creditor(), [debit()]).content
    for broken in (content.replace(b"OOFF", b"ONCE"), content[:-20], b""):
        with pytest.raises(PainError):
            check_schema(broken, VERSIONS[0])


@pytest.mark.usefixtures("checked")
def test_an_external_entity_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    content = write_pain(heading(), creditor(), [debit()]).content
    doctype = f'?><!DOCTYPE Document [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    poisoned = content.replace(b"?>", doctype, 1).replace(b"SLEV", b"&x;")
    with pytest.raises(PainError):
        check_schema(poisoned, VERSIONS[0])


named = st.text(min_size=1).filter(lambda text: text.strip())


@settings(max_examples=60, deadline=None)
@given(name=named, label=named, version=st.sampled_from(VERSIONS))
def test_any_unicode_name_gives_a_valid_file(name: str, label: str, version: str) -> None:
    file = write_pain(
        heading(version),
        creditor(name=name, street=name, town=label),
        [debit(debtor_name=name, remittance=label)],
    )
    assert_valid(file.content, version)


@settings(max_examples=60, deadline=None)
@given(cents=st.integers(min_value=1, max_value=99_999_999_999))
def test_any_amount_is_written_to_the_cent(cents: int) -> None:
    amount = Decimal(cents).scaleb(-2)
    file = write_pain(heading(), creditor(), [debit(amount=amount)])
    assert Decimal(texts(file.content, "InstdAmt")[0]) == amount
