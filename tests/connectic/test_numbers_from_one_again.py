"""A kiosk that was replaced numbers from 1 again: the rent of the next month is another payment."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from connectic.formats.grammar import Means
from connectic.formats.writing import payments_file
from connectic.models import AsideLine, PaymentsFile
from connectic.services.decide_aside import take_aside
from core.files.services.exchange import consume
from core.jobs.models import SystemMessage
from core.people.models import User
from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from tests.connectic.factories import (
    RIGHTS,
    Lobby,
    archived,
    content_of,
    make_lobby,
    payment,
    yesterday,
)
from tests.factories import euros, make_staff

pytestmark = pytest.mark.django_db
LAST_MONTH = yesterday() - timedelta(days=31)


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return make_lobby(tmp_path)


@pytest.fixture
def marie(lobby: Lobby) -> User:
    return make_staff(rights=RIGHTS, username="marie")


def send(content: bytes) -> str:
    return consume(archived(content), acting_user=None)


def rent(paid_at: datetime, number: int = 1, amount: str = "850.00") -> bytes:
    return content_of([payment(number, amount, paid_at=paid_at)])


def drafted() -> list[tuple[str, str]]:
    return [(row.source_key, f"{row.amount}") for row in DraftReceipt.objects.order_by("pk")]


def test_850_euros_of_november_are_not_those_of_october(lobby: Lobby, marie: User) -> None:
    send(rent(LAST_MONTH))
    said = send(rent(yesterday()))
    assert "1 ligne mise de côté" in said
    line = AsideLine.objects.get()
    assert line.other == DraftReceipt.objects.get()
    assert f"{LAST_MONTH:%d/%m/%Y}" in line.reason
    assert f"{yesterday():%d/%m/%Y}" in line.reason
    told = SystemMessage.objects.filter(recipient=marie).latest("pk")
    assert (told.level, "mise de côté" in told.body) == ("warning", True)
    take_aside(
        line_id=line.pk, acting_user=marie, account=lobby.account, amount=euros("850"),
        paid_on=yesterday().date(), means=Means.CARD, note="", now=timezone.now())  # fmt: skip
    assert drafted() == [("HALL-1:K1", "850.00"), (f"aside:{line.pk}", "850.00")]


def test_two_rents_of_one_number_in_one_file_are_two(lobby: Lobby) -> None:
    send(content_of([payment(1, "850.00", paid_at=LAST_MONTH), payment(1, "850.00")]))
    assert drafted() == [("HALL-1:K1", "850.00")]
    assert AsideLine.objects.count() == 1


def test_the_same_payment_told_again_is_known(lobby: Lobby) -> None:
    send(rent(LAST_MONTH))
    again = rent(LAST_MONTH).replace(b"\r\n", b"\n") + b"\n"
    send(again)
    # The same instant, as a clock of another offset tells it.
    other_offset = LAST_MONTH.astimezone().replace(microsecond=0)
    send(payments_file(
        [payment(1, "850.00", paid_at=other_offset)], sender="HALL-1", written_at=yesterday(21)
    ))  # fmt: skip
    assert drafted() == [("HALL-1:K1", "850.00")]
    assert not AsideLine.objects.exists()
    assert PaymentsFile.objects.order_by("pk").last().known_count == 1  # type: ignore[union-attr]


def test_sent_again_a_month_later_it_waits_once(lobby: Lobby) -> None:
    send(rent(LAST_MONTH))
    send(rent(yesterday()))
    send(rent(yesterday()) + b"\n")
    assert AsideLine.objects.count() == 1


def test_an_unreadable_line_whose_old_number_is_anothers_may_be_taken(
    lobby: Lobby, marie: User
) -> None:
    send(rent(LAST_MONTH))
    send(rent(yesterday()).replace(b";CARD;", b";CB;"))
    line = AsideLine.objects.get()
    taking = {
        "line_id": line.pk, "acting_user": marie, "account": lobby.account,
        "amount": euros("850"), "means": Means.CARD, "note": "",
    }  # fmt: skip
    with pytest.raises(BusinessError, match="déjà au brouillard"):
        take_aside(**taking, paid_on=LAST_MONTH.date(), now=timezone.now())  # type: ignore[arg-type]
    take_aside(**taking, paid_on=yesterday().date(), now=timezone.now())  # type: ignore[arg-type]
    assert drafted() == [("HALL-1:K1", "850.00"), (f"aside:{line.pk}", "850.00")]


def test_two_evenings_may_hold_the_same_words_without_a_date(lobby: Lobby) -> None:
    blank = payment(1, "850.00")
    for evening in (31, 1):
        written = yesterday(20) - timedelta(days=evening)
        content = payments_file([blank], sender="HALL-1", written_at=written)
        undated = content.replace(f"{blank.paid_at.isoformat()};".encode(), b";")
        assert undated != content
        send(undated)
        send(undated + b"\n")
    assert AsideLine.objects.count() == 2


def test_what_was_taken_by_hand_is_known_by_its_day(lobby: Lobby, marie: User) -> None:
    send(rent(LAST_MONTH).replace(b";CARD;", b";CB;"))
    take_aside(
        line_id=AsideLine.objects.get().pk, acting_user=marie, account=lobby.account,
        amount=euros("850"), paid_on=LAST_MONTH.date(), means=Means.CARD, note="",
        now=timezone.now(),
    )  # fmt: skip
    send(rent(LAST_MONTH))
    assert not AsideLine.objects.filter(state="waiting").exists()
    send(rent(yesterday()))
    assert AsideLine.objects.get(state="waiting").other == DraftReceipt.objects.get()
