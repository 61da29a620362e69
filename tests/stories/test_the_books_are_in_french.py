"""Whoever works, and in whatever language, the books are in French (Code de commerce, L123-22)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone, translation

from connectic.formats.grammar import Means
from connectic.models import AsideLine
from connectic.services.decide_aside import take_aside
from core.files.services.exchange import consume
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry, EntryLine
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from receipts.till.services.count_till import count_till
from receipts.till.services.post_cash_difference import post_difference
from tests.connectic import factories as kiosk
from tests.factories import euros, make_account, make_staff
from tests.house.checks import WINGS
from tests.receipts.counter import factories as counter

ROOT = Path(__file__).parents[2]
ABOVE_THE_CORE = WINGS[1:]
TRANSLATING = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
#: What becomes a label of the books, and where it stands among the arguments.
WRITERS = {"NewReceipt": None, "NewEntry": None, "NewLine": 3}


def post(*ids: int) -> None:
    user = make_staff(rights=[*kiosk.RIGHTS, "receipts_draft.see_others"])
    prepare_receipts(ids, acting_user=user)
    post_prepared(acting_user=user, ids=ids)


def labels() -> set[str]:
    return {
        *Entry.objects.values_list("label", flat=True),
        *EntryLine.objects.values_list("label", flat=True),
    }


@pytest.mark.django_db
def test_the_kiosk_s_payments_and_the_till_s_difference(tmp_path: Path) -> None:
    """330 € and 20 € in cash, 33 € taken by hand, 5 € missing, 330 € reversed: all in English."""
    lobby = kiosk.make_lobby(tmp_path)
    make_account(entity=lobby.entity, code="658000", label="Charges", role=AccountRole.OTHER)
    marie = make_staff(rights=[*kiosk.RIGHTS, "ledger_books.reverse_entry"], username="marie")
    day = kiosk.yesterday().date()
    payments = [kiosk.payment(n, amount, means=Means.CASH) for n, amount in ((1, "330"), (2, "20"))]
    wrong = kiosk.content_of([kiosk.payment(3, "33.00")]).replace(b";CARD;", b";CB;")
    with translation.override("en"):
        consume(kiosk.archived(kiosk.content_of(payments)), acting_user=marie)
        consume(kiosk.archived(wrong), acting_user=marie)
        take_aside(
            line_id=AsideLine.objects.get().pk,
            acting_user=marie,
            account=lobby.account,
            amount=euros("33"),
            paid_on=day,
            means=Means.CASH,
            note="",
            now=timezone.now(),
        )
        lines = list(DraftReceipt.objects.order_by("pk").values_list("pk", flat=True))
        post(*lines)
        count = count_till(
            account=Account.objects.get(code="531000"),
            day=day,
            counted=euros("378"),
            reason="Rendu de trop",
            acting_user=marie,
            today=timezone.localdate(),
        )
        post_difference(
            count.pk,
            account_id=Account.objects.get(code="658000").pk,
            seen=euros("-5"),
            remember=False,
            acting_user=marie,
            today=timezone.localdate(),
        )
        reverse_receipt(
            lines[0], acting_user=marie, reason="Autre compte", entry_date=day + timedelta(days=1)
        )
    assert labels() == {
        "Règlement MARITON Paul",
        f"Écart de caisse du {day:%d/%m/%Y}",
        "Contre-passation\u00a0: Règlement MARITON Paul",
    }


@pytest.mark.django_db
def test_cheques_and_their_deposit() -> None:
    its, user = counter.make_counter(), counter.make_cashier(username="marie")
    with translation.override("en"):
        (cheque,) = counter.make_cheques(["65,63"], account=its.pierre, user=user)
        counter.close(cheque.batch, user=user)
        counter.post(cheque.batch, user=user)
        slip = counter.deposit(its, user=user)
    assert labels() == {
        f"Chèque {cheque.number} {cheque.drawer}",
        f"Remise de 1 chèque n° {slip.number}",
    }


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for room in ABOVE_THE_CORE:
        for path in sorted((ROOT / room).rglob("*.py")):
            text = path.read_text()
            if any(f"{name}(" in text for name in WRITERS):
                yield path, ast.parse(text)


def _labels_of(function: ast.AST) -> Iterator[ast.expr]:
    for call in ast.walk(function):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name):
            continue
        if call.func.id not in WRITERS:
            continue
        yield from (each.value for each in call.keywords if each.arg == "label")
        place = WRITERS[call.func.id]
        if place is not None:
            yield from call.args[place : place + 1]


def _assigned(function: ast.AST, name: str) -> Iterator[ast.expr]:
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and name in {
            target.id for target in node.targets if isinstance(target, ast.Name)
        }:
            yield node.value


def _translates(expression: ast.expr) -> bool:
    names = (node.func for node in ast.walk(expression) if isinstance(node, ast.Call))
    return any(isinstance(each, ast.Name) and each.id in TRANSLATING for each in names)


def test_no_writer_of_the_books_translates_its_label() -> None:
    seen, guilty = 0, []
    for path, tree in _sources():
        functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
        for function in functions:
            for label in _labels_of(function):
                seen += 1
                values = (
                    list(_assigned(function, label.id)) if isinstance(label, ast.Name) else [label]
                )
                if any(map(_translates, values)):
                    guilty.append(f"{path.relative_to(ROOT)}, {function.name}")
    assert seen > 15
    assert not guilty
