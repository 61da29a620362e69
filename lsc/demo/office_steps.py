"""The accountant's steps of the play, through the services that the screens call."""

import shutil
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from core.files.services import archive
from core.jobs.models import SystemMessage
from core.text.money import ZERO, format_euros
from extranet.publication.models import PublishedAccount
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing.publish import publish as publish_now
from ledger.books.models import EntryLine, FiscalYear
from ledger.reports.services.export_fec import COLUMNS, ENCODING, export_fec
from lsc.demo import people
from lsc.demo.chart import SYNDICATE
from lsc.demo.scene import AMOUNT, Scene, expect
from lsc.demo.telling import Told, entry_rows
from receipts.draft.enums import ReceiptStatus
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.services.generate_collections import generate_collections
from sepa.collections.services.settle_collection import mark_sent
from sepa.requests.services.fetching import fetch_requests


def publish(scene: Scene) -> Told:
    """Tick Pierre's account, which gives him a sign-in, and publish."""
    marked = mark_accounts([scene.account.pk], acting_user=scene.accountant, now=timezone.now())
    issued = marked.issued[0]
    scene.username, scene.initial_password = issued.username, issued.password
    publication = publish_now(acting_user=scene.accountant, now=timezone.now())
    shown = PublishedAccount.objects.get(entity_code=SYNDICATE, account_code=people.PIERRE.account)
    expect(shown.balance == AMOUNT, "le solde publié est celui des comptes")
    return Told(
        [
            ("Comptes publiés", publication.account_count),
            ("Lignes publiées", publication.line_count),
            ("Compte suivi", f"S001 {shown.account_code} {shown.label}"),
            ("Solde", f"{format_euros(shown.balance)} dus"),
            ("Créancier (ICS)", shown.creditor_identifier),
            ("Identifiant remis", issued.username),
        ],
        {
            "accounts": publication.account_count,
            "lines": publication.line_count,
            "balance": str(shown.balance),
            "username": issued.username,
        },
    )


def fetch(scene: Scene) -> Told:
    """Ask the platform for what waits, twice: the second time changes nothing."""
    fetched = fetch_requests(acting_user=scene.accountant, now=timezone.now())
    again = fetch_requests(acting_user=scene.accountant, now=timezone.now())
    receipt = scene.receipt
    expect(fetched.count == 1 and again.count == 0, "une demande fait une ligne, une seule fois")
    expect(receipt.amount == AMOUNT, "la ligne porte le montant demandé")
    return Told(
        [
            ("Demandes relevées", f"{fetched.count}, puis {again.count} à la seconde relève"),
            ("Compte", f"S001 {receipt.account}"),
            ("Réf. mouvement", receipt.movement_reference),
            ("Libellé", receipt.label),
            ("Montant", format_euros(receipt.amount)),
            ("Journal", receipt.journal or "à choisir"),
        ],
        {"count": fetched.count, "again": again.count, "amount": str(receipt.amount)},
    )


def notify(scene: Scene) -> Told:
    """The entity's validator finds the news among what is « pour info »."""
    message = (
        SystemMessage.objects.filter(
            recipient=scene.accountant, identity__startswith="sepa.fetched:"
        )
        .order_by("-pk")
        .first()
    )
    expect(message is not None, "le valideur de l’entité reçoit un message")
    assert message is not None  # noqa: S101 - told to the type checker
    return Told(
        [
            ("Destinataire", f"{scene.accountant} ({scene.accountant.initials})"),
            ("Message", message.title),
            ("Détail", message.body.splitlines()[0]),
        ],
        {"recipient": scene.accountant.username, "title": message.title},
    )


def collection_file(scene: Scene) -> Told:
    """Generate the file for the bank, hand it over, and see that it cannot be made twice."""
    (collection,) = generate_collections(
        [scene.receipt.pk], acting_user=scene.accountant, now=timezone.now()
    )
    scene.collection = collection
    path = Path(collection.bank_account.folder.path) / collection.file.name  # type: ignore[union-attr]
    expect(path.read_bytes() == archive.read(collection.file), "le fichier déposé est l’archivé")
    sent = mark_sent(collection, acting_user=scene.accountant, now=timezone.now())
    return Told(
        [
            ("Fichier", path.name),
            ("Dossier", path.parent),
            ("Format", f"{collection.pain_version}, valide selon le schéma officiel"),
            ("Prélèvement", f"{collection.transaction_count} × {format_euros(collection.total)}"),
            ("Date de prélèvement", f"{collection.collection_date:%d/%m/%Y} (jour TARGET)"),
            ("SHA-256", collection.file.sha256),
            ("État", sent.get_state_display()),
        ],
        {
            "path": str(path),
            "message_id": collection.message_id,
            "total": str(collection.total),
            "collection_date": collection.collection_date.isoformat(),
            "sha256": collection.file.sha256,
        },
    )


def prepare(scene: Scene) -> Told:
    """Give the line its journal; the account's balance does not move."""
    before = scene.account.balance
    prepare_receipts([scene.receipt.pk], acting_user=scene.accountant)
    receipt = scene.receipt
    expect(receipt.status == ReceiptStatus.PREPARED, "la ligne est à valider")
    expect(scene.account.balance == before, "rien n’est encore en comptabilité")
    return Told(
        [
            ("Journal", receipt.journal),
            ("Date d’écriture", f"{receipt.entry_date:%d/%m/%Y}"),
            ("Solde du compte", f"{format_euros(before)}, inchangé"),
        ],
        {"journal": receipt.journal.code if receipt.journal else "", "balance": str(before)},
    )


def post(scene: Scene) -> Told:
    """Write the entry for good: debit the bank, credit Pierre."""
    post_prepared(acting_user=scene.accountant)
    entry = scene.receipt.entry
    assert entry is not None  # noqa: S101 - a posted receipt has its entry (database constraint)
    lines = [
        (line.account.code, line.account.label, line.debit, line.credit)
        for line in EntryLine.objects.filter(entry=entry).select_related("account").order_by("id")
    ]
    expect(
        [(code, debit, credit) for code, _label, debit, credit in lines]
        == [("512000", AMOUNT, ZERO), (people.PIERRE.account, ZERO, AMOUNT)],
        "débit de la banque, crédit du copropriétaire",
    )
    expect(scene.account.balance == ZERO, "Pierre ne doit plus rien")
    return Told(
        [
            ("Écriture", f"{entry} du {entry.date:%d/%m/%Y}"),
            *entry_rows(lines),
            ("Solde du compte", format_euros(scene.account.balance)),
        ],
        {
            "entry": str(entry),
            "lines": [
                {"account": code, "debit": str(debit), "credit": str(credit)}
                for code, _label, debit, credit in lines
            ],
            "balance": str(scene.account.balance),
        },
    )


def fec(scene: Scene) -> Told:
    """Write the FEC of the year in which the payment was posted."""
    today = timezone.localdate()
    year = FiscalYear.objects.select_related("entity").get(
        entity__code=SYNDICATE, start__lte=today, end__gte=today
    )
    file = export_fec(fiscal_year=year, acting_user=scene.accountant)
    path = Path(settings.DATA_DIR) / "fec" / file.name
    path.parent.mkdir(exist_ok=True)
    with archive.open_archived(file) as source, path.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    rows = path.read_text(encoding=ENCODING).splitlines()
    expect(
        all(row.count("\t") == len(COLUMNS) - 1 for row in rows), "chaque ligne a ses 18 colonnes"
    )
    return Told(
        [
            ("Exercice", f"S001 {year}"),
            ("Fichier", path),
            ("Lignes d’écriture", len(rows) - 1),
            ("Colonnes", len(COLUMNS)),
        ],
        {"path": str(path), "lines": len(rows) - 1, "sha256": file.sha256},
    )
