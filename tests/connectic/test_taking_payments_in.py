"""The evening file becomes lines of the draft: nothing lost, nothing twice."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from django.utils import timezone

from connectic.enums import AsideState, ReadingState
from connectic.formats.grammar import Means
from connectic.models import AsideLine, PaymentsFile
from connectic.services.scan_folder import scan, scan_nightly
from core.files.enums import FileOutcome
from core.files.models import ArchivedFile
from core.files.services.exchange import consume
from core.jobs.enums import Level
from core.jobs.models import SystemMessage
from core.office.services.subscribe import unsubscribe
from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.assign_receipt import assign_receipt
from tests.connectic.factories import (
    RIGHTS,
    Lobby,
    archived,
    content_of,
    make_lobby,
    payment,
)
from tests.factories import make_account, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def lobby(tmp_path: Path) -> Lobby:
    return make_lobby(tmp_path)


def take(content: bytes) -> str:
    return consume(archived(content), acting_user=None)


def drafted() -> list[tuple[str, str]]:
    rows = DraftReceipt.objects.filter(channel="kiosk").order_by("pk")
    return [(row.source_key, f"{row.amount}") for row in rows]


@pytest.mark.dated(
    "connectic.services.take_in",
    "connectic.services.draft_payments",
    "connectic.services.import_upload",
)
def test_each_payment_is_a_line_of_nobody_with_the_journal_of_its_means(lobby: Lobby) -> None:
    take(
        content_of(
            [
                payment(1, "330.00", means=Means.CASH),
                payment(2, "650.00", means=Means.CARD),
                payment(3, "12.34", means=Means.CHEQUE),
            ]
        )
    )
    rows = list(DraftReceipt.objects.order_by("pk").select_related("journal", "account"))
    assert [row.journal.code for row in rows if row.journal] == ["CA", "RA", "RA"]
    assert {row.account for row in rows} == {lobby.account}
    assert {row.assigned_to for row in rows} == {None}
    assert {row.label for row in rows} == {"Règlement MARITON Paul"}


def test_without_a_setting_the_journal_stays_for_the_accountant(lobby: Lobby) -> None:
    lobby.entity.receipt_journals.all().delete()
    take(content_of([payment()]))
    assert DraftReceipt.objects.get().journal is None


def test_everyone_who_receives_messages_hears_of_it_with_a_link(lobby: Lobby) -> None:
    make_staff(rights=RIGHTS)
    take(content_of([payment(1), payment(2, "20.50")]))
    (message,) = SystemMessage.objects.all()
    assert "350,50" in message.title.replace("\u202f", " ")
    assert "2 paiements" in message.body
    assert message.link == "/brouillard/?canal=kiosk&qui=tous"


def test_an_unknown_account_is_drafted_to_be_assigned_with_its_raw_data(lobby: Lobby) -> None:
    take(content_of([payment(account="81NOBODY", means=Means.CASH), payment(2, entity="X9")]))
    known_entity, stranger = DraftReceipt.objects.order_by("pk")
    assert known_entity.account is None
    assert known_entity.raw_data["account"] == "81NOBODY"
    assert stranger.entity is None
    accountant = make_staff(rights=RIGHTS)
    for row, journal in ((known_entity, "CA"), (stranger, "RA")):
        assigned = assign_receipt(row.pk, acting_user=accountant, account=lobby.account)
        assert assigned.journal is not None
        assert assigned.journal.code == journal


def test_the_same_file_again_does_nothing(lobby: Lobby) -> None:
    content = content_of([payment(1), payment(2)])
    take(content)
    before = drafted()
    (lobby.drop / "CONNECTIC-PAIEMENTS-HALL-1-a.csv").write_bytes(content)
    scan(acting_user=None)
    assert drafted() == before
    assert SystemMessage.objects.count() <= 2


def test_the_same_name_with_other_bytes_is_read_and_flagged(lobby: Lobby) -> None:
    path = lobby.drop / "CONNECTIC-PAIEMENTS-HALL-1.csv"
    path.write_bytes(content_of([payment(1)]))
    scan(acting_user=None)
    path.write_bytes(content_of([payment(1), payment(2)]))
    scan(acting_user=None)
    scan(acting_user=None)
    assert len(drafted()) == 2
    assert ArchivedFile.objects.get(namesake__isnull=False).outcome == FileOutcome.PROCESSED


def test_two_kiosks_may_use_the_same_number(lobby: Lobby) -> None:
    take(content_of([payment(1)], kiosk="HALL-1"))
    take(content_of([payment(1)], kiosk="HALL-2"))
    assert [key for key, _amount in drafted()] == ["HALL-1:K1", "HALL-2:K1"]


@pytest.mark.parametrize("across", [False, True], ids=["in one file", "across files"])
def test_a_number_used_twice_for_something_else_is_kept_aside(lobby: Lobby, across: bool) -> None:
    first, second = payment(1, "330.00"), payment(1, "33.00")
    if across:
        take(content_of([first]))
        take(content_of([second, payment(2)]))
    else:
        take(content_of([first, second, payment(2)]))
    assert drafted() == [("HALL-1:K1", "330.00"), ("HALL-1:K2", "330.00")]
    (line,) = AsideLine.objects.all()
    assert "déjà été reçu" in line.reason


def test_a_refund_and_a_wrong_line_wait_while_the_right_ones_go_in(lobby: Lobby) -> None:
    content = content_of([payment(1), payment(2, "-20.00"), payment(3)])
    wrong = content.replace(b"K3", b"K3;too;many")
    take(wrong)
    assert drafted() == [("HALL-1:K1", "330.00")]
    lines = {line.line_number: line.reason for line in AsideLine.objects.all()}
    assert list(lines) == [4, 5]
    assert "remboursement" in lines[4]
    assert "champs" in lines[5]
    assert set(AsideLine.objects.values_list("state", flat=True)) == {AsideState.WAITING}


@pytest.mark.dated("connectic.services.announce_payments")
@pytest.mark.parametrize(
    ("old", "new", "remark"),
    [
        (b"T;2;660.00;0.00", b"T;3;660.00;0.00", "3 lignes annoncées, 2 au fichier"),
        (b"T;2;660.00;0.00", b"T;2;700.00;0.00", "Total"),
        (b"T;2;660.00;0.00", b"T;2;660.00;50.00", "Espèces"),
    ],
)
def test_what_is_announced_and_not_found_is_an_alert(
    lobby: Lobby, old: bytes, new: bytes, remark: str
) -> None:
    make_staff(rights=RIGHTS)
    take(content_of([payment(1), payment(2)]).replace(old, new))
    assert len(drafted()) == 2
    record = PaymentsFile.objects.get()
    assert remark in record.remarks
    message = SystemMessage.objects.get()
    assert message.level == Level.WARNING
    assert remark in message.body


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "vide"),
        (b"not a kiosk's file", "tête"),
        (content_of([payment(1)]).rpartition(b"T;")[0], "coupé"),
        (content_of([payment(1)]).replace(b";1;PAIEMENTS", b";9;PAIEMENTS"), "Version"),
        (content_of([payment(1)]).replace(b";amount;", b";sum;"), "amount"),
    ],
    ids=["empty", "something else", "cut", "version", "column"],
)
def test_a_file_that_cannot_be_read_is_kept_refused_and_told(
    lobby: Lobby, content: bytes, reason: str
) -> None:
    make_staff(rights=RIGHTS)
    file = archived(content)
    with pytest.raises(BusinessError, match=reason):
        consume(file, acting_user=None)
    assert drafted() == []
    assert PaymentsFile.objects.get().state == ReadingState.REFUSED
    file.refresh_from_db()
    assert file.outcome == FileOutcome.FAILED
    assert SystemMessage.objects.get().level == Level.ERROR


def test_a_refused_file_does_not_keep_the_others_out(lobby: Lobby) -> None:
    (lobby.drop / "CONNECTIC-PAIEMENTS-A.csv").write_bytes(b"cut")
    (lobby.drop / "CONNECTIC-PAIEMENTS-B.csv").write_bytes(content_of([payment(1)]))
    report = scan(acting_user=None)
    assert len(drafted()) == 1
    assert "CONNECTIC-PAIEMENTS-A.csv" in report


@pytest.mark.dated
def test_a_night_without_a_file_is_an_alert_told_once(lobby: Lobby) -> None:
    make_staff(rights=RIGHTS)
    scan_nightly(today=timezone.localdate())
    scan_nightly(today=timezone.localdate())
    assert "Aucun fichier de l’automate" in SystemMessage.objects.get().title


def test_a_night_with_its_file_is_none(lobby: Lobby) -> None:
    make_staff(rights=RIGHTS)
    (lobby.drop / "CONNECTIC-PAIEMENTS-B.csv").write_bytes(content_of([payment(1)]))
    scan_nightly(today=timezone.localdate())
    assert [message.level for message in SystemMessage.objects.all()] == [Level.INFO]


def test_without_the_subscription_the_night_does_nothing(lobby: Lobby) -> None:
    unsubscribe(code="connectic", acting_user=None)
    (lobby.drop / "CONNECTIC-PAIEMENTS-B.csv").write_bytes(content_of([payment(1)]))
    assert "pas souscrit" in scan_nightly(today=timezone.localdate())
    assert drafted() == []
    with pytest.raises(BusinessError, match="Store"):
        scan(acting_user=None)


def test_a_file_of_several_chunks_is_counted_to_the_cent(
    lobby: Lobby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectic.services.take_in.CHUNK", 7)
    make_account(entity=lobby.entity, code="81ROLINMAR", label="ROLIN Marie")
    payments = [
        payment(n, f"{n}.{n:02d}", account=("81MARITON", "81ROLINMAR")[n % 2]) for n in range(1, 31)
    ]
    content = content_of(payments)
    take(content)
    take(content)
    first, second = PaymentsFile.objects.order_by("pk")
    total = sum((each.amount for each in payments), Decimal(0))
    assert (first.drafted_count, first.drafted_total) == (30, total)
    assert (second.drafted_count, second.known_count) == (0, 30)
    assert (first.found_total, first.announced_total, first.remarks) == (total, total, "")
