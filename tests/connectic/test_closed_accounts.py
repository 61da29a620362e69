"""A tenant has left and his account is closed: his money waits for a person, with the reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone

from connectic.formats.grammar import Means
from connectic.models import AsideLine
from connectic.services.decide_aside import take_aside
from core.files.services.exchange import consume
from core.people.models import User
from core.text.errors import BusinessError
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.assign_receipt import assign_receipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.connectic.factories import (
    RIGHTS,
    Lobby,
    archived,
    content_of,
    make_lobby,
    payment,
    yesterday,
)
from tests.factories import euros, make_account, make_staff

pytestmark = pytest.mark.django_db
LEFT = date(2026, 6, 30)


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return make_lobby(tmp_path)


@pytest.fixture
def marie() -> User:
    return make_staff(rights=[*RIGHTS, "ledger_books.reverse_entry"], username="marie")


def close(lobby: Lobby) -> None:
    lobby.account.closed_on = LEFT
    lobby.account.save()


def send(content: bytes) -> None:
    consume(archived(content), acting_user=None)


def test_330_euros_of_the_kiosk_stay_unassigned_and_say_why(lobby: Lobby, marie: User) -> None:
    close(lobby)
    send(content_of([payment(1, "330.00")]))
    line = DraftReceipt.objects.get()
    assert (line.account, line.entity) == (None, lobby.entity)
    assert line.unassigned_reason == "Le compte 81MARITON est soldé depuis le 30/06/2026."
    with pytest.raises(BusinessError, match="soldé depuis le 30/06/2026"):
        assign_receipt(line.pk, acting_user=marie, account=lobby.account)
    other = make_account(entity=lobby.entity, code="81ROLIN", label="ROLIN Marie")
    assert assign_receipt(line.pk, acting_user=marie, account=other).account == other


def test_a_line_kept_aside_is_not_taken_on_it(lobby: Lobby, marie: User) -> None:
    send(content_of([payment(1, "330.00")]).replace(b";CARD;", b";CB;"))
    close(lobby)
    with pytest.raises(BusinessError, match="soldé"):
        take_aside(
            line_id=AsideLine.objects.get().pk,
            acting_user=marie,
            account=lobby.account,
            amount=euros("330"),
            paid_on=yesterday().date(),
            means=Means.CARD,
            note="",
            now=timezone.now(),
        )
    assert AsideLine.objects.get().state == "waiting"


def test_a_line_drafted_before_it_closed_is_not_posted(lobby: Lobby, marie: User) -> None:
    send(content_of([payment(1, "330.00")]))
    close(lobby)
    with pytest.raises(ReceiptsRefusedError) as refusal:
        prepare_receipts([DraftReceipt.objects.get().pk], acting_user=marie)
    assert "soldé depuis le 30/06/2026" in refusal.value.problems[0]


def test_a_line_drafted_again_is_to_be_assigned_anew(lobby: Lobby, marie: User) -> None:
    send(content_of([payment(1, "330.00")]))
    line = DraftReceipt.objects.get()
    prepare_receipts([line.pk], acting_user=marie)
    post_prepared(acting_user=marie, ids=[line.pk])
    close(lobby)
    reverse_receipt(
        line.pk,
        acting_user=marie,
        reason="Parti",
        entry_date=yesterday().date(),
        draft_again=True,
    )
    again = DraftReceipt.objects.get(status="pending")
    assert again.account is None
    assert "soldé" in again.unassigned_reason
