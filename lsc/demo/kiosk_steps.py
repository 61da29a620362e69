"""The kiosk's two nights of the play: balances leave, people pay, receipts arrive."""

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from connectic.formats.grammar import Means
from connectic.formats.simulator import Kiosk
from connectic.models import BalancesFile, PaymentsFile
from connectic.selectors.kiosk_settings import balances_folder, payments_folder
from connectic.services.draft_payments import CHANNEL
from connectic.services.scan_folder import scan_nightly
from connectic.services.send_balances import send_nightly
from core.files.services import archive
from core.jobs.models import SystemMessage
from core.people.models import User
from core.text.money import format_euros
from ledger.books.models import Account
from lsc.demo import people
from lsc.demo.chart import RENTAL
from lsc.demo.lobby import BALANCES, PAYMENTS, install
from lsc.demo.scene import Scene, expect
from lsc.demo.telling import Told
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts

PAUL = "81MARITON"
#: Name typed at the screen, amount in euros, means, minute past ten.
PAID = (
    ("MARITON", Decimal("330.00"), Means.CARD, 8),
    ("ROLIN", Decimal("650.00"), Means.CASH, 9),
)


def kiosk_out(scene: Scene) -> Told:
    """Subscribe, describe the folders, and let the first night leave the balances."""
    install(scene.lobby, acting_user=scene.built.staff["admin"])
    sentence = send_nightly(now=timezone.now())
    record = BalancesFile.objects.select_related("file").get()
    path = scene.lobby.folder / BALANCES / record.file.name
    expect(path.read_bytes() == archive.read(record.file), "le fichier déposé est l’archivé")
    return Told(
        [
            ("Dossier d’échange", scene.lobby.address),
            ("Soldes déposés", path),
            ("Première nuit", sentence),
            ("SHA-256", record.file.sha256),
        ],
        {
            "path": str(path),
            "sftp": scene.lobby.server is not None,
            "accounts": record.account_count,
            "total": str(record.total),
            "sha256": record.file.sha256,
        },
    )


def kiosk_pay(scene: Scene) -> Told:
    """Two tenants find themselves on the screen by name and pay; the evening file is left."""
    kiosk = Kiosk()
    known = kiosk.fetch_balances(balances_folder())
    rows: list[tuple[str, object]] = [("Comptes à l’écran", known)]
    for name, amount, means, minute in PAID:
        (found,) = kiosk.find(name)
        kiosk.pay(found, amount=amount, means=means, at=_yesterday(10, minute))
        said = "par carte" if means is Means.CARD else "en espèces"
        rows.append((found.name, f"{format_euros(amount)} {said}, sur {format_euros(found.due)}"))
    name = kiosk.leave_payments(payments_folder(), at=_yesterday(20, 5))
    path = scene.lobby.folder / PAYMENTS / name
    total = sum(paid[1] for paid in PAID)
    expect(path.exists(), "le fichier du soir est déposé")
    return Told(
        [*rows, ("Fichier du soir", path)],
        {"path": str(path), "payments": len(PAID), "total": str(total)},
    )


def kiosk_in(scene: Scene) -> Told:
    """The second night brings the payments; one is posted, the other is left to the visitor."""
    sentence = scan_nightly(today=timezone.localdate())
    scan_nightly(today=timezone.localdate())
    record = PaymentsFile.objects.select_related("file").get()
    lines = DraftReceipt.objects.filter(channel=CHANNEL).select_related("account", "journal")
    waiting = lines.order_by("amount")
    expect(
        [line.amount for line in waiting] == [paid[1] for paid in PAID],
        "chaque paiement fait une ligne, une seule fois",
    )
    accountant = scene.built.staff[people.RENTAL_ACCOUNTANT]
    message = SystemMessage.objects.get(recipient=accountant, identity__startswith="kiosk:")
    posted, left = waiting
    before, after = _post(posted, accountant)
    return Told(
        [
            ("Seconde nuit", sentence),
            ("Message système", f"{message.title}, pour {accountant}"),
            ("Validé", f"{posted.label}, {format_euros(posted.amount)}, journal {posted.journal}"),
            ("Solde du compte", f"{format_euros(before)}, puis {format_euros(after)}"),
            ("Au brouillard, pour vous", f"{left.label}, {format_euros(left.amount)}"),
        ],
        {
            "path": str(_fetched(scene, record)),
            "sha256": record.file.sha256,
            "drafted": record.drafted_count,
            "total": str(record.drafted_total),
            "message": message.title,
            "balance_before": str(before),
            "balance": str(after),
        },
    )


def _post(line: DraftReceipt, accountant: User) -> tuple[Decimal, Decimal]:
    """The balance of who paid, before the line is in the books and after."""
    before = _paul().balance
    prepare_receipts([line.pk], acting_user=accountant)
    expect(_paul().balance == before, "préparer ne change pas le solde")
    post_prepared(acting_user=accountant, ids=[line.pk])
    after = _paul().balance
    expect(before - after == line.amount, "le solde baisse du montant payé")
    return before, after


def _fetched(scene: Scene, record: PaymentsFile) -> Path:
    return scene.lobby.folder / PAYMENTS / record.file.name


def _paul() -> Account:
    return Account.objects.get(entity__code=RENTAL, code=PAUL)


def _yesterday(hour: int, minute: int) -> datetime:
    """The evening that the second night asks for, unless the books of that year are behind us."""
    now = timezone.localtime()
    day = now - timedelta(days=1)
    day = day if day.year == now.year else now
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)
