"""The one place that writes pain.008 files: sepaxml writes, lxml checks against the schema.

sepaxml builds each transaction anew, of thirty elements. Those of a file differ by their texts
alone, so it writes one of each shape, as a form that is filled in for the others; lxml checks the
whole.
"""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _
from sepaxml import SepaDD
from sepaxml.utils import ADDRESS_MAPPING, int_to_decimal_str

from core.text.money import from_cents, to_cents
from ledger.books.enums import PainVersion
from sepa.collections.formats.pain_schema import PainError, check_schema
from sepa.mandates.rules.addresses import Address
from sepa.mandates.rules.charset import sepa_text
from sepa.mandates.rules.creditor import Creditor

_FIRST, _LAST = b"<DrctDbtTxInf>", b"</PmtInf>"


_TOTALS = re.compile(rb"<NbOfTxs>[^<]*</NbOfTxs><CtrlSum>[^<]*</CtrlSum>")


class Debit(NamedTuple):
    """One debit; ``amount`` in euros. References are in SEPA characters already.

    ``address`` is the debtor's where the bank wants it: complete, or None.
    """

    end_to_end_id: str
    amount: Decimal
    mandate_reference: str
    signed_on: date
    debtor_name: str
    iban: str
    bic: str
    remittance: str
    address: Address | None = None


@dataclass(frozen=True)
class Heading:
    """What identifies a file and says when to debit."""

    version: str
    message_id: str
    payment_id: str
    collection_date: date
    created_at: datetime


@dataclass(frozen=True)
class PainFile:
    """A whole, valid file; ``total`` in euros."""

    content: bytes
    count: int
    total: Decimal


def write_pain(heading: Heading, creditor: Creditor, debits: Iterable[Debit]) -> PainFile:
    """The pain.008 of these debits: one-off, CORE, one batch, valid against its schema.

    Raises PainError where there is nothing to write or the schema refuses it.
    """
    forms = _Forms(heading, creditor)
    content, count, cents = bytearray(), 0, 0
    for debit in debits:
        debit_cents = to_cents(debit.amount)
        content += forms.fill_in(debit, debit_cents)
        count += 1
        cents += debit_cents
    if not count:
        raise PainError(_("Aucun prélèvement à écrire dans le fichier."))
    total = from_cents(cents)
    totals = f"<NbOfTxs>{count}</NbOfTxs><CtrlSum>{total:.2f}</CtrlSum>".encode()
    content[:0] = _TOTALS.sub(totals, forms.head)
    content += forms.tail
    whole = bytes(content)
    del content
    check_schema(whole, heading.version)
    return PainFile(whole, count, total)


class _Writer(SepaDD):  # type: ignore[misc]
    """sepaxml with our own identifiers and date instead of random ones and of its clock."""

    def __init__(self, heading: Heading, config: dict[str, Any], initiating_party: str) -> None:
        self._heading = heading
        self._initiating_party = initiating_party
        super().__init__(config, schema=heading.version, clean=False)

    def check_config(self, config: dict[str, Any]) -> bool:
        """Ours is complete; sepaxml would want a BIC for the older version."""
        return True

    def _create_header(self) -> None:
        self.msg_id = self._heading.message_id
        super()._create_header()
        self._xml.find(".//CreDtTm").text = f"{self._heading.created_at:%Y-%m-%dT%H:%M:%S}"
        if self._initiating_party:
            self._xml.find(".//InitgPty/Nm").text = self._initiating_party

        for total in ("NbOfTxs", "CtrlSum"):
            self._xml.find(f".//{total}").text = "0"  # known once all the parts are written

    def _finalize_batch(self) -> None:
        super()._finalize_batch()
        self._xml.find(".//PmtInfId").text = self._heading.payment_id

    def export(self, validate: bool = False, pretty_print: bool = False) -> bytes:
        """What sepaxml builds, written here: ElementTree takes four times as long over it."""
        self._finalize_batch()
        return f'<?xml version="1.0" encoding="UTF-8"?>{_markup(self._xml)}'.encode()

    def form(self, own: Container[str]) -> str:
        """The one transaction, with « %(tag)s » as the text of each element in ``own``."""
        transaction = self._xml.find(".//DrctDbtTxInf")
        for element in transaction.iter():
            if element.tag in own:
                element.text = f"%({element.tag})s"
        return _markup(transaction)


def _markup(element: Element) -> str:
    """sepaxml's elements have no namespace of their own, and either children or text."""
    tag = head = element.tag
    if element.attrib:
        head += "".join([f" {name}={quoteattr(value)}" for name, value in element.items()])
    inner = "".join(map(_markup, element)) if len(element) else escape(element.text or "")
    return f"<{head}>{inner}</{tag}>" if inner else f"<{head} />"


class _Forms:
    """sepaxml's file around the transactions, and its transaction of each shape that was met."""

    def __init__(self, heading: Heading, creditor: Creditor) -> None:
        self._heading, self._creditor = heading, creditor
        self._forms: dict[tuple[str, ...], str] = {}
        self.head = self.tail = b""

    def fill_in(self, debit: Debit, cents: int) -> bytes:
        """The bytes of this debit's transaction."""
        texts = _texts(debit, cents, self._heading.version)
        shape = tuple(texts)
        if shape not in self._forms:
            self._forms[shape] = self._form(debit, cents, texts)
        joined = "".join(texts.values())
        if escape(joined) != joined:
            texts = {tag: escape(text) for tag, text in texts.items()}
        return (self._forms[shape] % texts).encode()

    def _form(self, debit: Debit, cents: int, texts: dict[str, str]) -> str:
        """This debit's transaction as sepaxml writes it, with a place instead of each own text."""
        initiating_party = sepa_text(self._creditor.initiating_party, 70)
        writer = _Writer(self._heading, _config(self._heading, self._creditor), initiating_party)
        writer.add_payment(_payment(debit, cents, self._heading.collection_date))
        whole = writer.export()
        start, end = whole.index(_FIRST), whole.rindex(_LAST)
        self.head, self.tail = whole[:start], whole[end:]
        return writer.form(texts)


def _texts(debit: Debit, cents: int, version: str) -> dict[str, str]:
    """What is the debit's own, by the element that holds it: none occurs twice in a transaction.

    Which elements there are is its shape.
    """
    texts = {
        "EndToEndId": debit.end_to_end_id,
        "InstdAmt": int_to_decimal_str(cents),
        "MndtId": debit.mandate_reference,
        "DtOfSgntr": str(debit.signed_on),
        "Nm": sepa_text(debit.debtor_name, 70) or ".",
        "IBAN": debit.iban,
        "Ustrd": sepa_text(debit.remittance, 140) or ".",
    }
    if debit.bic:
        texts["BIC" if version == PainVersion.V02 else "BICFI"] = debit.bic
    if debit.address is not None:
        address = _structured(*debit.address)
        texts |= {tag: address[name] for name, tag in ADDRESS_MAPPING if address.get(name)}
    return texts


def _payment(debit: Debit, cents: int, collection_date: date) -> dict[str, Any]:
    """The debit as sepaxml takes it."""
    payment = {
        "name": sepa_text(debit.debtor_name, 70) or ".",
        "IBAN": debit.iban,
        "amount": cents,
        "type": "OOFF",
        "collection_date": collection_date,
        "mandate_id": debit.mandate_reference,
        "mandate_date": debit.signed_on,
        "description": sepa_text(debit.remittance, 140) or ".",
        "endtoend_id": debit.end_to_end_id,
    }
    if debit.bic:
        payment["BIC"] = debit.bic
    if debit.address is not None:
        payment["address"] = _structured(*debit.address)
    return payment


def _structured(street: str, postal_code: str, town: str, country: str) -> dict[str, Any]:
    """In both messages: each has these elements, and the scheme gives up address lines."""
    return {
        "street_name": sepa_text(street, 70),
        "postcode": sepa_text(postal_code, 16),
        "town": sepa_text(town, 35),
        "country": country,
    }


def _config(heading: Heading, creditor: Creditor) -> dict[str, Any]:
    config: dict[str, Any] = {
        "name": sepa_text(creditor.name, 70) or ".",
        "IBAN": creditor.iban,
        "batch": True,
        "creditor_id": creditor.creditor_identifier,
        "currency": "EUR",
    }
    if creditor.bic:
        config["BIC"] = creditor.bic
    # Optional: banks that still take the older message have always had it without.
    if heading.version != PainVersion.V02 and sepa_text(creditor.town, 35) and creditor.country:
        config["address"] = _structured(
            creditor.street, creditor.postal_code, creditor.town, creditor.country
        )
    return config
