"""Balances leave at night, Paul pays in the lobby, the accountant posts: his debt falls."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from connectic.selectors.states_of_nights import nights
from connectic.services.scan_folder import scan_nightly
from connectic.services.send_balances import send_nightly
from core.files.enums import FileOutcome
from core.files.models import ArchivedFile
from core.jobs.models import SystemMessage
from core.jobs.services import outbox
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests.connectic.factories import RIGHTS, make_lobby
from tests.core.files.factories import make_sftp
from tests.exchange_servers import SshServer, ssh_server
from tests.factories import make_staff
from tests.stories.office import balance, books_of, owe, told

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sshd(tmp_path: Path) -> Iterator[SshServer]:
    with ssh_server(tmp_path / "ssh") as server:
        for name in ("soldes", "paiements"):
            (server.files / name).mkdir()
        yield server


def test_a_day_at_the_kiosk(sshd: SshServer, tmp_path: Path) -> None:
    lobby = make_lobby(
        tmp_path,
        balances=make_sftp(sshd, code="soldes", path=str(sshd.files / "soldes")),
        payments=make_sftp(sshd, code="paiements", path=str(sshd.files / "paiements")),
    )
    marie = make_staff(username="marie", rights=RIGHTS)
    today = timezone.localdate()
    owe(lobby.account, "330,00", label="Loyer", on=today.replace(month=1, day=1), acting_user=marie)

    # The first night: what Paul owes leaves for the kiosk.
    assert "330,00" in send_nightly(now=timezone.now()).replace("\u202f", " ")
    outbox.deliver()
    sent = sshd.files / "soldes" / f"LSC-SOLDES-{today:%Y%m%d}.csv"
    assert "L;G001;81MARITON;;MARITON;Paul;;330.00;0.00;;" in sent.read_text()
    assert ArchivedFile.objects.get().outcome == FileOutcome.DELIVERED

    # In the lobby, by his name: 100,50 € in cash, 20 € by card.
    said = StringIO()
    call_command(
        "kiosk_simulator", pay=["mariton=100.50:CASH", "G001/81MARITON=20:CARD"], stdout=said
    )
    assert "2 paiements déposés" in said.getvalue()

    # The second night: his payments are in the draft, in the journals of their means.
    scan_nightly(today=timezone.localdate())
    rows = DraftReceipt.objects.order_by("amount").select_related("journal")
    assert [(row.journal.code, f"{row.amount}") for row in rows if row.journal] == [
        ("RA", "20.00"),
        ("CA", "100.50"),
    ]
    message = SystemMessage.objects.filter(link__contains="canal=kiosk").get(recipient=marie)
    assert "120,50" in message.body.replace("\u202f", " ")
    assert balance(lobby.account) == "330,00"

    # What is under way is not asked twice.
    send_nightly(now=timezone.now())
    outbox.deliver()
    assert "209.50;120.50" in sent.read_text()

    # The accountant prepares and posts: the balance falls by the cent.
    prepare_receipts([row.pk for row in rows], acting_user=marie)
    post_prepared(acting_user=marie)
    assert balance(lobby.account) == "209,50"
    day = f"{today:%d/%m/%Y}"
    posted = told(
        f"""
        CA 1 {day} Règlement MARITON Paul
          531000          100,50
          81MARITON                   100,50
        """
    )
    assert posted in books_of(lobby.entity)

    # The day on one page: sent, received, posted, no gap.
    # (Run before four in the morning, what is paid belongs to the day before.)
    last, before = nights(today=timezone.localdate())[:2]
    assert last.balances is not None
    assert (last.posted.count, last.drafted.count) == (2, 0)
    read = last if last.files else before
    assert (read.found.count, f"{read.announced_cash}") == (2, "100.50")
    assert set(read.gaps) <= {"Soldes non envoyés"}

    # Another night brings nothing new, and changes nothing.
    scan_nightly(today=timezone.localdate())
    assert DraftReceipt.objects.filter(status=ReceiptStatus.POSTED).count() == 2
