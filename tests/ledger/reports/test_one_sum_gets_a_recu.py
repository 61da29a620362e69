"""Rent and charges in one sum: a reçu, not a quittance (law of 6 July 1989, art. 21)."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from core.text.money import from_cents
from ledger.reports.selectors.rent import Part, RentReceipt
from ledger.reports.selectors.rent_kinds import Kind

START, END = date(2026, 11, 1), date(2026, 11, 30)


def receipt(*parts: tuple[Kind, int, int]) -> RentReceipt:
    made = [Part("Loyer", kind, from_cents(due), from_cents(paid)) for kind, due, paid in parts]
    account = SimpleNamespace(entity=SimpleNamespace(code="G001"), code="411ALOXECO")
    return RentReceipt(account, START, END, made, [], END)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("parts", "heading"),
    [
        ([(Kind.RENT, 50000, 50000), (Kind.CHARGES, 5000, 5000)], "Quittance de loyer"),
        ([(Kind.BOTH, 55000, 55000)], "Reçu de loyer"),
        ([(Kind.RENT, 50000, 50000), (Kind.BOTH, 5000, 5000)], "Reçu de loyer"),
        ([(Kind.RENT, 50000, 10000), (Kind.CHARGES, 5000, 0)], "paiement partiel"),
    ],
)
def test_the_paper_is_called_by_what_it_tells(
    parts: list[tuple[Kind, int, int]], heading: str
) -> None:
    context = {
        "receipt": receipt(*parts),
        "agency": SimpleNamespace(name="Agence", legal_notice="", address="", phone="", email=""),
        "title": "",
        "logo": "",
        "printed_at": timezone.now(),
        "addressee": "",
        "tenant": "M. Aloxe",
        "landlord": "Mme Volnay",
        "lots": [],
    }
    page = render_to_string("ledger/pdf/rent_receipt.html", context)
    assert heading in page.partition("<h1>")[2].partition("</h1>")[0]
    assert ("donne quittance" in page) is (heading == "Quittance de loyer")
