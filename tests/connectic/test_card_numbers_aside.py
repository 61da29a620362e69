"""A card number or an IBAN in a kiosk's file: the line waits for a person, the number masked."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from connectic.enums import ReadingState
from connectic.models import AsideLine, PaymentsFile
from core.files.services import archive
from core.files.services.exchange import consume
from core.text.errors import BusinessError
from core.text.guard import looks_like_card, looks_like_iban
from receipts.draft.models import DraftReceipt
from tests.connectic.factories import archived, content_of, make_lobby, payment

pytestmark = pytest.mark.django_db

CARD = "4111111111111111"
IBAN = "FR1420041010050500013M02606"
SPACED = "4111 1111 1111 1111"


def text_in_the_database() -> str:
    """Every value of every table, as text."""
    said = []
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(model._meta.db_table)}")  # noqa: S608
            said += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(said)


@pytest.mark.parametrize("column", ["payer", "card_ticket", "coupon", "account"])
@pytest.mark.parametrize("secret", [CARD, SPACED, f"{SPACED} 12/27", IBAN])
def test_the_line_waits_and_no_table_holds_the_number(
    column: str, secret: str, tmp_path: Path
) -> None:
    make_lobby(tmp_path)
    file = archived(content_of([payment(1, **{column: secret}), payment(2)]))
    consume(file, acting_user=None)

    assert [line.movement_reference for line in DraftReceipt.objects.all()] == ["HALL-1/K2"]
    aside = AsideLine.objects.get()
    assert aside.payment_id == "K1"
    assert "•••• 1111" in aside.raw or "•••• 2606" in aside.raw
    assert "330.00" in aside.raw
    assert "masqué" in aside.reason
    stored = text_in_the_database()
    assert CARD not in stored
    assert SPACED not in stored
    assert IBAN not in stored
    assert secret.encode() not in archive.path_of(file.sha256).read_bytes()


def test_a_line_that_does_not_read_is_masked_too(tmp_path: Path) -> None:
    make_lobby(tmp_path)
    content = content_of([payment(1, payer=SPACED)]).replace(b";CARD;", f";{CARD};".encode())
    consume(archived(content), acting_user=None)
    aside = AsideLine.objects.get()
    for text in (aside.raw, aside.reason):
        assert not looks_like_card(text)
        assert not looks_like_iban(text)


@pytest.mark.parametrize("amount", ["330.00", "-330.00", "none"])
@pytest.mark.parametrize("secret", [CARD, "4111-1111-1111-1111", IBAN])
def test_the_payment_s_own_number_is_no_place_for_one(
    secret: str, amount: str, tmp_path: Path
) -> None:
    make_lobby(tmp_path)
    content = content_of([payment(1), payment(2)]).replace(b"L;K1;", f"L;{secret};".encode())
    first, second = content.split(b"330.00", 1)
    file = archived(first + amount.encode() + second)
    consume(file, acting_user=None)

    assert [line.movement_reference for line in DraftReceipt.objects.all()] == ["HALL-1/K2"]
    aside = AsideLine.objects.get()
    assert aside.payment_id == ""
    assert secret not in text_in_the_database()


def test_nor_is_the_kiosk_s_name(tmp_path: Path) -> None:
    make_lobby(tmp_path)
    content = content_of([payment(1)]).replace(b"HALL-1", CARD.encode())
    with pytest.raises(BusinessError):
        consume(archived(content), acting_user=None)
    assert not DraftReceipt.objects.exists()
    assert PaymentsFile.objects.get().state == ReadingState.REFUSED
    assert CARD not in text_in_the_database()
