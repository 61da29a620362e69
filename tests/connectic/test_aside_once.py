"""A line kept aside, taken up by hand, then sent again corrected: the money comes in once."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from connectic.formats.grammar import Means
from connectic.models import AsideLine
from connectic.services.decide_aside import set_down, take_aside
from core.files.services.exchange import consume
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

GOOD = content_of([payment(42, "330.00")])
#: The kiosk names a means that nobody knows: the line waits for a person.
BAD = GOOD.replace(b";CARD;", b";CB;")


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return make_lobby(tmp_path)


@pytest.fixture
def marie(lobby: Lobby) -> User:
    return make_staff(rights=RIGHTS, username="marie")


def send(content: bytes) -> None:
    consume(archived(content), acting_user=None)


def take(line: AsideLine, lobby: Lobby, marie: User, amount: str = "330") -> DraftReceipt:
    return take_aside(
        line_id=line.pk,
        acting_user=marie,
        account=lobby.account,
        amount=euros(amount),
        paid_on=yesterday().date(),
        means=Means.CARD,
        note="",
        now=timezone.now(),
    )


def drafted() -> list[tuple[str, str]]:
    return [(row.source_key, f"{row.amount}") for row in DraftReceipt.objects.order_by("pk")]


def test_330_euros_taken_by_hand_and_sent_again_corrected_come_in_once(
    lobby: Lobby, marie: User
) -> None:
    send(BAD)
    line = AsideLine.objects.get()
    assert (line.kiosk, line.payment_id) == ("HALL-1", "K42")
    take(line, lobby, marie)
    send(GOOD)
    assert drafted() == [("HALL-1:K42", "330.00")]
    assert AsideLine.objects.count() == 1


def test_corrected_with_another_amount_it_waits_beside_what_was_taken(
    lobby: Lobby, marie: User
) -> None:
    send(BAD)
    taken = take(AsideLine.objects.get(), lobby, marie, "33")
    send(GOOD)
    assert drafted() == [("HALL-1:K42", "33.00")]
    line = AsideLine.objects.get(state="waiting")
    assert line.other == taken


def test_what_came_corrected_first_is_not_taken_by_hand_as_well(lobby: Lobby, marie: User) -> None:
    send(BAD)
    send(GOOD)
    line = AsideLine.objects.get()
    with pytest.raises(BusinessError, match=r"K42 .* déjà au brouillard"):
        take(line, lobby, marie)
    assert drafted() == [("HALL-1:K42", "330.00")]
    set_down(line_id=line.pk, acting_user=marie, note="revenu corrigé", now=timezone.now())


@pytest.mark.parametrize("wrong", [b"K42", b"K 42"], ids=["with its number", "without"])
def test_the_same_wrong_line_in_a_file_of_other_bytes_waits_once(
    lobby: Lobby, wrong: bytes
) -> None:
    bad = BAD.replace(b"K42", wrong)
    send(bad)
    send(bad.replace(b"\r\n", b"\n") if b"\r\n" in bad else bad.replace(b"\n", b"\r\n"))
    assert AsideLine.objects.count() == 1


def test_two_like_lines_without_a_number_are_two_payments(lobby: Lobby) -> None:
    twice = content_of([payment(1), payment(1)]).replace(b"K1;", b";")
    send(twice)
    assert AsideLine.objects.count() == 2
    send(twice.replace(b"HALL-1;", b"HALL-2;"))
    assert AsideLine.objects.count() == 4


def test_two_payments_of_one_number_may_both_be_taken(lobby: Lobby, marie: User) -> None:
    """The kiosk's counter started anew: 330 € and 33 € were both paid."""
    send(GOOD)
    send(content_of([payment(42, "33.00")]))
    line = AsideLine.objects.get()
    assert line.other == DraftReceipt.objects.get()
    take(line, lobby, marie, "33")
    assert drafted() == [("HALL-1:K42", "330.00"), (f"aside:{line.pk}", "33.00")]


def test_the_page_of_a_contradiction_shows_both_lines(lobby: Lobby, marie: User) -> None:
    send(GOOD)
    send(content_of([payment(42, "33.00")]))
    client = Client()
    client.force_login(marie)
    page = client.get(reverse("connectic:take_aside", args=[AsideLine.objects.get().pk]))
    assert "Le paiement K42 est déjà là" in page.content.decode()
    assert reverse("receipts:record", args=[DraftReceipt.objects.get().pk]) in page.content.decode()


def test_lines_too_long_to_be_read_are_each_kept(lobby: Lobby) -> None:
    long = b"L;" + b"x" * 200_000 + b"\n"
    send(content_of([payment(1)]).replace(b"\nT;", b"\n" + long + long + b"T;"))
    assert [line.raw for line in AsideLine.objects.all()] == ["", ""]
    assert len(drafted()) == 1
