"""What the draft refuses is told by codes: the same, whatever language the sentences are in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from core.people.models import User
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.edit_receipt import edit_cell, edit_selection
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts, unprepare_receipts
from tests import factories
from tests.receipts.factories import (
    Books,
    make_accountant,
    make_books,
    make_receipt,
    make_till_books,
)

pytestmark = pytest.mark.django_db

Code = RefusalCode
Refusals = Mapping[str, tuple[list[RefusalCode], list[str]]]


@dataclass
class Desk:
    """A user, and a line of the draft for each fault, by its label."""

    user: User
    lines: dict[str, int]

    def refusals(self, act: Callable[[list[int]], object]) -> Refusals:
        """Codes and sentences by line, of what is refused of all of them; nothing is done."""
        before = list(DraftReceipt.objects.order_by("pk").values_list("pk", "status"))
        with pytest.raises(ReceiptsRefusedError) as refused:
            act(list(self.lines.values()))
        assert list(DraftReceipt.objects.order_by("pk").values_list("pk", "status")) == before
        label_of = {pk: label for label, pk in self.lines.items()}
        return {
            label_of[pk]: ([each.code for each in listed], [each.text for each in listed])
            for pk, listed in refused.value.refusals.items()
        }

    def in_both_languages(self, act: Callable[[list[int]], object]) -> dict[str, list[RefusalCode]]:
        """The codes, found the same in French and in English, with sentences of their own."""
        with translation.override("fr"):
            french = self.refusals(act)
        with translation.override("en"):
            english = self.refusals(act)
        codes = {label: listed for label, (listed, _texts) in french.items()}
        assert {label: listed for label, (listed, _texts) in english.items()} == codes
        for label, (_codes, texts) in french.items():
            assert texts != english[label][1], label
        return codes


def make_desk(books: Books, **faults: Mapping[str, object]) -> Desk:
    user = make_accountant()
    lines = {
        label: make_receipt(books=books, acting_user=user, assigned_to_id=user.pk, **fields).pk
        for label, fields in faults.items()
    }
    return Desk(user, lines)


def test_what_a_line_lacks() -> None:
    books, others = make_till_books(), make_books(code="S002")
    idle = factories.make_journal(entity=books.entity, code="VX", active=False)
    strict = factories.make_journal(entity=books.entity, code="PC", requires_voucher=True)
    closed = factories.make_account(entity=books.entity, code="450CLOS")
    desk = make_desk(
        books,
        fit={},
        unknown={"account_id": None, "unassigned_reason": "Compte inconnu."},
        closed={"account_id": closed.pk},
        old={"movement_date": date(2019, 5, 4)},
        no_journal={"channel": "card_terminal"},
        foreign={"journal_id": others.journal.pk},
        idle={"journal_id": idle.pk},
        no_voucher={"journal_id": strict.pk},
        own={"account_id": books.journal.treasury_account_id},
    )
    type(closed).objects.filter(pk=closed.pk).update(closed_on=date(2026, 1, 1))
    codes = desk.in_both_languages(
        lambda ids: prepare_receipts(ids, acting_user=desk.user, today=date(2026, 11, 20))
    )
    assert codes == {
        "unknown": [Code.UNASSIGNED],
        "closed": [Code.ACCOUNT_CLOSED],
        "old": [Code.NO_OPEN_YEAR],
        "no_journal": [Code.NO_JOURNAL],
        "foreign": [Code.JOURNAL_ELSEWHERE],
        "idle": [Code.JOURNAL_INACTIVE],
        "no_voucher": [Code.NO_VOUCHER],
        "own": [Code.TREASURY_ITSELF],
    }


def test_money_of_tomorrow_and_cash_on_another_day() -> None:
    books = make_till_books()
    desk = make_desk(books, transfer={}, cash={"channel": "cash"})
    codes = desk.in_both_languages(
        lambda ids: prepare_receipts(
            ids, acting_user=desk.user, entry_date=date(2026, 11, 23), today=date(2026, 11, 22)
        )
    )
    assert codes == {
        "transfer": [Code.IN_THE_FUTURE],
        "cash": [Code.IN_THE_FUTURE, Code.CASH_ON_ANOTHER_DAY],
    }


def test_too_much_cash() -> None:
    desk = make_desk(make_till_books(), cash={"channel": "cash", "amount": Decimal("1500.00")})
    prepare_receipts(desk.lines.values(), acting_user=desk.user)
    codes = desk.in_both_languages(lambda ids: post_prepared(ids=ids, acting_user=desk.user))
    assert codes == {"cash": [Code.CASH_RULE]}


def _edit(desk: Desk, seen_at: datetime) -> Callable[[list[int]], object]:
    return lambda ids: edit_selection(
        ids, acting_user=desk.user, seen_at=seen_at, journal="ZZ", voucher=""
    )


def test_where_a_line_is_in_its_life() -> None:
    desk = make_desk(make_books(), waiting={}, prepared={}, cancelled={})
    user, lines = desk.user, desk.lines
    prepare_receipts([lines["prepared"]], acting_user=user)
    cancel_receipts([lines["cancelled"]], acting_user=user, reason="Doublon")
    assert desk.in_both_languages(lambda ids: prepare_receipts(ids, acting_user=user)) == {
        "prepared": [Code.ALREADY_PREPARED],
        "cancelled": [Code.NOT_PENDING],
    }
    for act in (
        lambda ids: unprepare_receipts(ids, acting_user=user),
        lambda ids: post_prepared(ids=ids, acting_user=user),
    ):
        assert desk.in_both_languages(act) == {
            "waiting": [Code.NOT_PREPARED],
            "cancelled": [Code.NOT_PREPARED],
        }
    assert desk.in_both_languages(
        lambda ids: cancel_receipts(ids, acting_user=user, reason="Doublon")
    ) == {"cancelled": [Code.NOT_PENDING]}
    assert desk.in_both_languages(_edit(desk, timezone.now())) == {
        "prepared": [Code.ALREADY_PREPARED],
        "cancelled": [Code.NOT_PENDING],
    }


def test_what_a_colleague_changed_and_a_journal_that_is_not_there() -> None:
    desk, colleague = make_desk(make_books(), line={}), make_accountant()
    shown_at = timezone.now()
    assert desk.in_both_languages(_edit(desk, shown_at)) == {"line": [Code.NO_JOURNAL]}
    edit_cell(desk.lines["line"], acting_user=colleague, cell="voucher", value="R1", expected="")
    assert desk.in_both_languages(_edit(desk, shown_at)) == {"line": [Code.EDITED_MEANWHILE]}


def test_what_is_decided_is_the_same_in_both_languages() -> None:
    for language in ("fr", "en"):
        desk = make_desk(make_books(code=f"L-{language}"), line={})
        with translation.override(language):
            prepare_receipts(desk.lines.values(), acting_user=desk.user)
            post_prepared(acting_user=desk.user)
        receipt = DraftReceipt.objects.get(pk=desk.lines["line"])
        assert receipt.status == ReceiptStatus.POSTED
