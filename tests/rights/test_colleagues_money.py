"""Who may not see the others' lines reads their amounts where a sum needs them, nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ledger.books.enums import AccountRole
from ledger.books.models import ReceiptJournal
from receipts.counter.models import DepositSlip
from tests.factories import euros, make_account, make_journal, make_staff
from tests.receipts.counter import factories as counter
from tests.receipts.factories import DAY, make_books, make_receipt

pytestmark = pytest.mark.django_db


def page(address: str, *rights: str, **query: str) -> tuple[int, str]:
    client = Client()
    client.force_login(make_staff(rights=list(rights)))
    answer = client.get(address, query)
    body = b"".join(answer) if answer.streaming else answer.content
    return answer.status_code, body.decode(errors="replace")


class TestTill:
    @pytest.fixture
    def query(self) -> dict[str, str]:
        books = make_books()
        till = make_account(
            entity=books.entity, code="530000", label="Caisse", role=AccountRole.TREASURY
        )
        journal = make_journal(
            entity=books.entity, code="CA", label="Caisse", treasury_account=till
        )
        ReceiptJournal.objects.create(entity=books.entity, channel="cash", journal=journal)
        make_receipt(
            books=books,
            channel="cash",
            amount=euros("900"),
            movement_date=DAY,
            label="Charges SIMONE",
            assigned_to_id=make_staff(username="marie").pk,
        )
        return {"caisse": f"{till.pk}", "jour": f"{DAY:%Y-%m-%d}"}

    @pytest.mark.parametrize("extra", [{}, {"format": "csv"}])
    def test_900_euros_of_a_colleague_are_in_the_till_without_a_name(
        self, query: dict[str, str], extra: dict[str, str]
    ) -> None:
        address = reverse("receipts:cash_book")
        status, body = page(address, "receipts_draft.see_draft", **query, **extra)
        assert status == 200
        assert "Ligne d’un collègue" in body
        assert "900,00" in body
        assert "SIMONE" not in body
        assert "/encaissements/" not in body.partition("Mouvements du jour")[2]

    def test_who_sees_the_others_reads_the_line(self, query: dict[str, str]) -> None:
        address = reverse("receipts:cash_book")
        assert (
            "SIMONE"
            in page(address, "receipts_draft.see_draft", "receipts_draft.see_others", **query)[1]
        )


class TestSlip:
    @pytest.fixture
    def slip(self) -> DepositSlip:
        its, marie = counter.make_counter(), counter.make_cashier(username="marie")
        (cheque,) = counter.make_cheques(["65,63"], account=its.simone, user=marie)
        counter.close(cheque.batch, user=marie)
        counter.post(cheque.batch, user=marie)
        return counter.deposit(its, user=marie)

    def test_a_colleague_s_cheque_is_an_amount(self, slip: DepositSlip) -> None:
        status, body = page(
            reverse("receipts:deposit", args=[slip.pk]), "receipts_counter.key_receipts"
        )
        assert status == 200
        assert "Chèque d’un collègue" in body
        assert "65,63" in body
        assert "Simone" not in body
        assert "Crédit Agricole" not in body

    def test_its_papers_are_not_there(self, slip: DepositSlip) -> None:
        building = slip.lines.get().cheque.shares.get().account.building_id
        for address in (
            reverse("receipts:deposit_pdf", args=[slip.pk]),
            reverse("receipts:deposit_bundle", args=[slip.pk, building]),
        ):
            assert page(address, "receipts_counter.key_receipts")[0] == 404
            assert (
                page(address, "receipts_counter.key_receipts", "receipts_draft.see_others")[0]
                == 200
            )

    @pytest.mark.parametrize(
        "right", ["receipts_draft.see_others", "receipts_counter.deposit_cheques"]
    )
    def test_who_sees_the_others_or_writes_slips_reads_it(
        self, slip: DepositSlip, right: str
    ) -> None:
        address = reverse("receipts:deposit", args=[slip.pk])
        assert "Simone" in page(address, "receipts_counter.key_receipts", right)[1]
