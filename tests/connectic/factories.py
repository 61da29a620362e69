"""A lobby with its kiosk: entities, folders and files that the tests start from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

from django.utils import timezone

from connectic.formats.grammar import Means, Payment
from connectic.formats.writing import payments_file
from connectic.models import KioskSettings
from connectic.selectors.kiosk_settings import PRODUCT, kiosk_settings
from connectic.services.scan_folder import KIND
from core.files.enums import Direction
from core.files.models import ArchivedFile, ExchangeFolder
from core.files.services import archive
from core.office.services.subscribe import subscribe
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity, ReceiptJournal
from tests.core.files.factories import make_local
from tests.factories import (
    make_account,
    make_entity,
    make_fiscal_year,
    make_journal,
    make_party,
)

RIGHTS = [
    "receipts_draft.see_draft",
    "receipts_draft.see_others",
    "receipts_draft.edit_draft",
    "receipts_draft.post_receipts",
    "connectic.see_kiosk",
    "connectic.run_kiosk",
    "core_people.receive_system_messages",
]


@dataclass
class Lobby:
    """The rental portfolio G001, its tenant Paul MARITON, the kiosk and its two folders."""

    entity: Entity
    account: Account
    balances: ExchangeFolder
    payments: ExchangeFolder
    settings: KioskSettings

    @property
    def drop(self) -> Path:
        return Path(self.payments.path)


def make_lobby(tmp_path: Path, *, code: str = "G001", **folders: ExchangeFolder) -> Lobby:
    year = timezone.localdate().year
    entity = make_entity(code=code, name="Gérance Crypto", is_syndicate=False, is_rental=True)
    for back in (0, 1):
        make_fiscal_year(
            entity=entity,
            start=date(year - back, 1, 1),
            end=date(year - back, 12, 31),
        )
    till = make_account(entity=entity, code="531000", label="Caisse", role=AccountRole.TREASURY)
    cash = make_journal(entity=entity, code="CA", label="Caisse", treasury_account=till)
    other = make_journal(entity=entity, code="RA", label="Règlements automate")
    ReceiptJournal.objects.create(entity=entity, channel="kiosk.cash", journal=cash)
    ReceiptJournal.objects.create(entity=entity, channel="kiosk", journal=other)
    account = make_account(
        entity=entity,
        code="81MARITON",
        label="MARITON Paul",
        role=AccountRole.TENANT,
        party=make_party(last_name="MARITON", first_name="Paul"),
    )
    subscribe(code=PRODUCT, acting_user=None)
    settings = kiosk_settings()
    settings.balances_folder = folders.get("balances") or make_local(
        tmp_path / "soldes", code="soldes"
    )
    settings.payments_folder = folders.get("payments") or make_local(
        tmp_path / "paiements", code="paiements"
    )
    settings.save()
    settings.entities.set([entity])
    return Lobby(entity, account, settings.balances_folder, settings.payments_folder, settings)


def yesterday(hour: int = 10) -> datetime:
    day = timezone.localtime() - timedelta(days=1)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def payment(number: int | str = 1, amount: str = "330.00", **fields: object) -> Payment:
    values: dict[str, object] = {
        "line_number": 0,
        "id": f"K{number}",
        "paid_at": yesterday(),
        "entity": "G001",
        "account": "81MARITON",
        "amount": Decimal(amount),
        "means": Means.CARD,
        "payer": "MARITON Paul",
    }
    return Payment(**{**values, **fields})  # type: ignore[arg-type]


def content_of(payments: Sequence[Payment], *, kiosk: str = "HALL-1") -> bytes:
    return payments_file(payments, sender=kiosk, written_at=yesterday(20))


def archived(content: bytes, name: str = "CONNECTIC-PAIEMENTS-HALL-1.csv") -> ArchivedFile:
    return archive.archive_stream(BytesIO(content), name=name, kind=KIND, direction=Direction.IN)
